#include "domain/invariants.h"

#include "domain/ledger_watch.h"
#include "tests/domain/world.h"

namespace daybook::domain::testing {
namespace {

class InvariantsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    world.send(open_limited("a", 100));
    world.send(open("b"));
    world.send(hold("h", "a", "b", 30));
    world.send(transfer("t", "a", "b", 20));
    world.send(ConfigureDomain{kConfiguration, AutoOpen::kOn});
    world.send(submit("s"));
    ASSERT_EQ(check_invariants(world.domain()).text(), "");
  }
  Account& account(AccountId id) { return *world.accounts().accounts.find(id); }
  // True where the check says so, about `what`.
  bool finds(std::string_view what) {
    const Differences found = check_invariants(world.domain());
    return found.text().find(what) != std::string::npos;
  }

  World world;
};

TEST_F(InvariantsTest, PostedDebitsAndCreditsOfALedgerAreEqual) {
  account("b").credits_posted.minor += 1;
  EXPECT_TRUE(finds("ledger USD: posted debits are 20, credits 21"));
}

TEST_F(InvariantsTest, PendingDebitsAndCreditsOfALedgerAreEqual) {
  account("b").credits_pending.minor -= 1;
  EXPECT_TRUE(finds("ledger USD: pending debits"));
}

TEST_F(InvariantsTest, PendingsAreTheSumOfTheHolds) {
  account("a").debits_pending.minor += 5;
  account("b").credits_pending.minor += 5;
  EXPECT_TRUE(finds("account a: pending debits 35 and credits 0, but its holds add up to 30 and 0"));
}

TEST_F(InvariantsTest, LimitsHold) {
  account("a").credit_line = Amount{49};
  EXPECT_TRUE(finds("account a: its limit is broken"));
}

TEST_F(InvariantsTest, PendingIsNotResolvedToo) {
  world.accounts().transfers[TransferId("h")].state = TransferState::kPosted;
  EXPECT_TRUE(finds("transfer h: both pending and resolved"));
}

TEST_F(InvariantsTest, VoidedHoldHasPostedNothing) {
  world.send(release("h"));
  world.accounts().transfers.find(TransferId("h"))->posted = Amount{1};
  EXPECT_TRUE(finds("transfer h: voided, with 1 posted"));
}

TEST_F(InvariantsTest, TransferHasPostedSomething) {
  world.accounts().transfers.find(TransferId("t"))->posted = Amount{};
  EXPECT_TRUE(finds("transfer t: posted_at_once, with 0 posted"));
}

TEST_F(InvariantsTest, ReversedTransferHasAReversal) {
  world.send(transfer("t2", "a", "b", 5));
  ASSERT_TRUE(world.send(reverse("r", transfer("t2", "a", "b", 5))).accepted());
  EXPECT_EQ(check_invariants(world.domain()).text(), "");
  world.accounts().transfers.find(TransferId("t"))->state = TransferState::kReversed;
  EXPECT_TRUE(finds("2 transfers are reversed, for 25, but there are 1 reversals, for 5"));
  world.accounts().transfers.find(TransferId("t"))->state = TransferState::kPostedAtOnce;
  world.accounts().transfers.find(TransferId("r"))->posted = Amount{4};
  EXPECT_TRUE(finds("1 transfers are reversed, for 5, but there are 1 reversals, for 4"));
}

TEST_F(InvariantsTest, PendingHasItsAccounts) {
  world.accounts().pending.find(TransferId("h"))->debit = AccountId("x");
  EXPECT_TRUE(finds("transfer h: its account x does not exist"));
}

TEST_F(InvariantsTest, ClosedAccountIsEmpty) {
  account("a").state = AccountState::kClosed;
  EXPECT_TRUE(finds("account a: closed with pendings"));
  EXPECT_TRUE(finds("account a: closed with a balance"));
}

TEST_F(InvariantsTest, ShipmentIsOpenOrClosed) {
  world.shipments().closed[ShipmentId("s")].state = ShipmentState::kLost;
  EXPECT_TRUE(finds("shipment s: both open and closed"));
  world.shipments().open.find(ShipmentId("s"))->state = ShipmentState::kDelivered;
  EXPECT_TRUE(finds("shipment s: open, but delivered"));
}

TEST_F(InvariantsTest, AssignedShipmentHasATruck) {
  world.shipments().open.find(ShipmentId("s"))->state = ShipmentState::kAssigned;
  EXPECT_TRUE(finds("shipment s: assigned, with truck ''"));
}

TEST(Differences, BeyondAHundredAreCounted) {
  Differences found;
  for (int i = 0; i < 150; ++i) found.add(std::to_string(i));
  Differences sum;
  sum.add(found);
  EXPECT_EQ(sum.count(), 150U);
  EXPECT_EQ(sum.list().size(), 100U);
  EXPECT_NE(sum.text().find("and 50 more"), std::string::npos);
}

class LedgerWatchTest : public InvariantsTest {
 protected:
  void SetUp() override {
    InvariantsTest::SetUp();
    watch.start(world.accounts());
  }
  std::string step(const auto& command) {
    world.send(command);
    return watch.after(world.last_record(), world.accounts()).text();
  }
  LedgerWatch watch;
};

TEST_F(LedgerWatchTest, FindsNothingInARightLedger) {
  EXPECT_EQ(step(post("h", Amount{10})), "");
  EXPECT_EQ(step(reverse("r", hold("h", "a", "b", 30))), "");
  EXPECT_EQ(step(hold_for(10, "h2", "a", "b", 30)), "");
  world.wait_ms(10);
  EXPECT_EQ(step(open("c")), "");
  EXPECT_EQ(step(transfer("t2", "c", "a", 5)), "");
  EXPECT_EQ(step(submit("s2")), "");
  EXPECT_EQ(step(cancel("s2")), "");
}

TEST_F(LedgerWatchTest, FindsMoneyFromNowhereInTheRowsTouched) {
  account("a").debits_posted.minor += 1;
  EXPECT_NE(step(transfer("t2", "a", "b", 5)).find("ledger USD: posted debits and credits differ"), std::string::npos);
}

TEST_F(LedgerWatchTest, FindsPendingsFromNowhere) {
  account("b").credits_pending.minor += 1;
  EXPECT_NE(step(transfer("t2", "a", "b", 5)).find("ledger USD: pending debits and credits differ"), std::string::npos);
}

TEST_F(LedgerWatchTest, FindsABrokenLimit) {
  EXPECT_EQ(step(transfer("t2", "a", "b", 50)), "");
  account("a").credit_line = Amount{1};
  EXPECT_NE(step(post("h")).find("account a: its limit is broken"), std::string::npos);
}

TEST_F(LedgerWatchTest, FindsWhatATimerTouched) {
  EXPECT_EQ(step(hold_for(10, "h2", "b", "a", 30)), "");
  account("b").debits_pending.minor += 1;
  world.wait_ms(10);
  EXPECT_NE(step(open("c")).find("ledger USD: pending debits and credits differ"), std::string::npos);
}

TEST_F(LedgerWatchTest, FindsPostedMoneyThatVanishes) {
  account("a").debits_posted = Amount{};
  account("b").credits_posted = Amount{};
  EXPECT_NE(step(transfer("t2", "a", "b", 5)).find("what was posted has become less"), std::string::npos);
}

}  // namespace
}  // namespace daybook::domain::testing
