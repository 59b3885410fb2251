#include "bench/load/send_times.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace daybook::load {
namespace {

TEST(SendTimes, OfAllProducersTogetherAreEven) {
  constexpr unsigned kProducers = 3;
  std::vector<std::uint64_t> times;
  for (unsigned producer = 0; producer < kProducers; ++producer) {
    const SendTimes mine(5'000, 1e6, kProducers, producer);
    for (std::uint64_t i = 0; i < 1'000; ++i) times.push_back(mine.at(i));
  }
  std::sort(times.begin(), times.end());
  for (std::size_t i = 0; i < times.size(); ++i) ASSERT_EQ(times[i], 5'000 + i * 1'000);
}

TEST(SendTimes, DoNotDriftInALongRun) {
  const SendTimes times(1'000'000'000, 3e6, 1, 0);
  const std::uint64_t an_hour = 3'600'000'000'000;
  EXPECT_NEAR(static_cast<double>(times.at(3'000'000ULL * 3'600) - 1'000'000'000), static_cast<double>(an_hour), 1'000);
}

TEST(SendTimes, KnowHowManyComeBeforeAnEnd) {
  for (const double rate : {1.0, 3.0, 999'983.0, 7e6}) {
    for (const unsigned producer : {0U, 4U}) {
      const SendTimes times(1'000, rate, 5, producer);
      for (const std::uint64_t end : {0ULL, 1'000ULL, 1'001ULL, 2'000'000'000ULL, 2'000'000'001ULL}) {
        const std::uint64_t number = times.before(end);
        if (number != 0) {
          EXPECT_LT(times.at(number - 1), end);
        }
        EXPECT_GE(times.at(number), end);
      }
    }
  }
}

}  // namespace
}  // namespace daybook::load
