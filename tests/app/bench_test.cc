// `daybook bench` as its users meet it. Moments only: what is checked is what it says, never how fast it was.

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <csignal>
#include <filesystem>
#include <thread>

#include "bench/load/disk.h"
#include "tests/app/program.h"
#include "tests/engine/temporary_directory.h"

namespace daybook::app {
namespace {

class Bench : public testing::Test {
 protected:
  // A small one in this directory, with more arguments; the report as JSON on standard output.
  [[nodiscard]] Arguments arguments(const Arguments& more, const std::string& seconds = "0.2") const {
    Arguments all = {"bench",       "--journal", directory_.path(), "--seconds", seconds,         "--warm-up", "0.1",
                     "--shipments", "2000",      "--accounts",      "500",       "--segment-mib", "1"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  // Where the temporary directory is in memory, "power" is refused.
  [[nodiscard]] const char* durable() const {
    return load::file_system_of(directory_.path()) == "tmpfs" ? "process" : "power";
  }
  // The journals of a run that goes on are there.
  [[nodiscard]] bool has_begun() const {
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
      std::error_code ignored;
      if (std::filesystem::exists(entry.path() / "journals" / "events", ignored)) return true;
    }
    return false;
  }
  TemporaryDirectory directory_;
};

TEST_F(Bench, SaysWhatWasMeasuredAndWhere) {
  const Finished finished =
      run(arguments({"--json", "-", "--rate", "20000", "--durability", durable(), "--topology", "paired"}));
  ASSERT_EQ(finished.status, 0) << finished.err;
  const boost::json::value report = finished.json();
  EXPECT_EQ(report.at("format"), "daybook-bench 1");
  EXPECT_EQ(report.at("good"), true);
  EXPECT_GT(report.at("machine").at("cores").to_number<int>(), 0);
  EXPECT_FALSE(report.at("machine").at("kernel").as_string().empty());
  EXPECT_FALSE(report.at("build").at("commit").as_string().empty());
  EXPECT_NE(report.at("build").at("flags").as_string().find("-"), boost::json::string::npos);
  EXPECT_NE(report.at("command").as_string().find("--rate 20000"), boost::json::string::npos);
  ASSERT_EQ(report.at("rows").as_array().size(), 1U);
  const boost::json::value& row = report.at("rows").at(0);
  EXPECT_EQ(row.at("settings").at("durability"), durable());
  EXPECT_EQ(row.at("settings").at("topology"), "paired");
  EXPECT_EQ(row.at("settings").at("loop"), "open");
  EXPECT_EQ(row.at("settings").at("kind"), "short") << "a moment is called sustained";
  EXPECT_EQ(row.at("commands").to_number<int>(), 4'000);
  EXPECT_EQ(row.at("latency").at("count").to_number<int>(), 4'000);
  EXPECT_EQ(row.at("back_pressure").at("unsent").to_number<int>(), 0);
  for (const char* percentile : {"p50_ns", "p90_ns", "p99_ns", "p99.9_ns", "p99.99_ns", "max_ns"}) {
    EXPECT_GT(row.at("latency").at(percentile).to_number<std::uint64_t>(), 0U) << percentile;
    EXPECT_TRUE(row.at("hiccups").as_object().contains(percentile));
  }
  EXPECT_GT(row.at("batches").at("batches").to_number<int>(), 0);
  EXPECT_GT(row.at("peak_memory_bytes").to_number<std::uint64_t>(), 0U);
  EXPECT_GT(row.at("command_journal_bytes_per_command").to_number<double>(), 48);
}

TEST_F(Bench, ForPeopleEveryNumberHasItsSetting) {
  const Finished finished = run(arguments({"--topology", "dedicated"}));
  ASSERT_EQ(finished.status, 0) << finished.err;
  EXPECT_NE(finished.out.find("durability process, topology dedicated, intake direct"), std::string::npos)
      << finished.out;
  EXPECT_NE(finished.out.find("commands/s"), std::string::npos);
}

TEST_F(Bench, WrongPathsAreRefusedBeforeAnythingIsMeasured) {
  const std::string nowhere = directory_.path() + "/nowhere";
  Finished finished = run({"bench", "--journal", nowhere, "--seconds", "60"});
  EXPECT_EQ(finished.status, 2);
  EXPECT_NE(finished.err.find(nowhere), std::string::npos) << finished.err;
  EXPECT_FALSE(std::filesystem::exists(nowhere)) << "a slip of the keyboard made a directory";
  for (const char* option : {"--json", "--report"}) {
    const std::string path = option == std::string("--json") ? nowhere + "/report.json" : "/proc/report";
    finished = run(arguments({option, path}, "60"));
    EXPECT_EQ(finished.status, 2);
    EXPECT_NE(finished.err.find(path), std::string::npos) << finished.err;
  }
}

TEST_F(Bench, LimitsAreThoseOfTheirRow) {
  const Finished finished =
      run(arguments({"--json", "-", "--limits", "--rate", "20000", "--durability", durable(), "--topology", "paired"}));
  ASSERT_EQ(finished.status, 0) << finished.err;
  const boost::json::value report = finished.json();
  const boost::json::value& row = report.at("rows").at(0);
  const boost::json::value& limits = row.at("limits");
  for (const char* figure : {"hand_off_ns", "copy_bytes_per_second", "prepared_bytes_per_second",
                             "synced_bytes_per_second", "sync_p50_ns", "sync_bytes"}) {
    EXPECT_GT(limits.at(figure).to_number<double>(), 0) << figure;
  }
  EXPECT_NEAR(limits.at("record_bytes").to_number<double>(),
              row.at("command_journal_bytes_per_command").to_number<double>(), 1);
  EXPECT_GT(row.at("shares_of_limits").at(std::string(durable()) == "power" ? "sync" : "hand_offs").to_number<double>(),
            0);
}

TEST_F(Bench, SettingsThatMakeNoRunAreRefused) {
  EXPECT_EQ(run(arguments({"--producers", "2", "--intake", "direct"})).status, 2);
  EXPECT_EQ(run(arguments({"--producers", "2", "--topology", "inline"})).status, 2);
  EXPECT_EQ(run(arguments({"--rate", "1000", "--window", "10"})).status, 2);
  EXPECT_EQ(run(arguments({"--keys", "some"})).status, 2);
  EXPECT_EQ(run(arguments({"--rate", "20"})).status, 2);
  EXPECT_EQ(run(arguments({"--rate", "2000", "--dedup-window", "0.1"})).status, 2);
  EXPECT_EQ(run(arguments({"--rate", "1000", "--producers", "64"})).status, 2);
  if (load::file_system_of("/dev/shm") == "tmpfs") {
    const Finished in_memory = run({"bench", "--journal", "/dev/shm", "--durability", "power", "--seconds", "0.1"});
    EXPECT_EQ(in_memory.status, 2);
    EXPECT_NE(in_memory.err.find("tmpfs"), std::string::npos) << in_memory.err;
  }
}

TEST_F(Bench, InterruptedItReportsWhatThereIsAsIncomplete) {
  Running running(arguments({"--json", "-", "--rate", "1000"}, "3600"));
  while (!has_begun()) std::this_thread::yield();  // where it never does, the test's timeout ends this
  running.signal(SIGINT);
  const Finished finished = running.finish();
  EXPECT_EQ(finished.status, 130) << finished.err;
  const boost::json::value report = finished.json();
  EXPECT_EQ(report.at("good"), false);
  EXPECT_EQ(report.at("rows").at(0).at("complete"), false);
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path())) << "the journals were left behind";
}

}  // namespace
}  // namespace daybook::app
