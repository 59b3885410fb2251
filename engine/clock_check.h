#pragma once

#include <cstdint>
#include <optional>

#include "engine/clock.h"
#include "engine/error.h"

namespace daybook {

// Before an engine starts, whose journal ends at `last_sequence`: a clock that stands before its last stamp is waited
// for a moment, then refused; journaled time never goes back.
Expected<void> check_clock(Clock clock, std::uint64_t last_stamp_ns, std::uint64_t last_sequence);

// While an engine runs: whether its clock was set, and did not just go on. A manual clock may be.
class JumpCheck {
 public:
  // A clock that gains or loses more than this on the steady one was set.
  static constexpr std::uint64_t kJumpNs = 60'000'000'000;

  void start(Clock clock) noexcept;
  // Before the stamp `now_ns` is given, after `last_stamp_ns`: now and then, and where the two lie too far apart, asks
  // the steady clock. kClock: it jumped, and the stamp must not be given.
  [[nodiscard]] std::optional<Error> look(Clock clock, std::uint64_t now_ns, std::uint64_t last_stamp_ns) noexcept {
    const bool far = now_ns - last_stamp_ns + kJumpNs > 2 * kJumpNs;  // in either direction
    if (!far && ++looks_ % kLooksPerCheck != 0) [[likely]]
      return std::nullopt;
    return check(clock, now_ns);
  }

 private:
  static constexpr unsigned kLooksPerCheck = 4096;
  [[nodiscard]] std::optional<Error> check(Clock clock, std::uint64_t now_ns) noexcept;

  unsigned looks_ = 0;
  std::uint64_t real_ns_ = 0;  // when it was last found right
  std::uint64_t steady_ns_ = 0;
};

}  // namespace daybook
