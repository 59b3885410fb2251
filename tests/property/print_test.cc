// A script as the program's own users would send it.

#include "tests/property/print.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <sstream>

#include "app/json_command.h"
#include "engine/feed.h"
#include "journal/storage.h"
#include "tests/app/journal_fixture.h"
#include "tests/property/author.h"
#include "tests/property/reference/text.h"
#include "tests/property/witness.h"

namespace daybook::domain::property {
namespace {

Script spoken_script(std::uint64_t seed, std::size_t commands) { return Author(seed, Speech::kJson).write(commands); }

std::vector<std::string> lines_in(const std::string& text) {
  std::istringstream input(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(input, line);) lines.push_back(line);
  return lines;
}

// As the line says it: its id is a name, and tells no time.
reference::Submission submission_of(const Send& send) {
  reference::Submission submission{
      .id = *Id::parse("c" + std::to_string(send.number)), .envelope = {}, .command = send.command};
  submission.envelope.correlation = send.correlation;
  submission.envelope.actor = send.actor;
  submission.envelope.reason = send.reason;
  submission.envelope.expected_version = send.expected_version;
  submission.envelope.occurred_on = send.occurred_on;
  return submission;
}

void expect_same(const app::JsonCommand& line, const Send& send) {
  const reference::Submission wanted = submission_of(send);
  const SubmitOptions& options = line.options();
  EXPECT_EQ(options.id, wanted.id);
  EXPECT_EQ(options.actor, send.actor);
  EXPECT_EQ(options.reason, send.reason);
  EXPECT_EQ(options.correlation, send.correlation);
  EXPECT_EQ(options.expected_version, send.expected_version);
  EXPECT_EQ(options.occurred_on, send.occurred_on);
  std::string content;
  const auto error = line.visit([&](const auto& command) { content = reference::content_of(command); });
  ASSERT_FALSE(error) << error->message();
  EXPECT_EQ(content, reference::content_of(send.command));
}

TEST(Print, EveryLineSaysItsCommandOrPause) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Script script = spoken_script(seed, 1'000);
    const std::vector<std::string> lines = lines_in(print(script).lines);
    auto line = lines.begin();
    for (const Action& action : script.actions) {
      const auto* send = std::get_if<Send>(&action);
      const auto* pause = std::get_if<Pause>(&action);
      if (send == nullptr && pause == nullptr) continue;
      ASSERT_NE(line, lines.end());
      SCOPED_TRACE(*line);
      app::JsonCommand command;
      const auto error = command.parse(*line++);
      ASSERT_FALSE(error) << error->message();
      if (send != nullptr) {
        ASSERT_NO_FATAL_FAILURE(expect_same(command, *send));
      } else {
        EXPECT_EQ(command.pause_ms(), pause->ms);
      }
    }
    EXPECT_EQ(line, lines.end());
  }
}

TEST(Print, WhatHasNoLineStandsBesideTheLineItFollows) {
  Script script;
  script.actions = {Send{.number = 1, .command = CloseAccount{"a"}},
                    Crash{.kind = Crash::Kind::kPowerLoss, .after_changes = 3, .seed = 9},
                    Send{.number = 2, .sent_ms_ago = 70, .command = CloseAccount{"b"}}, Restart{}};
  const Printed printed = print(script);
  EXPECT_EQ(printed.lines,
            "{\"type\":\"CloseAccount\",\"id\":\"c1\",\"data\":{\"account\":\"a\"}}\n"
            "{\"type\":\"CloseAccount\",\"id\":\"c2\",\"data\":{\"account\":\"b\"}}\n");
  EXPECT_EQ(printed.beside,
            (std::vector<std::string>{"line 1 is followed by a loss of power after 3 changes of the disk (seed 9)",
                                      "line 2 says that it was sent 70 ms ago",
                                      "line 2 is followed by another start of the engine"}));
}

class PrintedScript : public app::JournalTest {};

// The program, on its own clock and real files, tells of every line what the reference does.
TEST_F(PrintedScript, PlaysInTheProgram) {
  Script script = spoken_script(7, 1'000);
  for (Action& action : script.actions) {
    if (auto* pause = std::get_if<Pause>(&action)) pause->ms = std::min<std::uint64_t>(pause->ms, 3);
  }
  const app::Finished finished = submit(print(script).lines);
  ASSERT_EQ(finished.status, 0) << finished.err;

  Tally tally;
  Witness witness({}, tally);
  std::size_t sent = 0;
  for (const Action& action : script.actions) {
    const auto* send = std::get_if<Send>(&action);
    if (send == nullptr) continue;
    witness.sent(submission_of(*send), 0);
    ++sent;
  }
  EXPECT_EQ(finished.json_lines().size(), sent);
  auto feed = Feed::open(journal::Storage::system(), journal(), 1);
  ASSERT_TRUE(feed) << feed.error().message();
  for (;;) {
    const auto record = feed->next();
    ASSERT_TRUE(record) << record.error().message();
    if (!*record) break;
    ASSERT_EQ(witness.hear(**record, std::numeric_limits<std::uint64_t>::max()), "");
  }
  EXPECT_GE(witness.heard(), sent);
}

}  // namespace
}  // namespace daybook::domain::property
