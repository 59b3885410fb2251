// Holds with a timeout.

#include <boost/json/value.hpp>
#include <limits>
#include <optional>

#include "tests/domain/world.h"

namespace daybook::domain::testing {
namespace {

constexpr std::uint64_t kNsPerMs = 1'000'000;

class HoldsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    world.send(open_limited("a", 100));
    world.send(open("b"));
  }
  void TearDown() override { EXPECT_EQ(world.folded_hash(), world.state_hash()); }
  // A command that changes nothing, so that timers get their turn.
  Result pass_by() { return world.send(CloseAccount{"nowhere"}); }
  // Holds 1 of account "a", for 10 ms: as many as fire before one command, and then "h", which has to wait.
  void crowd_out_the_timer_of_h() {
    for (unsigned i = 0; i < kMaxTimersPerCommand; ++i) {
      ASSERT_TRUE(world.send(hold_for(10, TransferId(Id::derived("crowd", Id{"test"}, i)), "a", "b", 1)).accepted());
    }
    ASSERT_TRUE(world.send(hold_for(10, "h", "a", "b", 5)).accepted());
    world.wait_ms(10);
  }
  const Account& account(AccountId id) { return *world.accounts().accounts.find(id); }
  const PendingTransfer* pending(TransferId id) { return world.accounts().pending.find(id); }
  // Nothing where it is not done.
  std::optional<TransferState> state(TransferId id) {
    const ClosedTransfer* row = world.accounts().transfers.find(id);
    return row == nullptr ? std::nullopt : std::optional(row->state);
  }

  World world;
};

TEST_F(HoldsTest, ExpiresWhenItsTimeHasCome) {
  HoldTransfer command = hold_for(10, "h", "a", "b", 30);
  command.reference = Id{"what for"};
  const Result held = world.send(command);
  EXPECT_TRUE(held.accepted());
  EXPECT_EQ(world.last_events<TransferHeld>().at(0).timeout_ms, 10U);
  EXPECT_EQ(pending("h")->deadline, Stamp{world.now().ns + 10 * kNsPerMs});
  world.wait_ms(10);
  EXPECT_EQ(pass_by().version, 0U);
  EXPECT_EQ(pending("h"), nullptr);
  EXPECT_EQ(state("h"), TransferState::kExpired);
  EXPECT_EQ(account("a").debits_pending, Amount{});
  EXPECT_EQ(account("b").credits_pending, Amount{});
  EXPECT_EQ(account("a").debits_posted, Amount{});
  EXPECT_EQ(account("a").version, 3U);
  EXPECT_EQ(account("b").version, 3U);
  const auto expired = world.last_events<TransferExpired>();
  ASSERT_EQ(expired.size(), 1U);
  EXPECT_EQ(expired[0].transfer, TransferId("h"));
  EXPECT_EQ(expired[0].debit, AccountId("a"));
  EXPECT_EQ(expired[0].credit, AccountId("b"));
  EXPECT_EQ(expired[0].reference, Maybe<Id>(Id{"what for"}));
  EXPECT_EQ(expired[0].released, Amount{30});
  EXPECT_EQ(expired[0].ledger, kUsd);
}

TEST_F(HoldsTest, StandsUntilThen) {
  world.send(hold_for(10, "h", "a", "b", 30));
  const std::uint64_t deadline_ns = pending("h")->deadline.ns;
  world.wait_ms(9);
  pass_by();
  ASSERT_LT(world.now().ns, deadline_ns);
  EXPECT_NE(pending("h"), nullptr);
  EXPECT_TRUE(world.send(post("h")).accepted());
}

TEST_F(HoldsTest, VersionsOfAnExpiryAreThoseOfItsAccounts) {
  world.send(hold_for(10, "h", "a", "b", 30));
  world.send(transfer("t", "b", "a", 1));
  world.wait_ms(10);
  pass_by();
  const EventHeader* header = nullptr;
  world.last_record().for_each_step(
      [&](const StepView& step) { step.for_each_event([&](const EventView& view) { header = view.header; }); });
  ASSERT_NE(header, nullptr);
  EXPECT_EQ(header->version, account("a").version);
  EXPECT_EQ(header->other_version, account("b").version);
}

