#include "domain/audit.h"

#include "tests/domain/world.h"

namespace daybook::domain::testing {
namespace {

class LedgerAuditTest : public ::testing::Test {
 protected:
  void SetUp() override {
    world.send(ConfigureDomain{kConfiguration, AutoOpen::kOn});
    world.send(open("a"));
    world.send(open("b"));
    world.send(hold("h1", "a", "b", 30));
    world.send(hold("h2", "a", "b", 40));
    world.send(hold("h3", "a", "b", 50));
    world.send(post("h1", Amount{10}));
    world.send(release("h2"));
    world.send(transfer("t", "b", "a", 5));
    world.send(submit("s"));
    world.send(open("customer"));
    world.send(cancel("s"));
    world.send(open("c"));
    world.send(CloseAccount{"c"});
    world.send(hold_for(10, "h4", "a", "b", 60));
    world.wait_ms(10);
    world.send(reverse("r", transfer("t", "b", "a", 5)));
  }
  std::string compare() {
    LedgerAudit audit;
    for (std::size_t i = 0; i < world.records(); ++i) audit.add(world.record(i));
    return audit.compare(world.accounts()).text();
  }
  bool finds(std::string_view what) {
    const std::string found = compare();
    return found.find(what) != std::string::npos;
  }
  Account& account(AccountId id) { return *world.accounts().accounts.find(id); }

  World world;
};

TEST_F(LedgerAuditTest, EveryBalanceIsTheFoldOfItsTransfers) { EXPECT_EQ(compare(), ""); }

TEST_F(LedgerAuditTest, FindsABalanceThatIsOff) {
  // Both sides alike, so that no sum over the ledger shows it.
  account("a").debits_posted.minor += 1;
  account("b").credits_posted.minor += 1;
  EXPECT_TRUE(finds("account a: debits_posted 16, but its transfers add up to 15"));
  EXPECT_TRUE(finds("account b: credits_posted 16, but its transfers add up to 15"));
}

TEST_F(LedgerAuditTest, FindsAPendingThatIsOff) {
  account("a").debits_pending.minor -= 1;
  EXPECT_TRUE(finds("account a: debits_pending 49, but its transfers add up to 50"));
}

TEST_F(LedgerAuditTest, FindsAnAccountThatIsMissing) {
  world.accounts().accounts.erase(AccountId("a"));
  EXPECT_TRUE(finds("account a: not in the state"));
}

TEST_F(LedgerAuditTest, FindsAnAccountFromNowhere) {
  world.accounts().accounts[AccountId("z")].ledger = kUsd;
  EXPECT_TRUE(finds("account z: in the state, but never opened"));
}

TEST_F(LedgerAuditTest, FindsAHoldThatVanished) {
  world.accounts().pending.erase(TransferId("h3"));
  EXPECT_TRUE(finds("transfer h3: not pending in the state"));
}

TEST_F(LedgerAuditTest, FindsAHoldThatIsStillThere) {
  world.accounts().pending[TransferId("h1")].amount = Amount{30};
  EXPECT_TRUE(finds("transfer h1: still pending in the state"));
}

TEST_F(LedgerAuditTest, FindsATransferFromNowhere) {
  world.accounts().transfers[TransferId("t9")].posted = Amount{1};
  EXPECT_TRUE(finds("1 pending and 7 done transfers, but the events made 1 and 6"));
}

TEST_F(LedgerAuditTest, FindsATransferThatPostedSomethingElse) {
  world.accounts().transfers.find(TransferId("h1"))->posted = Amount{11};
  EXPECT_TRUE(finds("transfer h1: 11 posted in the state, but its events say 10"));
}

TEST_F(LedgerAuditTest, FindsAReversalThatTheStateDoesNotKnow) {
  world.accounts().transfers.find(TransferId("t"))->state = TransferState::kPostedAtOnce;
  EXPECT_TRUE(finds("transfer t: posted_at_once in the state"));
  world.accounts().transfers.find(TransferId("r"))->state = TransferState::kPostedAtOnce;
  EXPECT_TRUE(finds("transfer r: posted_at_once in the state"));
}

TEST_F(LedgerAuditTest, FindsAReversalFromNowhere) {
  world.accounts().transfers.find(TransferId("h1"))->state = TransferState::kReversedHold;
  EXPECT_TRUE(finds("transfer h1: reversed_hold in the state"));
}

TEST_F(LedgerAuditTest, FindsAVersionThatIsOff) {
  ++account("a").version;
  EXPECT_TRUE(finds("account a: version 11, but 10 events"));
}

TEST_F(LedgerAuditTest, FindsAnAccountClosedOnOneSideOnly) {
  account("c").state = AccountState::kOpen;
  EXPECT_TRUE(finds("account c: open here and closed there"));
}

TEST_F(LedgerAuditTest, FindsReversalsThatContradictTheirOriginals) {
  LedgerAudit audit;
  for (const AccountId account : {AccountId("a"), AccountId("b")}) {
    audit.add(AccountOpened{.account = account, .credit_line = {}, .ledger = kUsd});
  }
  audit.add(Transferred{.transfer = "t",
                        .debit = "a",
                        .credit = "b",
                        .reference = {},
                        .digest = {},
                        .amount = Amount{5},
                        .ledger = kUsd});
  TransferReversed reversed{.transfer = "r",
                            .original = "t",
                            .debit = "b",
                            .credit = "a",
                            .reference = {},
                            .digest = {},
                            .amount = Amount{5},
                            .ledger = kUsd};
  audit.add(reversed);
  EXPECT_EQ(audit.compare(Accounts()).text().find("revers"), std::string::npos);
  reversed.transfer = TransferId("r2");
  audit.add(reversed);
  reversed.transfer = TransferId("r3");
  reversed.original = TransferId("r2");
  audit.add(reversed);
  reversed.transfer = TransferId("r4");
  reversed.original = TransferId("x");
  audit.add(reversed);
  const std::string found = audit.compare(Accounts()).text();
  EXPECT_NE(found.find("transfer t: reversed twice"), std::string::npos);
  EXPECT_NE(found.find("transfer r2: a reversal was reversed"), std::string::npos);
  EXPECT_NE(found.find("transfer r2: reversed as something else than was posted"), std::string::npos);
  EXPECT_NE(found.find("transfer x: reversed, but never made"), std::string::npos);
}

TEST_F(LedgerAuditTest, FindsEventsThatContradictEachOther) {
  LedgerAudit audit;
  audit.add(AccountOpened{.account = "a", .credit_line = {}, .ledger = kUsd});
  audit.add(AccountOpened{.account = "b", .credit_line = {}, .ledger = kUsd});
  audit.add(AccountOpened{.account = "b", .credit_line = {}, .ledger = kUsd});
  TransferHeld held{};
  held.transfer = TransferId("h");
  held.debit = AccountId("a");
  held.credit = AccountId("b");
  held.amount = Amount{5};
  held.ledger = kUsd;
  audit.add(held);
  TransferPosted posted{};
  posted.transfer = held.transfer;
  posted.debit = held.debit;
  posted.credit = held.credit;
  posted.posted = Amount{5};
  posted.ledger = kUsd;
  audit.add(posted);
  audit.add(posted);
  posted.transfer = TransferId("x");
  audit.add(posted);
  const std::string found = audit.compare(Accounts()).text();
  EXPECT_NE(found.find("account b: opened twice"), std::string::npos);
  EXPECT_NE(found.find("transfer h: resolved twice"), std::string::npos);
  EXPECT_NE(found.find("transfer x: resolved, but never held"), std::string::npos);
}

}  // namespace
}  // namespace daybook::domain::testing
