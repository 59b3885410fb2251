#pragma once

#include <cstdint>

#include "domain/differences.h"
#include "domain/domain.h"
#include "domain/events.h"

namespace daybook::domain {

// The ledger's invariants after every command, at the cost of the rows that the command touched: for debug builds and
// soaks. It keeps what it saw last of every account, and running totals per ledger.
class LedgerWatch {
 public:
  // Starts from a state that `check_invariants` found nothing wrong with.
  void start(const Accounts& accounts);
  // To be called after each decision, live or folded; what is wrong now.
  [[nodiscard]] Differences after(const DecisionView& decision, const Accounts& accounts);

 private:
  // Sums grow and shrink modulo 2^64, which keeps "equal" equal.
  struct Totals {
    std::uint64_t posted = 0;  // debits less credits
    std::uint64_t pending = 0;
  };
  struct LedgerKey {
    Currency ledger;
    friend bool operator==(const LedgerKey&, const LedgerKey&) = default;
    [[nodiscard]] std::uint64_t hash() const noexcept;
  };
  void touch(const AccountId& id, const Accounts& accounts, Differences& found);

  Table<AccountId, Account> seen_;
  Table<LedgerKey, Totals> totals_;
};

}  // namespace daybook::domain
