#include "bench/load/hand_off.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "engine/clock.h"
#include "engine/cursor.h"

namespace daybook::load {

double hand_off_ns() {
  constexpr std::uint64_t kRounds = 1'000;
  constexpr std::uint64_t kSeries = 100;
  if (std::thread::hardware_concurrency() < 2) return 0;
  struct alignas(kCacheLine) Word {
    std::atomic<std::uint64_t> value{0};
  };
  Word there;
  Word back;
  std::thread other([&] {
    for (std::uint64_t i = 1; i <= kRounds * kSeries; ++i) {
      while (there.value.load(std::memory_order_acquire) != i) {
      }
      back.value.store(i, std::memory_order_release);
    }
  });
  // A series is short, so that one which the scheduler has broken into is one of many.
  std::vector<double> series;
  for (std::uint64_t i = 1; i <= kRounds * kSeries;) {
    const std::uint64_t begin_ns = Clock::system_monotonic_ns();
    for (std::uint64_t end = i + kRounds; i < end; ++i) {
      there.value.store(i, std::memory_order_release);
      while (back.value.load(std::memory_order_acquire) != i) {
      }
    }
    series.push_back(static_cast<double>(Clock::system_monotonic_ns() - begin_ns) / kRounds / 2);
  }
  other.join();
  std::nth_element(series.begin(), series.begin() + kSeries / 2, series.end());
  return series[kSeries / 2];
}

}  // namespace daybook::load
