#include "bench/load/hiccup_meter.h"

#include <gtest/gtest.h>

#include <thread>

#include "engine/clock.h"

namespace daybook::load {
namespace {

void spend(std::uint64_t ns) {
  const std::uint64_t end_ns = Clock::system_monotonic_ns() + ns;
  while (Clock::system_monotonic_ns() < end_ns) std::this_thread::yield();
}

TEST(HiccupMeter, CountsNothingBeforeItIsStarted) {
  HiccupMeter meter;
  spend(10 * HiccupMeter::kEveryNs);
  EXPECT_EQ(meter.stop().count(), 0U);
}

// Late or not: each of its times is counted once.
TEST(HiccupMeter, CountsEachMillisecondOnce) {
  HiccupMeter meter;
  meter.start();
  const std::uint64_t begin_ns = Clock::system_monotonic_ns();
  spend(100 * HiccupMeter::kEveryNs);
  const Histogram& lateness = meter.stop();
  const std::uint64_t elapsed_ns = Clock::system_monotonic_ns() - begin_ns;
  EXPECT_GT(lateness.count(), 0U);
  EXPECT_LE(lateness.count(), elapsed_ns / HiccupMeter::kEveryNs + 2);
}

}  // namespace
}  // namespace daybook::load