TEST_F(HoldsTest, WhatItHeldIsFreeForTheCommandAfterIt) {
  world.send(hold_for(10, "h", "a", "b", 100));
  EXPECT_TRUE(world.send(transfer("t", "a", "b", 100)).refused_for(AccountRefusal::kLimitExceeded));
  world.wait_ms(10);
  EXPECT_TRUE(world.send(transfer("t", "a", "b", 100)).accepted());
}

TEST_F(HoldsTest, WithoutATimeoutStandsForEver) {
  world.send(hold("h", "a", "b", 30));
  EXPECT_EQ(pending("h")->deadline, Stamp{});
  world.wait_ms(1'000'000'000);
  pass_by();
  EXPECT_TRUE(world.send(post("h")).accepted());
}

TEST_F(HoldsTest, ResolvedOneIsLeftAloneByItsTimer) {
  world.send(hold_for(10, "posted", "a", "b", 3));
  world.send(hold_for(10, "voided", "a", "b", 4));
  world.send(post("posted", Amount{1}));
  world.send(release("voided"));
  world.wait_ms(10);
  pass_by();
  EXPECT_EQ(world.last_steps(),
            (std::vector<std::uint16_t>{kMessage<ExpireTransfer>.type, kMessage<ExpireTransfer>.type,
                                        kMessage<CloseAccount>.type}));
  world.last_record().for_each_step([](const StepView& step) {
    const bool is_timer = step.header().type == kMessage<ExpireTransfer>.type;
    EXPECT_EQ(step.header().outcome, is_timer ? Outcome::kAccepted : Outcome::kRefused);
  });
  EXPECT_TRUE(world.last_events<TransferExpired>().empty());
  EXPECT_EQ(state("posted"), TransferState::kPosted);
  EXPECT_EQ(state("voided"), TransferState::kVoided);
  EXPECT_EQ(account("a").debits_posted, Amount{1});
}

TEST_F(HoldsTest, RefusedOneArmsNothing) {
  EXPECT_TRUE(world.send(hold_for(10, "h", "a", "b", 101)).refused_for(AccountRefusal::kLimitExceeded));
  Envelope envelope;
  envelope.expected_version = 7;
  EXPECT_FALSE(world.send(hold_for(10, "h", "a", "b", 1), envelope).accepted());
  world.wait_ms(10);
  pass_by();
  EXPECT_EQ(world.last_steps(), std::vector<std::uint16_t>{kMessage<CloseAccount>.type});
}

TEST_F(HoldsTest, ExpiredOneCannotBePosted) {
  const Result held = world.send(hold_for(10, "h", "a", "b", 30));
  world.wait_ms(10);
  const Result refused = world.send(post("h"));
  EXPECT_TRUE(refused.refused_for(AccountRefusal::kExpired)) << refused.text();
  EXPECT_EQ(refused.related, held.sequence);
  EXPECT_EQ(account("a").debits_posted, Amount{});
}

TEST_F(HoldsTest, ExpiredOneIsResolvedToAVoid) {
  const Result held = world.send(hold_for(10, "h", "a", "b", 30));
  world.wait_ms(10);
  const Result refused = world.send(release("h"));
  EXPECT_TRUE(refused.refused_for(AccountRefusal::kAlreadyResolved)) << refused.text();
  EXPECT_EQ(refused.related, held.sequence);
}

TEST_F(HoldsTest, TimerThatHadNoTurnYetLetsNobodyPost) {
  crowd_out_the_timer_of_h();
  const Result refused = world.send(post("h"));
  ASSERT_NE(pending("h"), nullptr) << "its timer is not among the first";
  EXPECT_TRUE(refused.refused_for(AccountRefusal::kExpired)) << refused.text();
  EXPECT_EQ(refused.related, pending("h")->created.value);
  pass_by();
  EXPECT_EQ(state("h"), TransferState::kExpired);
}

TEST_F(HoldsTest, TimerThatHadNoTurnYetLetsVoid) {
  crowd_out_the_timer_of_h();
  EXPECT_TRUE(world.send(release("h")).accepted());
  EXPECT_EQ(state("h"), TransferState::kVoided);
  pass_by();
  EXPECT_TRUE(world.last_events<TransferExpired>().empty());
}

TEST_F(HoldsTest, OnlyATimerExpires) {
  world.send(hold_for(10, "h", "a", "b", 30));
  for (const char* id : {"h", "x"}) {
    const ExpireTransfer command{TransferId(Id::parse(id).value()), {}};
    EXPECT_TRUE(world.send(command).refused_for(AccountRefusal::kReservedForTimers)) << id;
    EXPECT_FALSE(world.decide<Accounts>(command, true).is_accepted()) << "nor does a policy";
  }
  EXPECT_NE(pending("h"), nullptr);
}

TEST_F(HoldsTest, TimeoutBeyondJournaledTimeIsRefused) {
  constexpr std::uint64_t kGreatest = std::numeric_limits<std::uint64_t>::max();
  world.wait_ms(1);
  for (const std::uint64_t too_long : {kGreatest, kGreatest / kNsPerMs + 1, kGreatest / kNsPerMs}) {
    const Result result = world.send(hold_for(too_long, "h", "a", "b", 30));
    EXPECT_TRUE(result.refused_for(AccountRefusal::kTimeoutTooLong)) << too_long << ": " << result.text();
  }
  EXPECT_TRUE(world.send(hold_for(kGreatest / kNsPerMs - 1, "h", "a", "b", 30)).accepted());
  ASSERT_NE(pending("h"), nullptr);
  EXPECT_GT(pending("h")->deadline.ns, kGreatest - 2 * kNsPerMs);
}

TEST(Deadline, IsBeforeTheLastNanosecondOfJournaledTime) {
  constexpr std::uint64_t kGreatest = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(deadline_of(Stamp{5}, 0), Stamp{});
  EXPECT_EQ(deadline_of(Stamp{5}, 2), Stamp{2'000'005});
  EXPECT_EQ(deadline_of(Stamp{kGreatest - kNsPerMs - 1}, 1), Stamp{kGreatest - 1});
  EXPECT_EQ(deadline_of(Stamp{kGreatest - kNsPerMs}, 1), std::nullopt) << "to the timers, this is never";
  EXPECT_EQ(deadline_of(Stamp{kGreatest - kNsPerMs + 1}, 1), std::nullopt);
}

TEST_F(HoldsTest, TimeoutIsPartOfItsContent) {
  const Result first = world.send(hold_for(10, "h", "a", "b", 30));
  const Result again = world.send(hold_for(10, "h", "a", "b", 30));
  EXPECT_TRUE(again.refused_for(AccountRefusal::kAlreadyExists)) << again.text();
  EXPECT_EQ(again.related, first.sequence);
  EXPECT_TRUE(world.send(hold_for(11, "h", "a", "b", 30)).refused_for(AccountRefusal::kExistsWithDifferentContent));
  EXPECT_TRUE(world.send(hold("h", "a", "b", 30)).refused_for(AccountRefusal::kExistsWithDifferentContent));
  world.wait_ms(10);
  EXPECT_TRUE(world.send(hold_for(10, "h", "a", "b", 30)).refused_for(AccountRefusal::kAlreadyExists));
  EXPECT_EQ(state("h"), TransferState::kExpired);
}

// Digests are kept for ever: what a transfer had before there were timeouts, it has now.
TEST_F(HoldsTest, DigestWithoutATimeoutIsFrozen) {
  HoldTransfer held = hold("t", "a", "b", 7);
  held.reference = Id{"what for"};
  world.send(held);
  EXPECT_EQ(daybook_json_write(world.last_events<TransferHeld>().at(0).digest), "88188af6dcb66ea5810df43b7bc8e516");
  Transfer moved = transfer("t2", "a", "b", 7);
  moved.reference = Id{"what for"};
  world.send(moved);
  EXPECT_EQ(daybook_json_write(world.last_events<Transferred>().at(0).digest), "a4d8964a162d9a73ead703943b53c39c");
}

TEST_F(HoldsTest, DeadlineIsNotPartOfTheStateHash) {
  world.send(hold_for(10, "h", "a", "b", 30));
  World later;
  later.wait_ms(5'000);
  later.send(open_limited("a", 100));
  later.send(open("b"));
  later.send(hold_for(10, "h", "a", "b", 30));
  EXPECT_NE(later.accounts().pending.find(TransferId("h"))->deadline, pending("h")->deadline);
  EXPECT_EQ(later.state_hash(), world.state_hash());
}

}  // namespace
}  // namespace daybook::domain::testing
