#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

#include "bench/load/histogram.h"

namespace daybook::load {

// Measures what the machine and its scheduler do to a thread that does nothing: it means to wake each millisecond and
// counts by how much it is late. After Gil Tene's jHiccup: the times are fixed beforehand, so one long pause counts for
// every wake-up that it swallowed. What it does not see: a pause between two of its wake-ups, and that of a thread that
// is running (a busy thread loses its core to others, this one only waits for one).
class HiccupMeter {
 public:
  static constexpr std::uint64_t kEveryNs = 1'000'000;

  HiccupMeter();
  HiccupMeter(const HiccupMeter&) = delete;
  HiccupMeter& operator=(const HiccupMeter&) = delete;
  ~HiccupMeter();

  // Counts from now on.
  void start() noexcept { counting_.store(true, std::memory_order_relaxed); }
  // Ends the thread. Lateness since `start`.
  [[nodiscard]] const Histogram& stop();

 private:
  void run();

  std::atomic<bool> counting_{false};
  std::atomic<bool> stop_{false};
  Histogram lateness_;
  std::thread thread_;
};

}  // namespace daybook::load
