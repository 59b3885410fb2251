// Rows of a moment's length: what is checked is that they end well, not how fast they are.

#include "bench/load/run.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/engine/temporary_directory.h"

namespace daybook::load {
namespace {

class RunTest : public testing::Test {
 protected:
  [[nodiscard]] Settings settings() const {
    return {.seconds = 0.3,
            .warm_up_seconds = 0.1,
            .shipments = 2'000,
            .accounts = 500,
            .segment_bytes = std::uint64_t{1} << 20,
            .directory = directory_.path()};
  }
  void expect_checked(const Result& result) {
    EXPECT_TRUE(result.complete);
    for (const std::string& failure : result.failures) ADD_FAILURE() << failure;
    EXPECT_EQ(result.sent, result.received);
  }
  void expect_good(const Result& result) {
    expect_checked(result);
    EXPECT_EQ(result.latency.count(), result.commands);
    EXPECT_GT(result.commands, 0U);
    EXPECT_GT(result.sent, result.setup_commands + result.commands) << "nothing was sent to warm up";
    EXPECT_GT(result.batches, 0U);
    EXPECT_GT(result.command_bytes, 0U);
    EXPECT_GT(result.event_bytes, 0U);
    EXPECT_GT(result.hiccups.count(), 0U);
    EXPECT_FALSE(result.checks.empty());
    EXPECT_TRUE(std::filesystem::is_empty(directory_.path())) << "the journals were left behind";
  }
  TemporaryDirectory directory_;
};

TEST_F(RunTest, ClosedLoopInEveryTopologyAndDurability) {
  for (const Topology topology : {Topology::kInline, Topology::kPaired, Topology::kDedicated}) {
    for (const Durability durability : {Durability::kProcess, Durability::kPower}) {
      Settings run = settings();
      run.topology = topology;
      run.durability = durability;
      SCOPED_TRACE(setting_text(run));
      const Result result = run_row(run, {});
      expect_good(result);
      EXPECT_GE(result.elapsed_ns, 200'000'000U);
    }
  }
}

TEST_F(RunTest, SeveralProducers) {
  Settings run = settings();
  run.producers = 3;
  run.intake = Intake::kShared;
  expect_good(run_row(run, {}));
}

TEST_F(RunTest, OpenLoopSendsWhatItMeantTo) {
  for (const unsigned producers : {1U, 3U}) {
    Settings run = settings();
    run.rate = 10'000;
    run.producers = producers;
    run.intake = producers == 1 ? Intake::kDirect : Intake::kShared;
    const Result result = run_row(run, {});
    expect_good(result);
    EXPECT_EQ(result.commands, 3'000U);
    EXPECT_EQ(result.unsent, 0U);
  }
}

TEST_F(RunTest, OpenLoopThatCannotBeBorneIsSaidToBeOverloaded) {
  Settings run = settings();
  run.rate = 1e9;
  run.seconds = 0.05;
  run.warm_up_seconds = 0;
  const Result result = run_row(run, {});
  expect_checked(result);
  EXPECT_TRUE(result.overloaded());
  EXPECT_GT(result.unsent, 0U);
  // Late from the first command on: that is what counting from the intended time is for.
  EXPECT_GT(result.latency.max_ns(), 50'000'000U);
}

TEST_F(RunTest, ARunThatNeverCameToMeasuringIsNotGood) {
  Settings run = settings();
  run.rate = 1e9;  // gives up within its warm-up
  run.seconds = 0.001;
  run.warm_up_seconds = 0.1;
  const Result result = run_row(run, {});
  EXPECT_TRUE(result.overloaded());
  EXPECT_EQ(result.commands, 0U);
  EXPECT_EQ(result.unsent, 1'000'000U) << "of the warm-up, which nobody measures";
  EXPECT_FALSE(result.good());
}

TEST_F(RunTest, SyncsAreCountedByWhatTheyMadeDurable) {
  Settings run = settings();
  run.durability = Durability::kPower;
  run.rate = 2'000;
  run.seconds = 2;  // longer than any one sync
  const Result result = run_row(run, {});
  expect_good(result);
  EXPECT_GT(result.bytes_per_sync, 0U);
  EXPECT_LT(result.bytes_per_sync, result.command_bytes);
}

TEST_F(RunTest, TheStateIsRebuiltFromTheFilesInTwoWays) {
  Settings run = settings();
  run.verify = true;
  const Result result = run_row(run, {});
  expect_good(result);
  EXPECT_NE(result.state_hash, 0U);
  EXPECT_EQ(result.checks.size(), 3U);
  // Nothing was released: every batch is there.
  EXPECT_GE(result.batch_sizes.size(), result.batches);
}

TEST_F(RunTest, ABurstHasItsWarmUpApart) {
  Settings run = settings();
  run.burst = true;
  run.segment_bytes = std::uint64_t{16} << 20;
  const Result result = run_row(run, {});
  expect_good(result);
  EXPECT_EQ(result.counted_ns(), result.elapsed_ns);
}

TEST_F(RunTest, OneThatIsStoppedSaysWhatItHasAndThatItIsNotAll) {
  Settings run = settings();
  run.seconds = 3'600;
  run.rate = 1'000;
  bool measuring = false;
  const Result result = run_row(
      run, {.stopped = [&] { return measuring; },
            .progress = [&](std::string_view what, double, std::uint64_t) { measuring = what == "measuring"; }});
  EXPECT_FALSE(result.complete);
  EXPECT_FALSE(result.good());
  EXPECT_EQ(result.sent, result.received);
  EXPECT_GT(result.commands, 0U);
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
}

TEST_F(RunTest, ADiskThatCannotHoldItIsSaidBeforehand) {
  Settings run = settings();
  run.verify = true;
  run.rate = 1e9;
  run.seconds = 1e6;
  const Result result = run_row(run, {});
  ASSERT_EQ(result.failures.size(), 1U);
  EXPECT_NE(result.failures.front().find("GiB"), std::string::npos);
  EXPECT_EQ(result.sent, 0U);
}

}  // namespace
}  // namespace daybook::load
