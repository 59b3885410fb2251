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

}  // namespace daybook
