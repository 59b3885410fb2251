#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/workload/random.h"

namespace daybook::peers {

// What every ledger is asked to do: move an amount from one account to another, keep the event, and know all balances.
struct Posting {
  std::uint64_t debit;  // from 0
  std::uint64_t credit;
  std::int64_t amount;
};

// The same stream for everybody.
class Postings {
 public:
  explicit Postings(std::uint64_t accounts) : accounts_(accounts) {}
  Posting next() {
    const std::uint64_t debit = random_.below(accounts_);
    // Another one: no account pays itself.
    const std::uint64_t credit = (debit + 1 + random_.below(accounts_ - 1)) % accounts_;
    return {debit, credit, static_cast<std::int64_t>(1 + random_.below(1'000))};
  }

 private:
  std::uint64_t accounts_;
  domain::workload::Random random_{1};
};

// What is left of them in a ledger: so many events, and the balance of each account.
struct Books {
  std::uint64_t events = 0;
  std::vector<std::int64_t> balances;
};

// What is wrong with the books after the first `postings` of the stream; empty: nothing.
[[nodiscard]] std::string check(const Books& books, std::uint64_t accounts, std::uint64_t postings);

}  // namespace daybook::peers
