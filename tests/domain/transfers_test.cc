#include <limits>

#include "tests/domain/world.h"

namespace daybook::domain::testing {
namespace {

constexpr std::uint64_t kGreatest = std::numeric_limits<std::uint64_t>::max();

class TransfersTest : public ::testing::Test {
 protected:
  void SetUp() override {
    world.send(open("a"));
    world.send(open("b"));
    world.send(open_limited("poor", 100));
    world.send(open("euro", AccountKind::kAsset, kEur));
  }
  const Account& account(AccountId id) { return *world.accounts().accounts.find(id); }

  World world;
};

TEST_F(TransfersTest, TransferPostsAtOnce) {
  Transfer command = transfer("t", "a", "b", 7);
  command.reference = Id{"invoice 12"};
  const Result result = world.send(command);
  EXPECT_TRUE(result.accepted());
  EXPECT_EQ(account("a").debits_posted, Amount{7});
  EXPECT_EQ(account("b").credits_posted, Amount{7});
  EXPECT_EQ(account("a").debits_pending, Amount{});
  EXPECT_EQ(world.last_events<Transferred>().at(0).reference, Maybe<Id>(Id{"invoice 12"}));
}

TEST_F(TransfersTest, TransferIsAnEventOfBothAccounts) {
  world.send(transfer("t1", "a", "b", 1));
  world.send(transfer("t2", "a", "poor", 1));
  const Result result = world.send(transfer("t3", "a", "b", 1));
  EXPECT_EQ(result.version, 4U);  // of the debit account
  const EventHeader* header = nullptr;
  world.last_record().for_each_step(
      [&](const StepView& step) { step.for_each_event([&](const EventView& view) { header = view.header; }); });
  ASSERT_NE(header, nullptr);
  EXPECT_EQ(header->version, 4U);
  EXPECT_EQ(header->other_version, 3U);
  EXPECT_EQ(account("a").version, 4U);
  EXPECT_EQ(account("b").version, 3U);
}

TEST_F(TransfersTest, SameTransferAgainAlreadyExists) {
  const Result first = world.send(transfer("t", "a", "b", 7));
  const Result again = world.send(transfer("t", "a", "b", 7));
  EXPECT_TRUE(again.refused_for(AccountRefusal::kAlreadyExists)) << again.text();
  EXPECT_EQ(again.related, first.sequence);
  EXPECT_EQ(account("a").debits_posted, Amount{7});
}

TEST_F(TransfersTest, OtherContentIsToldApart) {
  world.send(transfer("t", "a", "b", 7));
  EXPECT_TRUE(world.send(transfer("t", "a", "b", 8)).refused_for(AccountRefusal::kExistsWithDifferentContent));
  EXPECT_TRUE(world.send(transfer("t", "b", "a", 7)).refused_for(AccountRefusal::kExistsWithDifferentContent));
  EXPECT_TRUE(world.send(hold("t", "a", "b", 7)).refused_for(AccountRefusal::kExistsWithDifferentContent));
  Transfer command = transfer("t", "a", "b", 7);
  command.reference = Id{"what for"};
  EXPECT_TRUE(world.send(command).refused_for(AccountRefusal::kExistsWithDifferentContent));
}

TEST_F(TransfersTest, HoldKeepsItsDigestOnceResolved) {
  const Result first = world.send(hold("t", "a", "b", 7));
  EXPECT_TRUE(world.send(hold("t", "a", "b", 7)).refused_for(AccountRefusal::kAlreadyExists));
  world.send(post("t"));
  const Result again = world.send(hold("t", "a", "b", 7));
  EXPECT_TRUE(again.refused_for(AccountRefusal::kAlreadyExists)) << again.text();
  EXPECT_EQ(again.related, first.sequence);
  EXPECT_TRUE(world.send(hold("t", "a", "b", 6)).refused_for(AccountRefusal::kExistsWithDifferentContent));
}

TEST_F(TransfersTest, RefusedTransferDoesNotUseUpItsId) {
  EXPECT_TRUE(world.send(transfer("t", "poor", "b", 101)).refused_for(AccountRefusal::kLimitExceeded));
  EXPECT_TRUE(world.send(transfer("t", "poor", "b", 100)).accepted());
}

// The same for a transfer and for a hold.
template <class C>
class MovesTest : public TransfersTest {
 protected:
  C move(TransferId id, AccountId debit, AccountId credit, std::uint64_t amount) {
    return transfer_of<C>(id, debit, credit, amount);
  }
};
using Moves = ::testing::Types<Transfer, HoldTransfer>;
TYPED_TEST_SUITE(MovesTest, Moves);

TYPED_TEST(MovesTest, UnknownAccountsAreRefused) {
  EXPECT_TRUE(this->world.send(this->move("t", "x", "b", 1)).refused_for(AccountRefusal::kUnknownAccount));
  EXPECT_TRUE(this->world.send(this->move("t", "a", "x", 1)).refused_for(AccountRefusal::kUnknownAccount));
}

TYPED_TEST(MovesTest, SendersOpenNothingByNamingAKind) {
  this->world.send(ConfigureDomain{kConfiguration, AutoOpen::kOn});
  auto command = this->move("t", "a", "x", 1);
  command.credit_kind = AccountKind::kIncome;
  EXPECT_TRUE(this->world.send(command).refused_for(AccountRefusal::kUnknownAccount));
}

TYPED_TEST(MovesTest, ClosedAccountsAreRefused) {
  this->world.send(open("gone"));
  this->world.send(CloseAccount{"gone"});
  EXPECT_TRUE(this->world.send(this->move("t", "gone", "b", 1)).refused_for(AccountRefusal::kAccountClosed));
  EXPECT_TRUE(this->world.send(this->move("t", "a", "gone", 1)).refused_for(AccountRefusal::kAccountClosed));
}

TYPED_TEST(MovesTest, OneAccountOnBothSidesIsRefused) {
  EXPECT_TRUE(this->world.send(this->move("t", "a", "a", 1)).refused_for(AccountRefusal::kSameAccount));
}

TYPED_TEST(MovesTest, LedgersOfTransferAndAccountsAreOne) {
  EXPECT_TRUE(this->world.send(this->move("t", "a", "euro", 1)).refused_for(AccountRefusal::kLedgersDiffer));
  EXPECT_TRUE(this->world.send(this->move("t", "euro", "a", 1)).refused_for(AccountRefusal::kLedgersDiffer));
  EXPECT_TRUE(
      this->world.send(transfer_of<TypeParam>("t", "a", "b", 1, kEur)).refused_for(AccountRefusal::kLedgersDiffer));
}

TYPED_TEST(MovesTest, NothingIsNoAmount) {
  EXPECT_TRUE(this->world.send(this->move("t", "a", "b", 0)).refused_for(AccountRefusal::kZeroAmount));
}

TYPED_TEST(MovesTest, PendingsCountForTheLimit) {
  EXPECT_TRUE(this->world.send(hold("h", "poor", "b", 60)).accepted());
  EXPECT_TRUE(this->world.send(this->move("t", "poor", "b", 41)).refused_for(AccountRefusal::kLimitExceeded));
  EXPECT_TRUE(this->world.send(this->move("t", "poor", "b", 40)).accepted());
}

TYPED_TEST(MovesTest, CreditsThatAreOnlyPendingDoNotCount) {
  this->world.send(hold("h", "a", "poor", 50));
  EXPECT_TRUE(this->world.send(this->move("t", "poor", "b", 101)).refused_for(AccountRefusal::kLimitExceeded));
  this->world.send(post("h"));
  EXPECT_TRUE(this->world.send(this->move("t", "poor", "b", 150)).accepted());
}

TYPED_TEST(MovesTest, CreditsAreLimitedTheOtherWayRound) {
  OpenAccount command = open("deposit", AccountKind::kLiability);
  command.limit = AccountLimit::kCreditsMustNotExceedDebits;
  command.credit_line = Amount{10};
  this->world.send(command);
  EXPECT_TRUE(this->world.send(this->move("t", "a", "deposit", 11)).refused_for(AccountRefusal::kLimitExceeded));
  EXPECT_TRUE(this->world.send(this->move("t", "a", "deposit", 10)).accepted());
}

TYPED_TEST(MovesTest, SumsDoNotOverflow) {
  EXPECT_TRUE(this->world.send(transfer("t1", "a", "b", kGreatest - 1)).accepted());
  EXPECT_TRUE(this->world.send(this->move("t2", "a", "poor", 2)).refused_for(AccountRefusal::kOverflow));
  EXPECT_TRUE(this->world.send(this->move("t2", "poor", "b", 2)).refused_for(AccountRefusal::kOverflow));
  EXPECT_TRUE(this->world.send(this->move("t2", "a", "poor", 1)).accepted());
}

TYPED_TEST(MovesTest, PendingsCountForTheOverflow) {
  EXPECT_TRUE(this->world.send(hold("t1", "a", "b", kGreatest)).accepted());
  EXPECT_TRUE(this->world.send(this->move("t2", "a", "poor", 1)).refused_for(AccountRefusal::kOverflow));
  EXPECT_TRUE(this->world.send(post("t1")).accepted());
  EXPECT_EQ(this->account("a").debits_posted, Amount{kGreatest});
}

TYPED_TEST(MovesTest, LimitWithTheGreatestCreditLineIsNotCut) {
  this->world.send(open_limited("rich", kGreatest));
  EXPECT_TRUE(this->world.send(transfer("t1", "a", "rich", kGreatest)).accepted());
  EXPECT_TRUE(this->world.send(this->move("t2", "rich", "b", kGreatest)).accepted());
}

TYPED_TEST(MovesTest, ExpectedVersionIsTheDebitAccounts) {
  Envelope envelope;
  envelope.expected_version = 2;
  const Result conflict = this->world.send(this->move("t", "a", "b", 1), envelope);
  EXPECT_EQ(conflict.code.part, 0U);
  EXPECT_EQ(conflict.version, 1U);
  envelope.expected_version = 1;
  EXPECT_TRUE(this->world.send(this->move("t", "a", "b", 1), envelope).accepted());
}

TEST_F(TransfersTest, HoldIsPendingUntilPosted) {
  world.send(hold("t", "a", "b", 7));
  EXPECT_EQ(account("a").debits_pending, Amount{7});
  EXPECT_EQ(account("b").credits_pending, Amount{7});
  EXPECT_EQ(account("a").debits_posted, Amount{});
  EXPECT_TRUE(world.send(post("t")).accepted());
  EXPECT_EQ(account("a").debits_pending, Amount{});
  EXPECT_EQ(account("b").credits_pending, Amount{});
  EXPECT_EQ(account("a").debits_posted, Amount{7});
  EXPECT_EQ(account("b").credits_posted, Amount{7});
}

TEST_F(TransfersTest, PartialPostReleasesTheRest) {
  world.send(hold("t", "poor", "b", 100));
  EXPECT_TRUE(world.send(post("t", Amount{30})).accepted());
  EXPECT_EQ(account("poor").debits_posted, Amount{30});
  EXPECT_EQ(account("poor").debits_pending, Amount{});
  const auto events = world.last_events<TransferPosted>();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].posted, Amount{30});
  EXPECT_EQ(events[0].released, Amount{70});
  EXPECT_EQ(world.accounts().transfers.find(TransferId("t"))->posted, Amount{30});
  EXPECT_TRUE(world.send(hold("u", "poor", "b", 70)).accepted());
}

