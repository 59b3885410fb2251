#include "bench/load/report.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "bench/load/limit_shares.h"
#include "bench/load/plot.h"
#include "bench/load/session.h"

namespace daybook::load {
namespace {

// A row as if it had been measured.
Result row(double rate) {
  Result result{.settings = {.rate = rate, .durability = Durability::kPower}};
  for (std::uint64_t i = 1; i <= 1'000; ++i) result.latency.add(i * 1'000);
  result.hiccups.add(60'000);
  result.commands = result.journaled = 1'000;
  result.batches = 10;
  result.batch_sizes = {{1, 200}, {3, 500}, {4, 600}, {100, 9'000}};
  result.elapsed_ns = 400'000'000;
  result.settle_ns = 100'000'000;
  result.command_bytes = 100'000'000;
  result.event_bytes = 300'000'000;
  result.progress = {{0, 0}, {100'000'000, 250}, {200'000'000, 500}};
  result.complete = true;
  return result;
}

Report report() {
  Report report{.begun = "2026-01-05T09:00:00Z", .command = "daybook bench <&>", .file_system = "ext4"};
  report.rows = {row(0), row(2'000), row(1'000)};
  return report;
}

TEST(Report, SustainedThroughputCountsTheTimeUntilAllIsPreparedAgain) {
  Result sustained = row(0);
  EXPECT_DOUBLE_EQ(sustained.commands_per_second(), 2'000);
  sustained.settings.burst = true;
  EXPECT_DOUBLE_EQ(sustained.commands_per_second(), 2'500);
}

TEST(Report, IsOverloadedIfItsLastCommandWasLaterThanAPauseExplains) {
  Result open = row(1'000);  // measured for 30 s
  open.behind_ns = 299'000'000;
  EXPECT_FALSE(open.overloaded());
  open.behind_ns = 301'000'000;
  EXPECT_TRUE(open.overloaded());
  open.settings.seconds = 1;
  open.behind_ns = 99'000'000;
  EXPECT_FALSE(open.overloaded());
  open.unsent = 1;
  EXPECT_TRUE(open.overloaded());
}

TEST(Report, IsGoodOnlyIfEveryRowIs) {
  Report all = report();
  EXPECT_TRUE(all.good());
  all.rows[1].failures.push_back("a receipt is missing");
  EXPECT_FALSE(all.good());
  all.rows[1] = row(2'000);
  all.rows[2].complete = false;
  EXPECT_FALSE(all.good());
  EXPECT_FALSE(Report{}.good());
}

TEST(Report, BatchesAreCountedByPowersOfTwo) {
  const boost::json::value json = to_json(report());
  EXPECT_EQ(boost::json::serialize(json.at("rows").at(0).at("batches").at("sizes")), "[[1,1],[4,2],[128,1]]");
}

TEST(Report, ThePageNeedsNothingElse) {
  Report with_limits = report();
  with_limits.rows[1].limits = {.sizes = {.sync_bytes = 31'337},
                                .copy_bytes_per_second = 8e9,
                                .prepared_bytes_per_second = 4e9,
                                .sync_p50_ns = 250'000};
  const std::string page = to_html(with_limits);
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("<link"), std::string::npos);
  EXPECT_EQ(page.find("src="), std::string::npos);
  EXPECT_NE(page.find("daybook bench &lt;&amp;&gt;"), std::string::npos);
  EXPECT_NE(page.find("durability power, topology paired"), std::string::npos);
  EXPECT_NE(page.find("31337"), std::string::npos) << "a sync without its size";
  std::size_t plots = 0;
  for (std::size_t at = page.find("<svg"); at != std::string::npos; at = page.find("<svg", at + 1)) ++plots;
  EXPECT_EQ(plots, 3U);
  EXPECT_EQ(page.find("nan"), std::string::npos);
  EXPECT_EQ(page.find("inf"), std::string::npos);
}

TEST(Report, APlotOfNothingIsEmptyAndNoError) {
  const std::string svg = to_svg({.title = "nothing"});
  EXPECT_NE(svg.find("nothing"), std::string::npos);
  EXPECT_NE(svg.find("</svg>"), std::string::npos);
}

TEST(Report, AxesHoldTheirValues) {
  const auto number = [](double value) { return std::to_string(value); };
  for (const double max : {0.7, 1.0, 999.0, 1e6, 4.2e6}) {
    const Axis axis = linear_axis("", max, number);
    EXPECT_EQ(axis.ticks.front().at, 0);
    EXPECT_GE(axis.ticks.back().at, max);
    EXPECT_LE(axis.ticks.back().at, max * 1.5);
    EXPECT_LE(axis.ticks.size(), 8U);
  }
  const Axis axis = logarithmic_axis("", 350, 123'456, number);
  EXPECT_EQ(axis.ticks.front().at, 100);
  EXPECT_EQ(axis.ticks.back().at, 1'000'000);
}

TEST(Limits, SharesAreOfWhatTheMachineCanDo) {
  Result power = row(1'000);
  EXPECT_EQ(shares_of(power).copy, 0) << "of limits that nobody measured";
  power.limits = {.hand_off_ns = 150,
                  .copy_bytes_per_second = 8e9,
                  .prepared_bytes_per_second = 4e9,
                  .synced_bytes_per_second = 1e9,
                  .sync_p50_ns = 250'000};
  const LimitShares shares = shares_of(power);
  EXPECT_DOUBLE_EQ(shares.copy, 1e9 / 8e9);
  EXPECT_DOUBLE_EQ(shares.prepared, 1e9 / 4e9);
  EXPECT_DOUBLE_EQ(shares.synced, 0.25e9 / 1e9);
  EXPECT_NEAR(shares.sync, 0.5, 0.01);
  EXPECT_EQ(shares.hand_offs, 0);
  power.settings.durability = Durability::kProcess;
  EXPECT_NEAR(shares_of(power).hand_offs, 300.0 / 500'000, 1e-5);
  EXPECT_EQ(shares_of(power).sync, 0);
}

TEST(Limits, AreMeasuredWithTheSizesOfTheirRow) {
  Result power = row(1'000);
  power.bytes_per_sync = 1'928;
  EXPECT_EQ(sizes_of(power).record_bytes, 100'000U);
  EXPECT_EQ(sizes_of(power).batch_bytes, 10'000'000U);
  EXPECT_EQ(sizes_of(power).sync_bytes, 1'928U);
  power.settings.durability = Durability::kProcess;  // its syncs are those of whole segments
  EXPECT_EQ(sizes_of(power).sync_bytes, LimitSizes{}.sync_bytes);
}

TEST(Limits, AreTheMediansOfTheirSamples) {
  const std::vector<LimitSample> samples = {{.hand_off_ns = 900, .sync_p50_ns = 1},
                                            {.hand_off_ns = 100, .sync_p50_ns = 3},
                                            {.hand_off_ns = 150, .sync_p50_ns = 2}};
  EXPECT_EQ(median_of(samples).hand_off_ns, 150);
  EXPECT_EQ(median_of(samples).sync_p50_ns, 2U);
}

TEST(Sweep, GoesUpToSaturationInAnOrderOfItsSeed) {
  std::vector<double> rates = sweep_rates(1'234'567, 1);
  EXPECT_NE(rates, sweep_rates(1'234'567, 2));
  EXPECT_EQ(rates, sweep_rates(1'234'567, 1));
  EXPECT_FALSE(std::is_sorted(rates.begin(), rates.end()));
  std::sort(rates.begin(), rates.end());
  EXPECT_EQ(rates.back(), 1'200'000);
  EXPECT_EQ(rates.front(), 61'000);
}

}  // namespace
}  // namespace daybook::load
