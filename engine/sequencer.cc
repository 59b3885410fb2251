#include "engine/sequencer.h"

#include <fmt/format.h>

namespace daybook {

namespace {

// A clock that gains this much on the monotonic clock between two checks was set, not read.
constexpr std::uint64_t kJumpNs = 60'000'000'000;
constexpr unsigned kStampsPerCheck = 4096;

}  // namespace

bool Sequencer::stamp() noexcept {
  const std::uint64_t now = clock_.now_ns();
  if (!clock_.is_manual() && stamps_++ % kStampsPerCheck == 0) {
    check_jump(now);
    if (status_.failed()) return false;
  }
  if (now > stamp_ns_) stamp_ns_ = now;
  return true;
}

bool Sequencer::admits() const noexcept {
  // What is in the ring is not counted yet, but has its places beyond the limit.
  if (dedup_ == nullptr || dedup_->size.load(std::memory_order_relaxed) < dedup_limit_) return true;
  // Beyond it one at a time, each known to take the place of an entry that it lets the window forget.
  return gate_->load() == published_.own() && dedup_->forget_after_ns.load(std::memory_order_relaxed) < stamp_ns_;
}

void Sequencer::check_jump(std::uint64_t now_ns) noexcept {
  const std::uint64_t monotonic = clock_.monotonic_ns();
  if (checked_real_ns_ != 0) {
    const std::uint64_t expected = checked_real_ns_ + (monotonic - checked_monotonic_ns_);
    if (now_ns > expected + kJumpNs) {
      status_.fail(
          {Error::Kind::kClock, 0,
           fmt::format(
               "the clock jumped ahead by {} s against the monotonic clock: intake stopped, because a journaled time "
               "cannot be taken back; set the clock right and start again",
               (now_ns - expected) / 1'000'000'000)});
      return;
    }
  }
  checked_real_ns_ = now_ns;
  checked_monotonic_ns_ = monotonic;
}

}  // namespace daybook
