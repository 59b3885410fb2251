#include "tests/domain/world.h"

namespace daybook::domain::testing {
namespace {

class AccountsTest : public ::testing::Test {
 protected:
  // Opens "customer" and "carrier" the automatic way, by a shipment that names them.
  void open_automatically(std::int64_t charge = 1'000) {
    world.send(ConfigureDomain{kConfiguration, AutoOpen::kOn});
    ASSERT_TRUE(world.send(submit("s", charge)).accepted());
    ASSERT_NE(account("customer"), nullptr);
    ASSERT_EQ(account("customer")->state, AccountState::kUnadopted);
  }
  const Account* account(AccountId id) { return world.accounts().accounts.find(id); }

  World world;
};

TEST_F(AccountsTest, OpenedAccountIsEmpty) {
  const Result result = world.send(open_limited("a", 500));
  EXPECT_TRUE(result.accepted());
  EXPECT_EQ(result.version, 1U);
  ASSERT_NE(account("a"), nullptr);
  EXPECT_EQ(account("a")->credit_line, Amount{500});
  EXPECT_EQ(account("a")->debits_posted, Amount{});
  EXPECT_EQ(account("a")->state, AccountState::kOpen);
}

TEST_F(AccountsTest, SameAccountAgainAlreadyExists) {
  const Result first = world.send(open_limited("a", 500));
  const Result again = world.send(open_limited("a", 500));
  EXPECT_TRUE(again.refused_for(AccountRefusal::kAlreadyExists)) << again.text();
  EXPECT_EQ(again.related, first.sequence);
}

TEST_F(AccountsTest, OtherContentIsToldApart) {
  world.send(open_limited("a", 500));
  for (int field = 0; field < 4; ++field) {
    OpenAccount command = open_limited("a", 500);
    if (field == 0) command.credit_line = Amount{501};
    if (field == 1) command.ledger = kEur;
    if (field == 2) command.kind = AccountKind::kLiability;
    if (field == 3) command.limit = AccountLimit::kCreditsMustNotExceedDebits;
    const Result result = world.send(command);
    EXPECT_TRUE(result.refused_for(AccountRefusal::kExistsWithDifferentContent)) << field << ": " << result.text();
    EXPECT_EQ(result.related, 1U);
  }
}

TEST_F(AccountsTest, ClosedAccountKeepsItsIdAndContent) {
  world.send(open("a"));
  EXPECT_TRUE(world.send(CloseAccount{"a"}).accepted());
  EXPECT_TRUE(world.send(open("a")).refused_for(AccountRefusal::kAlreadyExists));
  EXPECT_TRUE(world.send(open("a", AccountKind::kIncome)).refused_for(AccountRefusal::kExistsWithDifferentContent));
}

TEST_F(AccountsTest, AccountNeedsALedgerAndAKind) {
  EXPECT_TRUE(world.send(open("a", AccountKind::kAsset, Currency("us$"))).refused_for(AccountRefusal::kInvalidLedger));
  EXPECT_TRUE(world.send(open("a", AccountKind::kNone)).refused_for(AccountRefusal::kNoKind));
  EXPECT_TRUE(world.send(open("a")).accepted());
}

TEST_F(AccountsTest, CreditLineNeedsALimit) {
  OpenAccount command = open("a");
  command.credit_line = Amount{1};
  EXPECT_TRUE(world.send(command).refused_for(AccountRefusal::kCreditLineWithoutLimit));
}

TEST_F(AccountsTest, OnlyAPolicyOpensAutomatically) {
  OpenAccount command = open("a");
  command.origin = AccountOrigin::kAutomatic;
  EXPECT_TRUE(world.send(command).refused_for(AccountRefusal::kReservedForPolicies));
}

TEST_F(AccountsTest, PolicyOpensOnlyWhereConfigured) {
  OpenAccount command = open("a");
  command.origin = AccountOrigin::kAutomatic;
  EXPECT_EQ(world.decide<Accounts>(command, true).number(), static_cast<std::uint16_t>(AccountRefusal::kAutoOpenOff));
  world.send(ConfigureDomain{kConfiguration, AutoOpen::kOn});
  EXPECT_TRUE(world.decide<Accounts>(command, true).is_accepted());
  world.send(ConfigureDomain{kConfiguration, AutoOpen::kOff});
  EXPECT_FALSE(world.decide<Accounts>(command, true).is_accepted());
}

TEST_F(AccountsTest, UnknownConfigurationIsRefused) {
  const ConfigureDomain command{ConfigurationId("other"), AutoOpen::kOn};
  EXPECT_TRUE(world.send(command).refused_for(AccountRefusal::kUnknownConfiguration));
  EXPECT_EQ(world.send(ConfigureDomain{kConfiguration, AutoOpen::kOn}).version, 1U);
  EXPECT_EQ(world.send(ConfigureDomain{kConfiguration, AutoOpen::kOn}).version, 2U);
}

TEST_F(AccountsTest, AutomaticAccountIsAdoptedOnce) {
  open_automatically();
  const Result adopted = world.send(open_limited("customer", 1'000));
  EXPECT_TRUE(adopted.accepted()) << adopted.text();
  EXPECT_EQ(adopted.version, 3U);  // opened, held, adopted
  EXPECT_EQ(account("customer")->state, AccountState::kOpen);
  EXPECT_EQ(account("customer")->credit_line, Amount{1'000});
  EXPECT_EQ(account("customer")->debits_pending, Amount{1'000});
  const Result again = world.send(open_limited("customer", 1'000));
  EXPECT_TRUE(again.refused_for(AccountRefusal::kAlreadyExists)) << again.text();
  EXPECT_EQ(again.related, adopted.sequence);
  EXPECT_TRUE(world.send(open("customer")).refused_for(AccountRefusal::kExistsWithDifferentContent));
  EXPECT_EQ(world.folded_hash(), world.state_hash());
}

TEST_F(AccountsTest, AdoptionKeepsTheLedger) {
  open_automatically();
  EXPECT_TRUE(
      world.send(open("customer", AccountKind::kAsset, kEur)).refused_for(AccountRefusal::kExistsWithDifferentContent));
  EXPECT_TRUE(world.send(open("customer")).accepted());
}

// What it was opened as was a guess.
TEST_F(AccountsTest, AdoptionSaysTheKind) {
  open_automatically();
  EXPECT_TRUE(world.send(open("customer", AccountKind::kNone)).refused_for(AccountRefusal::kNoKind));
  EXPECT_EQ(account("customer")->kind, AccountKind::kAsset);
  const Result adopted = world.send(open("customer", AccountKind::kExpense));
  EXPECT_TRUE(adopted.accepted()) << adopted.text();
  EXPECT_EQ(account("customer")->kind, AccountKind::kExpense);
  EXPECT_TRUE(world.send(open("customer", AccountKind::kExpense)).refused_for(AccountRefusal::kAlreadyExists));
  EXPECT_TRUE(world.send(open("customer")).refused_for(AccountRefusal::kExistsWithDifferentContent)) << "only once";
  EXPECT_EQ(world.folded_hash(), world.state_hash());
}

// As in records that are older than the field.
TEST_F(AccountsTest, AdoptionThatNamesNoKindLeavesIt) {
  open_automatically();
  Accounts& accounts = world.accounts();
  accounts.apply(AccountAdopted{"customer", {}}, Context{});
  EXPECT_EQ(account("customer")->kind, AccountKind::kAsset);
  EXPECT_EQ(account("customer")->state, AccountState::kOpen);
}

TEST_F(AccountsTest, AdoptionCannotSetALimitThatIsAlreadyBroken) {
  open_automatically(1'000);
  EXPECT_TRUE(world.send(open_limited("customer", 999)).refused_for(AccountRefusal::kLimitExceeded));
  EXPECT_EQ(account("customer")->state, AccountState::kUnadopted);
}

TEST_F(AccountsTest, CloseNeedsAnEmptyAccount) {
  world.send(open("a"));
  world.send(open("b"));
  EXPECT_TRUE(world.send(CloseAccount{"x"}).refused_for(AccountRefusal::kUnknownAccount));
  world.send(hold("t1", "a", "b", 5));
  EXPECT_TRUE(world.send(CloseAccount{"a"}).refused_for(AccountRefusal::kPendingsRemain));
  EXPECT_TRUE(world.send(CloseAccount{"b"}).refused_for(AccountRefusal::kPendingsRemain));
  world.send(post("t1"));
  EXPECT_TRUE(world.send(CloseAccount{"a"}).refused_for(AccountRefusal::kBalanceRemains));
  EXPECT_TRUE(world.send(CloseAccount{"b"}).refused_for(AccountRefusal::kBalanceRemains));
  world.send(transfer("t2", "b", "a", 5));
  EXPECT_TRUE(world.send(CloseAccount{"a"}).accepted());
  EXPECT_TRUE(world.send(CloseAccount{"a"}).refused_for(AccountRefusal::kAccountClosed));
}

}  // namespace
}  // namespace daybook::domain::testing
