#include "engine/clock.h"

#include <ctime>

namespace daybook {

namespace {

std::uint64_t read(clockid_t id) noexcept {
  timespec time{};
  ::clock_gettime(id, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(time.tv_nsec);
}

}  // namespace

std::uint64_t Clock::real_ns() noexcept { return read(CLOCK_REALTIME); }
std::uint64_t Clock::system_monotonic_ns() noexcept { return read(CLOCK_MONOTONIC); }
std::uint64_t Clock::system_boot_ns() noexcept { return read(CLOCK_BOOTTIME); }

}  // namespace daybook
