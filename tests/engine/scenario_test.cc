// Scenarios: an engine on a simulated disk and clock, with verbs; and that each check of theirs can fail.

#include "engine/test_kit/scenario.h"

#include <chrono>

#include "tests/engine/bank.h"
#include "tests/engine/chimes.h"
#include "tests/engine/failures.h"

namespace daybook {
namespace {

using namespace std::chrono_literals;
using bank::Blocked;
using bank::Deposit;
using bank::Deposited;
using bank::Withdraw;
using bank::Withdrawn;
using chimes::Bells;
using chimes::Chimed;
using chimes::Ring;
using chimes::Rung;
using test_kit::kBegin;
using test_kit::nothing;
using test_kit::refused;
using test_kit::Scenario;
using Bank = bank::Domain<>;

constexpr std::uint64_t kMinuteNs = 60'000'000'000;

std::int64_t balance(Scenario<Bank>& scenario, bank::Account account) {
  return scenario.state().get<bank::Bank<1, true>>().rows.find(account)->balance;
}

TEST(Scenario, ComparesWhatHappenedSinceTheLastCheck) {
  Scenario<Bank> bank;
  bank.send(Deposit{"a", 10, ""});
  bank.then(Deposited{"a", 10});
  bank.then(nothing());
  bank.send(Withdraw{"a", 4});
  bank.send(Withdraw{"a", 9});
  bank.then(Withdrawn{"a", 4}, Withdrawn{"a", 1}, refused(bank::Refusal::kNotEnough));
}

TEST(Scenario, AnswersWithReceipts) {
  Scenario<Bank> bank;
  EXPECT_EQ(bank.send(Deposit{"a", 10, ""}).outcome, Outcome::kAccepted);
  EXPECT_EQ(bank.send(Withdraw{"b", 10}).refusal, "unknown_account");
  EXPECT_EQ(bank.send(Withdraw{"a", 10}).refused_follow_ups, 1);
}

// As a reactor sends it.
TEST(Scenario, ACommandWithACauseRunsOnce) {
  Scenario<Bank> bank;
  const SubmitOptions how{.cause = {"cashback", 1, 0}};
  EXPECT_EQ(bank.send(Deposit{"a", 10, ""}, how).outcome, Outcome::kAccepted);
  EXPECT_EQ(bank.send(Deposit{"a", 10, ""}, how).outcome, Outcome::kRepeat);
  bank.then(Deposited{"a", 10});
}

// It never came to a step, and is an answer all the same.
TEST(Scenario, WhatTheEngineRefusesIsRefused) {
  Scenario<Bank> bank;
  bank.send(Deposit{"a", 10, ""}, {.id = "x", .sent_at_ns = kBegin.ns + 60 * kMinuteNs});
  bank.then(refused(EngineRefusal::kSentInFuture));
}

TEST(Scenario, ShowsTheState) {
  Scenario<Bank> bank;
  const std::uint64_t before = bank.state_hash();
  bank.send(Deposit{"a", 10, ""});
  EXPECT_EQ(balance(bank, "a"), 10);
  EXPECT_NE(bank.state_hash(), before);
}

TEST(Scenario, SurvivesALossOfPower) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Scenario<Bank> bank(seed);
    bank.send(Deposit{"a", 10, ""});
    bank.crash();
    bank.send(Withdraw{"a", 4});
    const std::uint64_t hash = bank.state_hash();
    bank.crash();
    EXPECT_EQ(bank.state_hash(), hash);
    EXPECT_EQ(balance(bank, "a"), 5);
    bank.then(Deposited{"a", 10}, Withdrawn{"a", 4}, Withdrawn{"a", 1});
  }
}

TEST(Scenario, TimersFireEachAtItsTime) {
  Scenario<Bells> bells;
  bells.send(Ring{"noon", 20 * kMinuteNs, 3});
  bells.send(Ring{"tea", 25 * kMinuteNs, 1});
  bells.then(Rung{"noon"}, Rung{"tea"});
  bells.advance(19min);
  bells.then(nothing());
  bells.advance(26min);
  bells.then(Chimed{"noon", Stamp{kBegin.ns + 20 * kMinuteNs}}, Chimed{"tea", Stamp{kBegin.ns + 25 * kMinuteNs}},
             Chimed{"noon", Stamp{kBegin.ns + 40 * kMinuteNs}});
  bells.advance(24h);
  EXPECT_EQ(bells.now().ns, kBegin.ns + (45 + 24 * 60) * kMinuteNs);
  bells.then(Chimed{"noon", Stamp{kBegin.ns + 60 * kMinuteNs}});
}

TEST(Scenario, TimersSurviveALossOfPower) {
  Scenario<Bells> bells;
  bells.send(Ring{"noon", 20 * kMinuteNs, 2});
  bells.crash();
  bells.advance(20min);
  bells.crash();
  bells.advance(20min);
  bells.then(Rung{"noon"}, Chimed{"noon", Stamp{kBegin.ns + 20 * kMinuteNs}},
             Chimed{"noon", Stamp{kBegin.ns + 40 * kMinuteNs}});
}

TEST(Scenario, RepeatsAreNothingNew) {
  Scenario<Bank> bank;
  const SubmitOptions same{.id = "id", .sent_at_ns = kBegin.ns};
  bank.send(Deposit{"a", 10, ""}, same);
  bank.send(Deposit{"a", 10, ""}, same);
  bank.then(Deposited{"a", 10});
  bank.send(Deposit{"a", 11, ""}, same);
  bank.then(refused(Outcome::kIdReused));
}

