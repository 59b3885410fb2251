#include "domain/workload/zipf.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace daybook::domain::workload {
namespace {

// Pearson's chi-squared over the first ranks, against the law itself.
TEST(Zipf, FollowsItsLaw) {
  for (const std::uint64_t ranks : {2U, 10U, 1'000U, 1'000'000U}) {
    constexpr int kDraws = 2'000'000;
    const Zipf zipf(ranks);
    Random random(42);
    std::vector<int> count(ranks + 1);
    for (int i = 0; i < kDraws; ++i) ++count.at(zipf.rank(random));
    double norm = 0;
    for (std::uint64_t k = 1; k <= ranks; ++k) norm += std::pow(static_cast<double>(k), -0.99);
    const std::uint64_t compared = std::min<std::uint64_t>(ranks, 1'000);
    double chi_squared = 0;
    for (std::uint64_t k = 1; k <= compared; ++k) {
      const double expected = kDraws * std::pow(static_cast<double>(k), -0.99) / norm;
      chi_squared += std::pow(count[k] - expected, 2) / expected;
    }
    const auto freedom = static_cast<double>(compared);
    EXPECT_LT(chi_squared, freedom + 5 * std::sqrt(2 * freedom)) << ranks;
    EXPECT_EQ(count[0], 0);
  }
}

TEST(Zipf, OneRankIsAlwaysDrawn) {
  const Zipf zipf(1);
  Random random(1);
  for (int i = 0; i < 1'000; ++i) EXPECT_EQ(zipf.rank(random), 1U);
}

TEST(Zipf, MostRanksStayInRange) {
  const Zipf zipf(Zipf::kMostRanks - 1);
  Random random(1);
  std::uint64_t greatest = 0;
  for (int i = 0; i < 1'000'000; ++i) greatest = std::max(greatest, zipf.rank(random));
  EXPECT_LT(greatest, Zipf::kMostRanks);
  EXPECT_GT(greatest, Zipf::kMostRanks / 2);
}

// The same on every machine.
TEST(Zipf, DrawsAreFrozen) {
  const Zipf zipf(1'000'000);
  Random random(7);
  std::vector<std::uint64_t> drawn;
  for (int i = 0; i < 8; ++i) drawn.push_back(zipf.rank(random));
  EXPECT_EQ(drawn, (std::vector<std::uint64_t>{195, 1, 261'633, 3'151, 484, 24, 606, 79}));
}

}  // namespace
}  // namespace daybook::domain::workload
