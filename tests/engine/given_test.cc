// Given, when, then: what holds passes, and what does not is reported at its line, in words that say what is wrong.

#include "engine/test_kit/given.h"

#include <chrono>

#include "tests/engine/bank.h"
#include "tests/engine/failures.h"
#include "tests/engine/lease.h"

namespace daybook {
namespace {

using bank::Blocked;
using bank::Deposit;
using bank::Deposited;
using bank::Withdraw;
using bank::Withdrawn;
using test_kit::given;
using test_kit::nothing;
using test_kit::refused;
using Bank = bank::Domain<>;

TEST(GivenWhenThen, ComparesEventsWithThoseOfFollowUps) {
  given<Bank>(Deposited{"a", 10}).when(Withdraw{"a", 4}).then(Withdrawn{"a", 4}, Withdrawn{"a", 1});
}

TEST(GivenWhenThen, TellsRefusedFollowUps) {
  given<Bank>(Deposited{"a", 10})
      .when(Withdraw{"a", 10})
      .then(Withdrawn{"a", 10}, refused(bank::Refusal::kNotEnough), Blocked{"a"});
}

TEST(GivenWhenThen, TakesRefusalsOfPartsAndOfTheEngine) {
  given<Bank>().when(Withdraw{"a", 1}).then(refused(bank::Refusal::kUnknownAccount));
  given<Bank>(Deposited{"a", 1})
      .when(Deposit{"a", 1, "note"}, {.expected_version = 7})
      .then(refused(EngineRefusal::kVersionConflict));
  given<Bank>(Deposited{"a", 1}).when(Deposit{"a", 1, "note"}, {.expected_version = 1}).then(Deposited{"a", 1});
}

TEST(GivenWhenThen, CommandsThatWereAcceptedAreAHistoryToo) {
  given<Bank>(Deposited{"a", 10}, Withdraw{"a", 4}, Deposit{"a", 1, "note"})
      .when(Withdraw{"a", 7})
      .then(refused(bank::Refusal::kNotEnough));  // 10 - 4 - 1 + 1 = 6
}

TEST(GivenWhenThen, TakesSinglePartsToo) {
  given<bank::Bank<1, true>>(Deposited{"a", 10}).when(Withdraw{"a", 4}).then(Withdrawn{"a", 4});
}

TEST(GivenWhenThen, TimersFireBeforeACommandThatComesLater) {
  using namespace std::chrono_literals;
  constexpr std::uint64_t kHourNs = 3'600'000'000'000;
  given<lease::Domain>(lease::Take{"a", kHourNs, 1, 0})
      .after(59min)
      .when(lease::Take{"a", 1, 0, 0})
      .then(refused(lease::Refusal::kTaken));
  given<lease::Domain>(lease::Take{"a", kHourNs, 1, 0})
      .after(1h)
      .when(lease::Take{"a", 1, 0, 0})
      .then(lease::Expired{"a", 0, 0}, lease::Noted{"a"}, lease::Taken{"a"});
}

TEST(GivenWhenThen, NeverSpeaksOfATypeOrOfOneEvent) {
  given<Bank>(Deposited{"a", 10})
      .when(Withdraw{"a", 4})
      .then_never<Blocked>()
      .then_never(Withdrawn{"a", 5})
      .then_never(Withdrawn{"b", 4});
}

TEST(GivenWhenThen, NamesTheFirstFieldThatDiffers) {
  int line = 0;
  const Failure failure = failures_of([&] {
    const auto decided = given<Bank>(Deposited{"a", 10}).when(Withdraw{"a", 4});
    line = __LINE__ + 1;
    decided.then(Withdrawn{"a", 4}, Withdrawn{"a", 2});
  });
  EXPECT_EQ(failure.count, 1);
  EXPECT_EQ(failure.line, line);
  EXPECT_EQ(failure.text,
            "Failed\n"
            "Event 2, Withdrawn: `amount` should be 2 and is 1.\n"
            "  given    Deposited {\"account\":\"a\",\"amount\":10}\n"
            "  when     Withdraw {\"account\":\"a\",\"amount\":4}\n"
            "  then\n"
            "     1  as expected   Withdrawn {\"account\":\"a\",\"amount\":4}\n"
            "     2  differs       Withdrawn  [follow-up Withdraw of fees]\n"
            "           account  \"a\"\n"
            "         ! amount   expected 2, actual 1\n");
}

TEST(GivenWhenThen, TellsWhatIsMissing) {
  const Failure failure = failures_of([] {
    given<Bank>().when(Deposit{"a", 1, "n"}).then(Deposited{"a", 1}, Deposited{"a", 2}, Blocked{"a"});
  });
  expect_says(failure, "Missing: Deposited {\"account\":\"a\",\"amount\":2}.\n");
  expect_says(failure, "\n     1  as expected   Deposited");
  expect_says(failure, "\n        missing       Deposited {\"account\":\"a\",\"amount\":2}");
  expect_says(failure, "\n        missing       Blocked {\"account\":\"a\"}");
}

TEST(GivenWhenThen, TellsWhatWasNotExpected) {
  const Failure failure = failures_of([] {
    given<Bank>(Deposited{"a", 9}).when(Withdraw{"a", 4}).then(Withdrawn{"a", 1});
  });
  expect_says(failure, "Not expected: Withdrawn {\"account\":\"a\",\"amount\":4}.\n");
  expect_says(failure,
              "\n     2  as expected   Withdrawn {\"account\":\"a\",\"amount\":1}  [follow-up Withdraw of fees]");
}

TEST(GivenWhenThen, TellsWhatCameInstead) {
  const Failure failure = failures_of([] { given<Bank>().when(Withdraw{"a", 4}).then(Withdrawn{"a", 4}); });
  expect_says(failure,
              "Expected: Withdrawn {\"account\":\"a\",\"amount\":4}; actual: refused by bank: unknown_account.\n");
}

TEST(GivenWhenThen, TellsAnotherRefusal) {
  const Failure failure = failures_of([] {
    given<Bank>().when(Withdraw{"a", 4}).then(refused(bank::Refusal::kNotEnough));
  });
  expect_says(failure, "Expected: refused by bank: not_enough; actual: refused by bank: unknown_account.\n");
}

TEST(GivenWhenThen, TellsAnEventWhereNothingIsExpected) {
  const Failure failure = failures_of([] { given<Bank>().when(Deposit{"a", 4, ""}).then(nothing()); });
  expect_says(failure, "Not expected: Deposited {\"account\":\"a\",\"amount\":4}.\n");
}

TEST(GivenWhenThen, TellsTheOptionsOfTheCommand) {
  const Failure failure = failures_of([] {
    given<Bank>()
        .when(Deposit{"a", 4, ""}, {.actor = "clerk", .reason = "none", .expected_version = 3, .occurred_on = Date{1}})
        .then(nothing());
  });
  expect_says(failure,
              "{\"account\":\"a\",\"amount\":4,\"note\":\"\"}  (actor clerk, reason \"none\", expected version 3, "
              "occurred on 1970-01-02)\n");
}

TEST(GivenWhenThen, TellsWhatNeverShouldHaveHappened) {
  int line = 0;
  const Failure of_type = failures_of([&] {
    line = __LINE__ + 1;
    given<Bank>(Deposited{"a", 9}).when(Withdraw{"a", 9}).then_never<Blocked>();
  });
  EXPECT_EQ(of_type.line, line);
  expect_says(of_type, "It happened: Blocked {\"account\":\"a\"}.\n");
  expect_says(of_type, "\n     3  not expected  Blocked {\"account\":\"a\"}  [follow-up Block of fees]\n");
  const Failure of_event = failures_of([] {
    given<Bank>(Deposited{"a", 9}).when(Withdraw{"a", 4}).then_never(Withdrawn{"a", 1});
  });
  expect_says(of_event, "It happened: Withdrawn {\"account\":\"a\",\"amount\":1}.\n");
}

TEST(GivenWhenThen, AGivenCommandMustBeAccepted) {
  int line = 0;
  const Failure failure = failures_of([&] {
    line = __LINE__ + 1;
    given<Bank>(Withdraw{"a", 4}).when(Deposit{"a", 1, ""}).then(Deposited{"a", 1});
  });
  EXPECT_EQ(failure.count, 1) << "what follows is not compared";
  EXPECT_EQ(failure.line, line);
  expect_says(failure, "Withdraw: it is not accepted: refused by bank: unknown_account.\n");
}

TEST(GivenWhenThen, AMessageOutOfItsBoundsIsNamed) {
  const std::string text(41, 'x');
  expect_says(failures_of([&] {
                given<Bank>().when(Deposit{"a", 1, text}).then(nothing());
              }),
              "Deposit: its field note is out of its bounds.\n");
  expect_says(failures_of([&] {
                given<Bank>(Deposit{"a", 1, text}).when(Deposit{"a", 1, ""}).then(nothing());
              }),
              "Deposit: its field note is out of its bounds.\n");
}

TEST(GivenWhenThen, AHandlerThatThrowsIsAFailure) {
  expect_says(failures_of([] { given<Bank>().when(bank::Explode{"a"}).then(nothing()); }),
              "Explode: a handler failed: boom.\n");
}

TEST(GivenWhenThen, TimeDoesNotGoBack) {
  using namespace std::chrono_literals;
  expect_says(failures_of([] {
                given<Bank>().after(-1s).when(Deposit{"a", 1, ""}).then(Deposited{"a", 1});
              }),
              "Time does not go back.\n");
}

// An older version of an event, and what its part makes of it.
struct OldStarted {
  Id process;
};
struct Started {
  Id process;
  std::uint64_t speed;
  Text<20> by;
};
struct Start {
  Id process;
  Text<20> who;
};
DAYBOOK_EVENT(OldStarted, 41, process)
DAYBOOK_EVENT(Started, 42, process, speed, by)
DAYBOOK_COMMAND(Start, 43, process, who)

struct Processes {
  using Commands = Messages<Start>;
  using Events = Messages<Started>;
  using Past = Messages<OldStarted>;
  using Decision = daybook::Decision<Processes>;
  static constexpr Rules kRules{.name = "processes", .version = 2};

