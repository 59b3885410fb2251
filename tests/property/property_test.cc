// Random scripts, with crashes, on an engine and on the reference: both must tell the same story.
//
// DAYBOOK_EFFORT=10 plays ten times as many. A failure names its seed; RC_PARAMS="seed=N" plays the same scripts again.

#include <gmock/gmock.h>
#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <sstream>

#include "tests/property/coverage.h"
#include "tests/property/generate.h"
#include "tests/property/print.h"
#include "tests/property/run.h"

namespace daybook::domain::property {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kCommandsPerScript = 400;
constexpr std::uint64_t kCommands = 100'000;
constexpr std::chrono::seconds kShrinking{60};

std::uint64_t effort() {
  const char* text = std::getenv("DAYBOOK_EFFORT");
  return text == nullptr ? 1 : std::max<std::uint64_t>(1, std::strtoull(text, nullptr, 10));
}

// Plays one script after the other.
class Proof {
 public:
  // Throws what RapidCheck shrinks by. What fails is made smaller for a while, not for ever.
  void play(const Script& script) {
    if (small_enough_at_ && Clock::now() > *small_enough_at_) return;
    const std::string wrong = run(script, tally_);
    if (tally_.commands / kCommands != told_) tell();
    if (wrong.empty()) return;
    if (!small_enough_at_) small_enough_at_ = Clock::now() + kShrinking;
    RC_FAIL(wrong);
  }
  [[nodiscard]] const Tally& tally() const { return tally_; }

 private:
  void tell() {
    told_ = tally_.commands / kCommands;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - began_).count();
    std::cout << tally_.commands << " commands in " << tally_.scripts << " scripts, " << seconds << " s" << std::endl;
  }

  const Clock::time_point began_ = Clock::now();
  Tally tally_;
  std::uint64_t told_ = 0;
  std::optional<Clock::time_point> small_enough_at_;
};

std::string how_to_play_again() {
  return "RC_PARAMS=\"seed=" + std::to_string(rc::detail::configuration().testParams.seed) +
         "\" plays the same scripts again";
}

// What rc::check does, but for a number of scripts that a program can choose.
std::string check(Proof& proof, std::uint64_t scripts_wanted) {
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  params.maxSuccess = static_cast<int>(scripts_wanted);
  const rc::detail::TestResult result =
      rc::detail::checkTestable([&] { proof.play(*scripts(kCommandsPerScript)); }, rc::detail::TestMetadata{}, params);
  if (result.is<rc::detail::SuccessResult>()) return {};
  std::ostringstream message;
  rc::detail::printResultMessage(result, message);
  message << '\n' << how_to_play_again();
  return message.str();
}

TEST(Property, EngineTellsTheStoryOfTheReference) {
  const std::uint64_t wanted = effort() * kCommands;
  Proof proof;
  ASSERT_EQ(check(proof, wanted / kCommandsPerScript), "");
  std::cout << proof.tally();
  EXPECT_GE(proof.tally().commands, wanted * 95 / 100) << how_to_play_again();
  EXPECT_THAT(never_met(proof.tally()), testing::IsEmpty()) << how_to_play_again();
}

// What is added up from nothing is in the counts, too.
TEST(Coverage, WhatWasCountedAsNothingWasNeverMet) {
  Tally tally;
  tally.others[kTimers] = 0;
  tally.others[kTicks] = 1;
  const std::vector<std::string> missing = never_met(tally);
  EXPECT_THAT(missing, testing::Contains(kTimers));
  EXPECT_THAT(missing, testing::Not(testing::Contains(kTicks)));
}

// Made smaller, a script still fails, and holds nothing that it can do without.
TEST(Property, ShrunkScriptHoldsOnlyWhatMatters) {
  Script least;
  const auto result = rc::detail::checkTestable(
      [&] {
        const Script script = *scripts(kCommandsPerScript);
        const auto posts = [](const Action& action) {
          const auto* send = std::get_if<Send>(&action);
          return send != nullptr && std::holds_alternative<PostTransfer>(send->command);
        };
        if (std::count_if(script.actions.begin(), script.actions.end(), posts) < 2) return;
        least = script;
        RC_FAIL("two posts");
      },
      rc::detail::TestMetadata{}, rc::detail::configuration().testParams);
  ASSERT_TRUE(result.is<rc::detail::FailureResult>());
  ASSERT_EQ(least.actions.size(), 2U);
  for (const Action& action : least.actions) {
    EXPECT_TRUE(std::get<Send>(action).actor.empty());
    EXPECT_EQ(std::get<Send>(action).then, Send::Then::kWait);
  }
}

}  // namespace
}  // namespace daybook::domain::property
