// Threads that have nothing to do.

#include <chrono>
#include <thread>

#include "engine/agent.h"
#include "tests/engine/engine_fixture.h"

namespace daybook {
namespace {

using Patience = IdleStrategy::Patience;

// Returns whether `true_some_time` came true; a test that fails takes a minute.
template <class Condition>
bool comes_true(Condition&& true_some_time) {
  const auto patience = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!true_some_time()) {
    if (std::chrono::steady_clock::now() > patience) return false;
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
  return true;
}

TEST(IdleStrategy, NobodySpinsWhereMoreAreAwakeThanThereAreProcessors) {
  for (const Patience patience : {Patience::kMuch, Patience::kSome}) {
    EXPECT_GT(IdleStrategy::spins_of(patience, 2, 2), 0U);
    EXPECT_EQ(IdleStrategy::spins_of(patience, 3, 2), 0U);
  }
}

TEST(IdleStrategy, SpinsForLongOnlyWhereAProcessorIsLeft) {
  EXPECT_GT(IdleStrategy::spins_of(Patience::kMuch, 3, 4), IdleStrategy::spins_of(Patience::kSome, 3, 4));
  EXPECT_EQ(IdleStrategy::spins_of(Patience::kMuch, 4, 4), IdleStrategy::spins_of(Patience::kSome, 4, 4));
}

TEST(IdleStrategy, WhoeverIsInNobodysWayDoesNotSpin) { EXPECT_EQ(IdleStrategy::spins_of(Patience::kNone, 1, 8), 0U); }

TEST(Agent, SleepsUntilItIsWokenAndWorksUntilItsEnd) {
  std::atomic<int> items{0};
  int taken = 0;  // the agent's own, until it has ended
  Agent agent;
  agent.start(
      "agent",
      [&]() -> Work {
        if (items.load(std::memory_order_acquire) == taken) return {};
        return {.count = static_cast<std::size_t>(++taken), .sleep_ns = 0};
      },
      [&] { return agent.stopping() && items.load(std::memory_order_acquire) == taken; });
  EXPECT_TRUE(comes_true([&] { return agent.parker().seems_parked() && AwakeThreads::now() == 0; }));
  EXPECT_FALSE(agent.ended());
  items.store(1'000, std::memory_order_release);
  agent.stop();
  EXPECT_TRUE(agent.ended());
  EXPECT_EQ(taken, 1'000);
  EXPECT_EQ(AwakeThreads::now(), 0U);
}

// Its clock stands still: no idle sync comes and wakes somebody who should have been woken by another.
class IdleEngineTest : public testing::TestWithParam<std::tuple<Topology, Intake>>, public EngineFixture<> {
 protected:
  IdleEngineTest() {
    std::tie(options.topology, options.intake) = GetParam();
    options.clock = Clock(&clock_);
  }
  static bool all_sleep() {
    return comes_true([] { return AwakeThreads::now() == 0; });
  }
  // Whether a receipt comes back.
  bool deposit() {
    if (!producer->submit(bank::Deposit{bank::account(1), 1, ""})) return false;
    return comes_true([&] { return producer->poll([](const Reply&) {}) != 0; });
  }

 private:
  ManualClock clock_{1'700'000'000'000'000'000};
};

INSTANTIATE_TEST_SUITE_P(Topologies, IdleEngineTest,
                         testing::Combine(testing::Values(Topology::kPaired, Topology::kDedicated),
                                          testing::Values(Intake::kDirect, Intake::kShared)),
                         [](const auto& instance) {
                           return std::string(name_of(std::get<0>(instance.param))) +
                                  (std::get<1>(instance.param) == Intake::kDirect ? "_direct" : "_shared");
                         });

TEST_P(IdleEngineTest, EachStageIsWokenByTheOneBefore) {
  open();
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(all_sleep());
    ASSERT_TRUE(deposit());
  }
  EXPECT_TRUE(all_sleep());
}

TEST_P(IdleEngineTest, AtPowerTheSyncWakesWhoReleases) {
  options.durability = Durability::kPower;
  open();
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(all_sleep());
    ASSERT_TRUE(deposit());
  }
}

TEST_P(IdleEngineTest, AnswersAQueryInItsSleep) {
  open();
  ASSERT_TRUE(deposit());
  EXPECT_TRUE(all_sleep());
  EXPECT_EQ(balance(bank::account(1)), 1);
}

TEST_P(IdleEngineTest, StopsFromItsSleep) {
  open();
  ASSERT_TRUE(deposit());
  EXPECT_TRUE(all_sleep());
  stop();
}

}  // namespace
}  // namespace daybook