  static Started upcast(const OldStarted& old) { return {old.process, 5, ""}; }
  Verdict decide(const Start& command, Decision& out) const {
    if (command.who == "nobody") return Decision::accept();
    const std::uint64_t* speed = speeds.find(command.process);
    const Context& context = out.context();
    if (speed != nullptr) return out.accept(Started{command.process, *speed + 1, command.who});
    return out.accept(Started{context.actor, context.now.ns - test_kit::kBegin.ns, command.who});
  }
  void apply(const Started& event) { speeds[event.process] = event.speed; }
  auto tables() const { return std::tie(speeds); }

  Table<Id, std::uint64_t> speeds;
};

TEST(GivenWhenThen, OldEventsComeAsTheirUpcasterMakesThem) {
  given<Processes>(OldStarted{"p"}).when(Start{"p", "Ann"}).then(Started{"p", 6, "Ann"});
}

TEST(GivenWhenThen, DecisionsSeeActorAndTime) {
  given<Processes>()
      .after(std::chrono::nanoseconds(3))
      .when(Start{"p", ""}, {.actor = "clerk"})
      .then(Started{"clerk", 3, ""});
}

TEST(GivenWhenThen, NothingIsAcceptanceWithoutAnEvent) {
  given<Processes>().when(Start{"p", "nobody"}).then(nothing());
  expect_says(failures_of([] {
                given<Processes>().when(Start{"p", "nobody"}).then(Started{"p", 1, ""});
              }),
              "Missing: Started {");
}

TEST(GivenWhenThen, AGivenEventOutOfItsBoundsIsNamed) {
  const auto given_by = [](const std::string& name) {
    return failures_of([&] { given<Processes>(Started{"p", 1, name}).when(Start{"p", ""}).then(nothing()); }).text;
  };
  EXPECT_NE(given_by(std::string(21, 'x')).find("Started: its field by is out of its bounds.\n"), std::string::npos);
  EXPECT_NE(given_by(std::string(65'000, 'x')).find("Started: its field by is out of its bounds.\n"),
            std::string::npos);
  EXPECT_NE(given_by(std::string(70'000, 'x')).find("Started: it is larger than a decision record.\n"),
            std::string::npos);
}

}  // namespace
}  // namespace daybook
