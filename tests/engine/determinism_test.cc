// The determinism check: finds nothing where nothing is wrong, and each kind of fault that is planted in a domain.

#include "engine/test_kit/determinism.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "tests/engine/bank.h"
#include "tests/engine/chimes.h"
#include "tests/engine/failures.h"
#include "tests/engine/lease.h"

namespace daybook {
namespace {

using test_kit::check_determinism;

const auto kBankCourse = [](std::uint64_t seed, auto&& send) {
  std::mt19937_64 random(seed);
  for (int i = 0; i < 60; ++i) {
    const bank::Account account = bank::account(random() % 5);
    const auto amount = static_cast<std::int64_t>(random() % 200) - 80;
    if (!(amount < 0 ? send(bank::Withdraw{account, -amount}) : send(bank::Deposit{account, amount, "note"}))) return;
  }
};

TEST(CheckDeterminism, FindsNothingWrongWithPolicies) { check_determinism<bank::Domain<>>(kBankCourse); }

// Timers that fire between the commands of the course, more than can fire for one command, and at its end.
TEST(CheckDeterminism, FindsNothingWrongWithTimers) {
  check_determinism<lease::Domain>([](std::uint64_t seed, auto&& send) {
    constexpr std::array<lease::Lease, 4> kLeases = {lease::Lease{"a"}, lease::Lease{"b"}, lease::Lease{"c"},
                                                     lease::Lease{"d"}};
    std::mt19937_64 random(seed);
    for (int i = 0; i < 60; ++i) {
      const auto timers = static_cast<std::uint32_t>(random() % 40);
      const std::uint32_t bad = random() % 10 == 0 ? 1 : 0;
      if (!send(lease::Take{kLeases[random() % 4], random() % 1'000'000'000, timers, bad})) return;
    }
  });
}

// What is wrong with the domain below.
enum class Fault : std::uint8_t {
  kNone,
  kClockInDecision,
  kRandomNumber,
  kClockInVersion,
  kClockInApply,
  kStaticVariable,
  kMemberOfDecisions,
  kMemberOfEvents,
  kMemberBehindTimers,
  kMemberInTables,
  kMemberForApply,
  kConfiguration,
  kRowOrder,
};
Fault fault = Fault::kNone;
std::int64_t static_variable = 0;
std::int64_t configuration = 0;

std::int64_t clock_now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

// Deposits, as the bank has them.
struct Faulty {
  using Commands = Messages<bank::Deposit>;
  using Events = Messages<bank::Deposited>;
  using Decision = daybook::Decision<Faulty>;
  static constexpr Rules kRules{.name = "faulty", .version = 1};

  Verdict decide(const bank::Deposit& c, Decision& out) const {
    if (fault == Fault::kClockInVersion) out.version(static_cast<std::uint64_t>(clock_now()));
    if (fault == Fault::kMemberBehindTimers && !out.context().by_timer) {
      out.arm(Stamp{out.context().now.ns + 1}, bank::Deposit{c.account, 0, ""});
    }
    return out.accept(bank::Deposited{c.account, amount_of(c)});
  }
  void apply(const bank::Deposited& e) {
    ++applied;
    std::int64_t& balance = balances[e.account];
    balance += e.amount;
    if (fault == Fault::kClockInApply) balance = clock_now();
    if (fault == Fault::kMemberInTables) balance = applied;
    if (fault == Fault::kMemberForApply) balance += decided;
  }
  auto tables() const { return std::tie(balances); }

  Table<bank::Account, std::int64_t> balances;

 private:
  std::int64_t amount_of(const bank::Deposit& c) const {
    ++decided;
    switch (fault) {
      case Fault::kClockInDecision:
        return clock_now();
      case Fault::kRandomNumber:
        return std::random_device()();
      case Fault::kStaticVariable:
        return ++static_variable % 7 == 0 ? 100 : c.amount;
      case Fault::kMemberOfDecisions:
        return decided % 7 == 0 ? 100 : c.amount;
      case Fault::kMemberOfEvents:
      case Fault::kMemberBehindTimers:
        return applied % 7 == 6 ? 100 : c.amount;
      case Fault::kConfiguration:
        return c.amount + configuration;
      case Fault::kRowOrder:
        return last_account() == c.account ? 100 : c.amount;
      default:
        return c.amount;
    }
  }
  bank::Account last_account() const {
    bank::Account last;
    balances.for_each([&](const bank::Account& account, std::int64_t) { last = account; });
    return last;
  }

  std::int64_t applied = 0;
  mutable std::int64_t decided = 0;
};

const auto kDeposits = [](std::uint64_t seed, auto&& send) {
  std::mt19937_64 random(seed);
  configuration = 1;
  for (int i = 0; i < 30; ++i) {
    if (!send(bank::Deposit{bank::account(random() % 5), static_cast<std::int64_t>(random() % 9), ""})) break;
  }
  configuration = 0;
};

Failure found(Fault planted) {
  fault = planted;
  const Failure failure = failures_of([] { check_determinism<Faulty>(kDeposits); });
  EXPECT_EQ(failure.count, planted == Fault::kNone ? 0 : 1);
  return failure;
}

TEST(CheckDeterminism, FindsNothingWhereNoFaultIs) { EXPECT_EQ(found(Fault::kNone).text, ""); }

TEST(CheckDeterminism, FindsAClockInADecision) {
  const Failure failure = found(Fault::kClockInDecision);
  expect_says(failure, "In the second run (paired): command 1, Deposit {");
  expect_says(failure, "is decided in another way. Event 1, Deposited: `amount` should be ");
  expect_says(failure, "Look for a clock");
}

TEST(CheckDeterminism, FindsARandomNumberInADecision) {
  expect_says(found(Fault::kRandomNumber), "is decided in another way. Event 1, Deposited: `amount` should be ");
}

TEST(CheckDeterminism, FindsAClockInAVersion) {
  expect_says(found(Fault::kClockInVersion), "is decided into the same events, but another record.");
}

TEST(CheckDeterminism, FindsAClockInApply) {
  expect_says(found(Fault::kClockInApply), "is decided in the same way, but leaves another state.");
}

// No new start forgets it.
TEST(CheckDeterminism, FindsAStaticVariable) {
  expect_says(found(Fault::kStaticVariable), "is decided in another way. Event 1, Deposited: `amount` should be ");
}

TEST(CheckDeterminism, FindsAMemberThatDecisionsChange) {
  const Failure failure = found(Fault::kMemberOfDecisions);
  expect_says(failure, "In the third run (inline, the power is lost in the middle): command 21, Deposit {");
  expect_says(failure, "Event 1, Deposited: `amount` should be 100 and is ");
}

// Every replay rebuilds this member, so that nothing but a domain without it shows the fault.
TEST(CheckDeterminism, FindsAMemberThatEventsChange) {
  const Failure failure = found(Fault::kMemberOfEvents);
  expect_says(failure, "In a domain that has the same tables and nothing else: command 7, Deposit {");
  expect_says(failure, "Event 1, Deposited: `amount` should be 100 and is ");
}

TEST(CheckDeterminism, FindsAMemberWhereEveryCommandComesAfterATimer) {
  expect_says(found(Fault::kMemberBehindTimers), "In a domain that has the same tables and nothing else: command ");
}

TEST(CheckDeterminism, FindsAMemberThatEntersTheTables) {
  const Failure failure = found(Fault::kMemberInTables);
  expect_says(failure, "In a domain that has the same tables and nothing else: command 2, Deposit {");
  expect_says(failure, "is decided in the same way, but leaves another state.");
}

TEST(CheckDeterminism, FindsWhatADecisionTellsApplyBesideTheEvent) {
  expect_says(found(Fault::kMemberForApply),
              "In the second run (paired): folding the decisions gives another state than the engine had");
}

// The same in each run, and another one later.
TEST(CheckDeterminism, FindsAConfigurationThatIsNotJournaled) {
  expect_says(found(Fault::kConfiguration), "In the second run (paired): deciding the commands again fails: ");
}

TEST(CheckDeterminism, FindsTheOrderOfRows) {
  expect_says(found(Fault::kRowOrder), "In a domain that has the same tables and nothing else: command ");
}

TEST(CheckDeterminism, SaysWhereItWasCalled) {
  fault = Fault::kMemberOfEvents;
  int line = 0;
  const Failure failure = failures_of([&] {
    line = __LINE__ + 1;
    check_determinism<Faulty>(kDeposits, 7);
  });
  EXPECT_EQ(failure.line, line);
  expect_says(failure, "  seed 7\n");
}

class CheckDeterminismOfACourse : public testing::Test {
 protected:
  // A course that calls `step(send)` and nothing else.
  template <class Step>
  static Failure found(const Step& step) {
    return failures_of([&] { check_determinism<bank::Domain<>>([&](std::uint64_t, auto&& send) { step(send); }); });
  }
};

TEST_F(CheckDeterminismOfACourse, TakesOnlyWhatIsTheSameAgain) {
  std::int64_t sent = 0;
  expect_says(found([&](auto& send) {
                send(bank::Deposit{"a", ++sent, ""});
              }),
              "the course itself is another one: command 1, Deposit {\"account\":\"a\",\"amount\":3,\"note\":\"\"} "
              "instead of command 1, Deposit {\"account\":\"a\",\"amount\":2,\"note\":\"\"}");
  expect_says(found([&](auto& send) {
                ++sent;
                for (std::int64_t i = 0; i < sent; ++i) send(bank::Deposit{"a", 1, ""});
              }),
              "instead of what timers do at the end");
}

TEST_F(CheckDeterminismOfACourse, TakesOnlyWhatCanBeSentAndDecided) {
  expect_says(found([](auto& send) {
                if (false) send(bank::Deposit{});
              }),
              "the course has no command");
  expect_says(found([](auto& send) {
                send(bank::Deposit{{}, 1, ""});
              }),
              "command 0 of the course: field account is out of its bounds");
  expect_says(found([](auto& send) { send(bank::Explode{"a"}); }), "failed: boom");
}

}  // namespace
}  // namespace daybook
