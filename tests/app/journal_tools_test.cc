// `daybook journal info|verify|dump|repair`.

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/app/journal_fixture.h"

namespace daybook::app {
namespace {

using testing::HasSubstr;

class JournalTools : public JournalTest {
 protected:
  [[nodiscard]] Finished tool(const std::string& verb, const Arguments& more = {}) const {
    Arguments arguments{"journal", verb, journal()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  [[nodiscard]] std::string first_segment(const std::string& which) const {
    return journal() + "/" + which + "/00000000000000000000.segment";
  }
  static void flip(const std::string& path, std::streamoff offset) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(offset);
    const int byte = file.get();
    file.seekp(offset);
    file.put(static_cast<char>(byte ^ 0x40));
    ASSERT_TRUE(file.good());
  }
};

TEST_F(JournalTools, InfoTellsHowFarEachJournalGoes) {
  accept(open_account("A") + open_account("B"));
  const auto json = tool("info", {"--json"}).json();
  for (const char* which : {"commands", "events"}) {
    const auto& found = json.at(which);
    EXPECT_EQ(found.at("records"), 3) << which;  // the engine's own record is the first
    EXPECT_EQ(found.at("last_sequence"), 3) << which;
    EXPECT_EQ(found.at("segment_bytes"), 1 << 20) << which;
    EXPECT_EQ(found.at("ending"), "clean") << which;
    EXPECT_EQ(found.at("cuts"), 0) << which;
  }
  EXPECT_THAT(tool("info").out, HasSubstr("sequences       1-3"));
}

TEST_F(JournalTools, ASoundJournalIsVerifiedDecisionByDecision) {
  accept(open_account("A") + open_account("B"));
  const Finished finished = tool("verify");
  EXPECT_EQ(finished.status, 0) << finished.err;
  EXPECT_THAT(finished.out, HasSubstr("3 belong to their commands, 0 commands are not decided yet"));
  const auto json = tool("verify", {"--json"}).json();
  EXPECT_EQ(json.at("sound"), true);
  EXPECT_EQ(json.at("decided"), 3);
}

TEST_F(JournalTools, DamageIsNamedByFileAndOffset) {
  accept(open_account("A") + open_account("B"));
  constexpr std::streamoff kInTheFirstBatch = 4096 + 56 + 100;
  flip(first_segment("events"), kInTheFirstBatch);
  const Finished finished = tool("verify", {"--json"});
  EXPECT_EQ(finished.status, 1);
  EXPECT_THAT(finished.err, HasSubstr(first_segment("events")));
  const auto json = finished.json();
  EXPECT_EQ(json.at("sound"), false);
  EXPECT_EQ(json.at("commands").at("sound"), true);
  EXPECT_EQ(json.at("events").at("sound"), false);
  EXPECT_EQ(json.at("events").at("offset"), 4096 + 56);
  EXPECT_EQ(tool("info").status, 1);
}

TEST_F(JournalTools, DecisionsOfOtherCommandsAreFound) {
  accept(open_account("A") + open_account("B"));
  const std::string mine = temporary_.file("mine");
  std::filesystem::rename(journal() + "/events", mine);
  std::filesystem::remove_all(journal() + "/commands");
  accept(open_account("C"));
  std::filesystem::remove_all(journal() + "/events");
  std::filesystem::rename(mine, journal() + "/events");
  const Finished finished = tool("verify");
  EXPECT_EQ(finished.status, 1);
  EXPECT_THAT(finished.err, HasSubstr("the decision recorded for command 1 belongs to another command"));
}

TEST_F(JournalTools, DumpListsFrames) {
  accept(open_account("A") + open_account("B"));
  const auto frames = tool("dump", {"--json"}).json_lines();
  ASSERT_GE(frames.size(), 3U);
  EXPECT_EQ(frames[0].at("type"), "start");
  EXPECT_EQ(frames[0].at("position"), 4096);
  EXPECT_EQ(frames[1].at("type"), "batch");
  EXPECT_EQ(frames[1].at("first_sequence"), 1);
  for (std::size_t i = 1; i < frames.size(); ++i) {
    EXPECT_EQ(frames[i].at("position").as_int64(),
              frames[i - 1].at("position").as_int64() + frames[i - 1].at("bytes").as_int64());
  }
  const auto few = tool("dump", {"--json", "--journal", "events", "--from", "2", "--to", "2"}).json_lines();
  ASSERT_FALSE(few.empty());
  EXPECT_GE(few[0].at("first_sequence").as_int64() + few[0].at("count").as_int64(), 3);
  EXPECT_THAT(tool("dump").out, HasSubstr("watermark"));
}

TEST_F(JournalTools, FollowPrintsWhatIsReleased) {
  accept(open_account("A"));
  Running dump({"journal", "dump", journal(), "--follow", "--json", "--from", "2", "--to", "3"});
  EXPECT_EQ(boost::json::parse(dump.read_line()).at("first_sequence"), 2);
  accept(open_account("B"));
  const auto next = boost::json::parse(dump.read_line());
  EXPECT_EQ(next.at("first_sequence"), 3);
  EXPECT_EQ(next.at("type"), "batch");
  EXPECT_EQ(dump.finish().status, 0);
}

TEST_F(JournalTools, FollowStopsAtCtrlC) {
  accept(open_account("A"));
  Running dump({"journal", "dump", journal(), "--follow", "--json"});
  static_cast<void>(dump.read_line());
  dump.signal(SIGINT);
  EXPECT_EQ(dump.finish().status, 130);
}

TEST_F(JournalTools, RepairKeepsWhatIsBeforeTheDamage) {
  accept(open_account("A"));
  accept(open_account("B"));
  EXPECT_THAT(tool("repair").out, HasSubstr("sound, not touched"));
  constexpr std::streamoff kInTheFirstBatch = 4096 + 56 + 100;
  const auto frames = tool("dump", {"--json", "--from", "3"}).json_lines();
  ASSERT_FALSE(frames.empty());
  flip(first_segment("commands"), frames[0].at("position").as_int64() + 150);
  ASSERT_EQ(tool("verify").status, 1);
  const auto repaired = tool("repair", {"--json"});
  ASSERT_EQ(repaired.status, 0) << repaired.err;
  const auto json = repaired.json();
  EXPECT_EQ(json.at("events").at("was_damaged"), false);
  EXPECT_EQ(json.at("commands").at("last_sequence_kept"), 2);
  EXPECT_TRUE(std::filesystem::exists(json.at("commands").at("moved").at(0).as_string().c_str()));
  // The decision of the command that is lost goes as well; then both journals are sound and agree.
  accept(open_account("C"));
  EXPECT_EQ(tool("verify").status, 0);
  EXPECT_EQ(run({"replay", journal(), "--source", "both"}).status, 0);
  EXPECT_EQ(run({"list", journal(), "accounts", "--json"}).json_lines().size(), 2U);
  // Nothing can be kept of a journal whose first batch is damaged: it says so, and what the way out is.
  flip(first_segment("commands"), kInTheFirstBatch);
  const Finished refused = tool("repair");
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("restore a copy"));
}

TEST_F(JournalTools, WithoutAJournalTheyExplainThemselves) {
  for (const char* verb : {"info", "verify", "dump", "repair"}) {
    const Finished finished = tool(verb);
    EXPECT_EQ(finished.status, 3) << verb;
    EXPECT_THAT(finished.err, HasSubstr(journal())) << verb;
  }
}

}  // namespace
}  // namespace daybook::app
