#include "bench/load/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace daybook::load {
namespace {

TEST(Histogram, QuantilesAreWithinOnePercentOfTheExactOnes) {
  std::mt19937_64 random(7);
  Histogram histogram;
  std::vector<std::uint64_t> exact;
  for (int i = 0; i < 100'000; ++i) {
    // From nanoseconds to minutes.
    const std::uint64_t ns = random() >> (20 + random() % 44);
    exact.push_back(ns);
    histogram.add(ns);
  }
  std::sort(exact.begin(), exact.end());
  for (const double share : {0.01, 0.5, 0.9, 0.99, 0.999, 0.9999}) {
    const std::uint64_t wanted = exact[static_cast<std::size_t>(share * 100'000) - 1];
    const std::uint64_t found = histogram.quantile_ns(share);
    EXPECT_GE(found, wanted) << share;
    EXPECT_LE(static_cast<double>(found), static_cast<double>(wanted) * 1.01) << share;
  }
  EXPECT_EQ(histogram.max_ns(), exact.back());
  EXPECT_EQ(histogram.min_ns(), exact.front());
  EXPECT_EQ(histogram.count(), 100'000U);
}

TEST(Histogram, CountsTheLongestDurationThereIs) {
  Histogram histogram;
  histogram.add(UINT64_MAX);
  histogram.add(0);
  EXPECT_EQ(histogram.quantile_ns(1), UINT64_MAX);
  EXPECT_EQ(histogram.quantile_ns(0.5), 0U);
}

TEST(Histogram, SaysNothingOfNothing) {
  const Histogram histogram;
  EXPECT_EQ(histogram.quantile_ns(0.5), 0U);
  EXPECT_EQ(histogram.min_ns(), 0U);
  EXPECT_EQ(histogram.max_ns(), 0U);
}

TEST(Histogram, OneLateCommandInTenIsTheNinetiethNoMore) {
  Histogram histogram;
  for (int i = 0; i < 9; ++i) histogram.add(10);
  histogram.add(1'000'000);
  EXPECT_EQ(histogram.quantile_ns(0.9), 10U);
  EXPECT_EQ(histogram.quantile_ns(0.91), 1'000'000U);
}

TEST(Histogram, MergedIsAsIfCountedInOne) {
  Histogram one;
  Histogram first;
  Histogram second;
  for (std::uint64_t ns = 1; ns < 1'000'000; ns = ns * 3 / 2 + 1) {
    one.add(ns);
    (ns % 2 == 0 ? first : second).add(ns);
  }
  first.add(second);
  EXPECT_EQ(first.count(), one.count());
  EXPECT_EQ(first.max_ns(), one.max_ns());
  EXPECT_EQ(first.min_ns(), one.min_ns());
  for (const double share : {0.1, 0.5, 0.9}) EXPECT_EQ(first.quantile_ns(share), one.quantile_ns(share));
}

TEST(Histogram, BucketsAddUpToWhatWasCounted) {
  Histogram histogram;
  for (std::uint64_t ns = 0; ns < 10'000; ns += 7) histogram.add(ns);
  std::uint64_t sum = 0;
  std::uint64_t last = 0;
  histogram.for_each([&](std::uint64_t upper, std::uint64_t count) {
    EXPECT_GE(upper, last);
    last = upper;
    sum += count;
  });
  EXPECT_EQ(sum, histogram.count());
  EXPECT_GE(last, histogram.max_ns());
}

}  // namespace
}  // namespace daybook::load