TEST_F(TransfersTest, PostTakesNoMoreThanIsHeldAndNotNothing) {
  world.send(hold("t", "a", "b", 7));
  EXPECT_TRUE(world.send(post("t", Amount{8})).refused_for(AccountRefusal::kMoreThanHeld));
  EXPECT_TRUE(world.send(post("t", Amount{0})).refused_for(AccountRefusal::kZeroAmount));
  EXPECT_TRUE(world.send(post("t", Amount{7})).accepted());
}

TEST_F(TransfersTest, VoidReleasesAll) {
  world.send(hold("t", "poor", "b", 100));
  EXPECT_TRUE(world.send(release("t")).accepted());
  EXPECT_EQ(account("poor").debits_pending, Amount{});
  EXPECT_EQ(account("poor").debits_posted, Amount{});
  EXPECT_EQ(account("poor").version, 3U);
  EXPECT_EQ(account("b").version, 3U);
}

TEST_F(TransfersTest, PendingIsResolvedOnce) {
  const Result held = world.send(hold("t", "a", "b", 7));
  world.send(post("t"));
  EXPECT_TRUE(world.send(post("t")).refused_for(AccountRefusal::kAlreadyResolved));
  const Result refused = world.send(release("t"));
  EXPECT_TRUE(refused.refused_for(AccountRefusal::kAlreadyResolved)) << refused.text();
  EXPECT_EQ(refused.related, held.sequence);
  world.send(hold("u", "a", "b", 7));
  world.send(release("u"));
  EXPECT_TRUE(world.send(release("u")).refused_for(AccountRefusal::kAlreadyResolved));
  EXPECT_TRUE(world.send(post("u")).refused_for(AccountRefusal::kAlreadyResolved));
  EXPECT_EQ(account("a").debits_posted, Amount{7});
}

TEST_F(TransfersTest, OnlyHoldsArePostedOrVoided) {
  EXPECT_TRUE(world.send(post("x")).refused_for(AccountRefusal::kUnknownTransfer));
  EXPECT_TRUE(world.send(release("x")).refused_for(AccountRefusal::kUnknownTransfer));
  world.send(transfer("t", "a", "b", 1));
  EXPECT_TRUE(world.send(post("t")).refused_for(AccountRefusal::kNotHeld));
  EXPECT_TRUE(world.send(release("t")).refused_for(AccountRefusal::kNotHeld));
}

TEST_F(TransfersTest, FoldOfTheRecordsIsTheState) {
  world.send(hold("t1", "a", "b", 7));
  world.send(hold("t2", "a", "b", 8));
  world.send(hold("t3", "a", "b", 9));
  world.send(post("t1", Amount{2}));
  world.send(release("t2"));
  world.send(transfer("t4", "b", "a", 1));
  EXPECT_EQ(world.folded_hash(), world.state_hash());
}

}  // namespace
}  // namespace daybook::domain::testing
