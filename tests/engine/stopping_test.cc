// How an engine ends: stopped by its owner, by a handler that fails, by a clock that somebody sets.

#include <filesystem>
#include <map>

#include "tests/engine/engine_fixture.h"

namespace daybook {
namespace {

using bank::account;
using bank::Deposit;
using bank::Explode;
using bank::Withdraw;

constexpr std::uint64_t kDayNs = 86'400'000'000'000;

// Every withdrawal leads to a command whose handler fails: when it does, the withdrawal is applied.
struct Bomb {
  using Reacts = Messages<bank::Withdrawn>;
  using Sends = Messages<Explode>;
  static constexpr Rules kRules{.name = "bomb", .version = 1};
  void react(const bank::Withdrawn& e, FollowUps& out) const { out.send(Explode{e.account}, "bomb"); }
  void refused(const Explode&, Code, FollowUps&) const {}
};
using MinedBank = Compose<bank::Bank<1, true>, Bomb>;

class StoppingTest : public testing::TestWithParam<Topology>, public EngineFixture<> {
 protected:
  StoppingTest() { options.topology = GetParam(); }
};
class FaultTest : public testing::TestWithParam<Topology>, public EngineFixture<MinedBank> {
 protected:
  FaultTest() { options.topology = GetParam(); }
};
constexpr auto kTopologies = std::array{Topology::kInline, Topology::kPaired, Topology::kDedicated};
INSTANTIATE_TEST_SUITE_P(Topologies, StoppingTest, testing::ValuesIn(kTopologies), kNameOfTopology);
INSTANTIATE_TEST_SUITE_P(Topologies, FaultTest, testing::ValuesIn(kTopologies), kNameOfTopology);

TEST_P(FaultTest, NobodySeesWhatAFailedCommandHasChanged) {
  open();
  call(Deposit{account(1), 100, ""});
  ASSERT_TRUE(producer->submit(Withdraw{account(1), 50}).has_value());
  // Asked when it is too late, or just in time: but never in between.
  while (!engine->error()) {
    const auto seen = engine->query(
        [](const MinedBank& domain) { return domain.get<bank::Bank<1, true>>().rows.find(account(1))->balance; });
    if (seen) {
      EXPECT_EQ(*seen, 100);
    } else {
      EXPECT_EQ(seen.error().kind, Error::Kind::kStopped);
    }
    engine->do_work();  // with direct publishing, the withdrawal waits for that
  }
  EXPECT_EQ(engine->error()->kind, Error::Kind::kFault);
  EXPECT_FALSE(engine->state_hash().has_value());
}

TEST_P(StoppingTest, AnEngineThatHasStoppedLeavesTheFilesAlone) {
  open();
  call(Deposit{account(1), 100, ""});
  ASSERT_TRUE(engine->stop().has_value());
  const auto files = [&] {
    std::map<std::string, std::uintmax_t> sizes;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(options.directory)) {
      if (entry.is_regular_file()) sizes[entry.path()] = entry.file_size();
    }
    return sizes;
  };
  const auto before = files();
  ASSERT_FALSE(before.empty());
  for (int i = 0; i < 1'000; ++i) {
    engine->do_work();
    producer->poll([](const Reply&) {});
  }
  EXPECT_EQ(files(), before);
  EXPECT_FALSE(engine->error()) << engine->error()->message();
}

// The first command after it was set does not get that stamp: a journaled time cannot be taken back.
TEST_P(StoppingTest, AClockThatIsSetStopsTheIntakeBeforeItIsBelieved) {
  for (const bool forward : {true, false}) {
    ManualClock real(Clock::real_ns());
    ManualClock steady(1);
    options.clock = Clock(&real, &steady);
    open();
    call(Deposit{account(1), 1, ""});
    // An idle day is none.
    real.advance(kDayNs);
    steady.advance(kDayNs);
    call(Deposit{account(1), 1, ""});
    // Nor is what a time server corrects.
    real.set(real.now_ns() - 1'000'000);
    const Reply last = call(Deposit{account(1), 1, ""});
    real.set(forward ? real.now_ns() + kDayNs : real.now_ns() - kDayNs);
    const auto reply = producer->call(Deposit{account(1), 1, ""});
    ASSERT_FALSE(reply.has_value());
    EXPECT_EQ(reply.error().kind, SubmitError::Kind::kStopped);
    ASSERT_TRUE(engine->error().has_value());
    EXPECT_EQ(engine->error()->kind, Error::Kind::kClock);
    EXPECT_NE(engine->error()->message().find(forward ? "forward by 86" : "back by 86"), std::string::npos)
        << engine->error()->message();
    producer.reset();
    engine.reset();
    // Set right again, it goes on where it was.
    real.set(forward ? real.now_ns() - kDayNs : real.now_ns() + kDayNs);
    open();
    EXPECT_EQ(engine->recovery().last_sequence, last.sequence.value);
    stop();
    std::filesystem::remove_all(options.directory);
  }
}

}  // namespace
}  // namespace daybook
