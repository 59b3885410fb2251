#include "engine/chain_history.h"

#include <fmt/format.h>

namespace daybook {

std::optional<Error> ChainHistory::add(std::uint64_t sequence, std::uint64_t chain) {
  if (first_ == 0) first_ = sequence;
  last_ = sequence;
  window_[sequence % kWindow] = chain;
  while (!to_come_.empty() && to_come_.front().sequence <= sequence) {
    const Point expected = to_come_.front();
    to_come_.pop_front();
    if (expected.sequence == sequence) {
      if (auto error = compare(expected, chain)) return error;
    }
  }
  return std::nullopt;
}

std::optional<Error> ChainHistory::expect(std::uint64_t sequence, std::uint64_t chain) {
  if (sequence == 0) return std::nullopt;  // the batch says nothing
  if (sequence > last_) {
    if (to_come_.empty() || to_come_.back().sequence < sequence) to_come_.push_back({sequence, chain});
    return std::nullopt;
  }
  if (sequence < first_ || last_ - sequence >= kWindow) return std::nullopt;
  return compare({sequence, chain}, window_[sequence % kWindow]);
}

std::optional<Error> ChainHistory::compare(const Point& expected, std::uint64_t chain) {
  ++checks_;
  if (expected.chain == chain) return std::nullopt;
  return Error{
      Error::Kind::kDivergence, expected.sequence,
      fmt::format("the replay diverges at or before command {}: its chain hash is {:016x}, but {:016x} was journaled "
                  "when it was "
                  "decided. A handler is not deterministic, or this program's rules differ from those that decided",
                  expected.sequence, chain, expected.chain)};
}

}  // namespace daybook