TEST(Scenario, DoesTheSameAgain) {
  const auto hash = [] {
    Scenario<Bank> bank;
    bank.send(Deposit{"a", 10, ""});
    bank.send(Withdraw{"a", 10});
    bank.crash();
    return bank.state_hash();
  };
  EXPECT_EQ(hash(), hash());
}

TEST(Scenario, NeverSpeaksOfTheWholeRun) {
  Scenario<Bank> bank;
  bank.send(Deposit{"a", 10, ""});
  bank.send(Withdraw{"a", 4});
  bank.then(Deposited{"a", 10}, Withdrawn{"a", 4}, Withdrawn{"a", 1});
  bank.crash();
  bank.then_never<Blocked>();
  bank.then_never(Withdrawn{"a", 5});
  int line = 0;
  const Failure failure = failures_of([&] {
    line = __LINE__ + 1;
    bank.then_never(Withdrawn{"a", 1});
  });
  EXPECT_EQ(failure.line, line);
  expect_says(failure, "It happened: Withdrawn {\"account\":\"a\",\"amount\":1}.\n");
  expect_says(failure, "  send     Deposit {\"account\":\"a\",\"amount\":10,\"note\":\"\"}\n");
  expect_says(failure, "  crash    the power is lost\n");
  expect_says(failures_of([&] { bank.then_never<Deposited>(); }), "It happened: Deposited");
}

TEST(Scenario, TellsWhatWasDoneSinceTheLastCheck) {
  Scenario<Bells> bells;
  bells.send(Ring{"noon", 20 * kMinuteNs, 1});
  bells.then(Rung{"noon"});
  bells.advance(20min);
  int line = 0;
  const Failure failure = failures_of([&] {
    line = __LINE__ + 1;
    bells.then(Chimed{"noon", kBegin});
  });
  EXPECT_EQ(failure.count, 1);
  EXPECT_EQ(failure.line, line);
  EXPECT_EQ(
      failure.text,
      "Failed\n"
      "Event 1, Chimed: `at` should be \"2027-01-15T08:00:00.000000000Z\" and is "
      "\"2027-01-15T08:20:00.000000000Z\".\n"
      "  advance  20 min\n"
      "  then\n"
      "     1  differs       Chimed  [timer Chime]\n"
      "           bell  \"noon\"\n"
      "         ! at    expected \"2027-01-15T08:00:00.000000000Z\", actual \"2027-01-15T08:20:00.000000000Z\"\n");
}

TEST(Scenario, ACommandOutOfItsBoundsIsAFailure) {
  Scenario<Bank> bank;
  int line = 0;
  const Failure failure = failures_of([&] {
    line = __LINE__ + 1;
    EXPECT_EQ(bank.send(Deposit{{}, 1, ""}).outcome, Outcome::kFaulted);
  });
  EXPECT_EQ(failure.line, line);
  expect_says(failure, "It cannot be sent: field account is out of its bounds.\n");
}

TEST(Scenario, AHandlerThatThrowsIsAFailureAndNothingGoesOn) {
  Scenario<Bank> bank;
  bank.send(Deposit{"a", 10, ""});
  expect_says(failures_of([&] { bank.send(bank::Explode{"a"}); }), "failed: boom.");
  EXPECT_EQ(failures_of([&] { bank.send(Deposit{"a", 1, ""}); }).count, 1);
  EXPECT_EQ(failures_of([&] { bank.advance(1s); }).count, 1);
  expect_says(failures_of([&] { bank.crash(); }), "the engine does not start: the handler of command 3");
  EXPECT_EQ(failures_of([&] { bank.crash(); }).count, 1);
  EXPECT_TRUE((bank.state().get<bank::Bank<1, true>>().rows.empty())) << "there is none";
}

TEST(Scenario, TimersWithoutAnEndAreAFailure) {
  Scenario<Bells> bells;
  bells.send(Ring{"noon", 1, UINT64_MAX});
  expect_says(failures_of([&] { bells.advance(1s); }), "its timers do not come to an end");
  Scenario<Bells> at_once;
  expect_says(failures_of([&] { at_once.send(Ring{"noon", 0, UINT64_MAX}); }), "its timers do not come to an end");
}

TEST(Scenario, TimeDoesNotGoBack) {
  Scenario<Bells> bells;
  expect_says(failures_of([&] { bells.advance(-1s); }), "Time does not go back.");
}

// Its rows depend on how often this process has applied an event.
struct Drifting : Bells {
  using Decision = daybook::Decision<Drifting>;
  Verdict decide(const Ring& c, Decision& out) const { return out.accept(Rung{c.bell}); }
  Verdict decide(const chimes::Chime& c, Decision& out) const { return out.accept(Rung{c.bell}); }
  void apply(const Rung& e) {
    static std::uint64_t applied = 0;
    chimes[e.bell] = ++applied;
  }
  void apply(const Chimed&) {}
};

TEST(Scenario, ACrashFindsAStateThatIsNotInTheJournals) {
  Scenario<Drifting> drifting;
  drifting.send(Ring{"noon", 0, 0});
  int line = 0;
  const Failure failure = failures_of([&] {
    line = __LINE__ + 1;
    drifting.crash();
  });
  EXPECT_EQ(failure.line, line);
  expect_says(failure, "The state after the crash is another one");
}

}  // namespace
}  // namespace daybook
