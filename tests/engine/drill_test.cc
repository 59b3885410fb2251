// The drill finds nothing where nothing is wrong, does the same again for the same seed, and finds what is planted in a
// domain. That it finds what is planted in the journal and the engine is in tests/mutation/mutants.

#include "engine/drill/drill.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "tests/engine/bank.h"

namespace daybook {
namespace {

using Bank = bank::Domain<>;

const auto course = [](std::uint64_t seed, auto&& send) {
  std::mt19937_64 random(seed);
  for (int i = 0; i < 150; ++i) {
    const bank::Account account = bank::account(random() % 9);
    const auto amount = static_cast<std::int64_t>(random() % 200) - 80;
    if (!(amount < 0 ? send(bank::Withdraw{account, -amount}) : send(bank::Deposit{account, amount, "note"}))) return;
  }
};

std::string text(const drill::Trial& trial) {
  return fmt::format("trial {} {} {} released {} recovered {} {}", trial.number, drill::name_of(trial.fault),
                     trial.where, trial.released, trial.recovered, trial.wrong);
}

class DrillTest : public testing::TestWithParam<Durability> {};

TEST_P(DrillTest, NothingIsLost) {
  drill::Options options{.seed = 3, .trials = 120, .duration_ns = UINT64_MAX, .durability = GetParam()};
  if (std::getenv("DAYBOOK_EFFORT") != nullptr) options.trials = 6 * 250;
  std::array<std::uint64_t, drill::kAllFaults.size()> tried{};
  std::uint64_t promised = 0;
  options.on_trial = [&](const drill::Trial& trial) {
    ++tried[static_cast<std::size_t>(trial.fault)];
    promised += trial.released;
    EXPECT_TRUE(trial.held()) << text(trial);
    return true;
  };
  const drill::Report report = drill::run<Bank>(options, course);
  EXPECT_EQ(report.wrong, "");
  EXPECT_GT(promised, report.trials * 10);
  EXPECT_TRUE(report.held());
  EXPECT_EQ(report.trials, options.trials);
  for (const std::uint64_t count : tried) EXPECT_EQ(count, options.trials / tried.size());
  EXPECT_GT(report.commands, report.trials * 10);
  EXPECT_GT(report.refused, 0U);
  std::cout << report.trials << " trials, " << tried[0] << " of them with SIGKILL; " << report.refused
            << " refused to start on flipped bits; " << report.commands << " commands recovered\n";
}

TEST_P(DrillTest, TheSameSeedDoesTheSame) {
  const auto all = [&](std::uint64_t seed) {
    std::vector<std::string> trials;
    drill::Options options{.seed = seed, .trials = 20, .durability = GetParam()};
    options.faults.erase(options.faults.begin());  // kKill: the moment is not of the seed
    options.on_trial = [&](const drill::Trial& trial) {
      trials.push_back(text(trial));
      return true;
    };
    static_cast<void>(drill::run<Bank>(options, course));
    return trials;
  };
  const auto once = all(7);
  EXPECT_EQ(once.size(), 20U);
  EXPECT_EQ(once, all(7));
  EXPECT_NE(once, all(8));
}

TEST_P(DrillTest, OneTrialAlone) {
  drill::Options options{.seed = 7, .trials = 9, .durability = GetParam()};
  std::string ninth;
  options.on_trial = [&](const drill::Trial& trial) {
    ninth = text(trial);
    return true;
  };
  options.faults.erase(options.faults.begin());
  static_cast<void>(drill::run<Bank>(options, course));
  const std::string wanted = std::exchange(ninth, "");
  options.first_trial = 8;
  options.trials = 1;
  static_cast<void>(drill::run<Bank>(options, course));
  EXPECT_EQ(ninth, wanted);
}

INSTANTIATE_TEST_SUITE_P(Durability, DrillTest, testing::Values(Durability::kProcess, Durability::kPower),
                         [](const auto& test) { return test.param == Durability::kPower ? "Power" : "Process"; });

// A domain whose state is not all in its tables: a start forgets it.
struct Forgetful : bank::Bank<1, true> {
  using Decision = daybook::Decision<Forgetful>;
  Verdict decide(const bank::Deposit& c, Decision& out) const {
    if (++calls % 7 == 0) return bank::Refusal::kIsBlocked;
    return out.accept(bank::Deposited{c.account, c.amount});
  }
  Verdict decide(const bank::Withdraw& c, Decision& out) const {
    return out.accept(bank::Withdrawn{c.account, c.amount});
  }
  Verdict decide(const bank::Block& c, Decision& out) const { return out.accept(bank::Blocked{c.account}); }
  Verdict decide(const bank::Explode& c, Decision& out) const { return out.accept(bank::Blocked{c.account}); }
  mutable std::uint64_t calls = 0;
};

TEST(DrillOfABadDomain, IsFound) {
  const drill::Report report = drill::run<Forgetful>({.seed = 1, .trials = 12, .duration_ns = UINT64_MAX}, course);
  EXPECT_FALSE(report.held());
  EXPECT_NE(report.wrong.find("receipt"), std::string::npos)
      << "a new start in the run to which nothing happens: " << report.wrong;
}

TEST(DrillOfAnEmptyCourse, IsRefused) {
  const drill::Report report = drill::run<Bank>({.seed = 1}, [](std::uint64_t, auto&& send) {
    if (false) send(bank::Deposit{});
  });
  EXPECT_EQ(report.trials, 0U);
  EXPECT_EQ(report.wrong, "the course has no command");
}

}  // namespace
}  // namespace daybook
