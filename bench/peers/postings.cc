#include "bench/peers/postings.h"

#include <fmt/format.h>

namespace daybook::peers {

std::string check(const Books& books, std::uint64_t accounts, std::uint64_t postings) {
  if (books.events != postings) return fmt::format("{} events are kept of {} postings", books.events, postings);
  std::vector<std::int64_t> expected(accounts);
  Postings stream(accounts);
  for (std::uint64_t i = 0; i < postings; ++i) {
    const Posting posting = stream.next();
    expected[posting.debit] -= posting.amount;
    expected[posting.credit] += posting.amount;
  }
  if (books.balances.size() != accounts) return fmt::format("{} balances of {}", books.balances.size(), accounts);
  for (std::uint64_t i = 0; i < accounts; ++i) {
    if (books.balances[i] != expected[i])
      return fmt::format("account {} has {} instead of {}", i, books.balances[i], expected[i]);
  }
  return {};
}

}  // namespace daybook::peers
