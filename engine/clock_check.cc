#include "engine/clock_check.h"

#include <fmt/format.h>

#include <chrono>
#include <thread>

namespace daybook {

Expected<void> check_clock(Clock clock, std::uint64_t last_stamp_ns, std::uint64_t last_sequence) {
  constexpr std::uint64_t kPatienceNs = 2'000'000'000;
  const std::uint64_t now = clock.now_ns();
  if (now >= last_stamp_ns || clock.is_manual()) return {};
  if (last_stamp_ns - now <= kPatienceNs) {
    std::this_thread::sleep_for(std::chrono::nanoseconds(last_stamp_ns - now));
    return {};
  }
  return tl::unexpected(
      Error{Error::Kind::kClock, last_sequence,
            fmt::format("the clock stands {} ms before the last journaled stamp (sequence {}): set it right, then "
                        "start again",
                        (last_stamp_ns - now) / 1'000'000, last_sequence)});
}

void JumpCheck::start(Clock clock) noexcept {
  real_ns_ = clock.now_ns();
  steady_ns_ = clock.steady_ns();
}

std::optional<Error> JumpCheck::check(Clock clock, std::uint64_t now_ns) noexcept {
  if (clock.is_manual()) return std::nullopt;
  const std::uint64_t steady_ns = clock.steady_ns();
  const std::uint64_t expected_ns = real_ns_ + (steady_ns - steady_ns_);
  const bool ahead = now_ns > expected_ns;
  const std::uint64_t by_ns = ahead ? now_ns - expected_ns : expected_ns - now_ns;
  if (by_ns > kJumpNs) {
    return Error{
        Error::Kind::kClock, 0,
        fmt::format("the clock was set {} by {} s while the engine ran: intake stopped, because {}",
                    ahead ? "forward" : "back", by_ns / 1'000'000'000,
                    ahead ? "a journaled time cannot be taken back; set the clock right and start again"
                          : "new commands would look older than they are; set the clock right and start again, or, if "
                            "it is right now, when it has passed the last journaled stamp")};
  }
  real_ns_ = now_ns;
  steady_ns_ = steady_ns;
  return std::nullopt;
}

}  // namespace daybook
