// Transfers that give back what others have posted.

#include <limits>

#include "tests/domain/world.h"

namespace daybook::domain::testing {
namespace {

class ReversalsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    world.send(open("a"));
    world.send(open("b"));
    world.send(open_limited("poor", 0));
  }
  void TearDown() override { EXPECT_EQ(world.folded_hash(), world.state_hash()); }
  const Account& account(AccountId id) { return *world.accounts().accounts.find(id); }
  const ClosedTransfer& done(TransferId id) { return *world.accounts().transfers.find(id); }
  // "t", accepted, with everything that a reversal has to say of it.
  Transfer moved() {
    Transfer command = transfer("t", "a", "b", 7);
    command.reference = Id{"what for"};
    EXPECT_TRUE(world.send(command).accepted());
    return command;
  }
  HoldTransfer held(std::uint64_t timeout_ms = 0) {
    const HoldTransfer command = hold_for(timeout_ms, "h", "a", "b", 7);
    EXPECT_TRUE(world.send(command).accepted());
    return command;
  }

  World world;
};

TEST_F(ReversalsTest, GivesBackWhatWasPostedAtOnce) {
  const Transfer original = moved();
  const Result result = world.send(reverse("r", original));
  EXPECT_TRUE(result.accepted()) << result.text();
  EXPECT_EQ(result.version, 3U) << "of the account that is debited now";
  EXPECT_EQ(account("b").debits_posted, Amount{7});
  EXPECT_EQ(account("a").credits_posted, Amount{7});
  EXPECT_EQ(account("a").debits_posted, Amount{7}) << "what happened has happened";
  const auto reversed = world.last_events<TransferReversed>();
  ASSERT_EQ(reversed.size(), 1U);
  EXPECT_EQ(reversed[0].transfer, TransferId("r"));
  EXPECT_EQ(reversed[0].original, TransferId("t"));
  EXPECT_EQ(reversed[0].debit, AccountId("b"));
  EXPECT_EQ(reversed[0].credit, AccountId("a"));
  EXPECT_EQ(reversed[0].reference, Maybe<Id>(Id{"what for"}));
  EXPECT_EQ(reversed[0].amount, Amount{7});
  EXPECT_EQ(reversed[0].ledger, kUsd);
  EXPECT_EQ(done("t").state, TransferState::kReversed);
  EXPECT_EQ(done("r").state, TransferState::kReversal);
  EXPECT_EQ(done("r").posted, Amount{7});
}

TEST_F(ReversalsTest, GivesBackWhatWasPostedOfAHold) {
  const HoldTransfer original = held();
  world.send(post("h", Amount{5}));
  EXPECT_TRUE(world.send(reverse("r", original)).accepted());
  EXPECT_EQ(account("b").debits_posted, Amount{5});
  EXPECT_EQ(account("a").credits_posted, Amount{5});
  EXPECT_EQ(done("h").state, TransferState::kReversedHold);
}

TEST_F(ReversalsTest, GivesBackWhatWasPostedOfAHoldInTime) {
  const HoldTransfer original = held(10);
  world.send(post("h"));
  ReverseTransfer command = reverse("r", original);
  command.timeout_ms = 0;
  EXPECT_TRUE(world.send(command).refused_for(AccountRefusal::kOriginalDiffers));
  EXPECT_TRUE(world.send(reverse("r", original)).accepted());
}

TEST_F(ReversalsTest, IsAnEventOfBothAccounts) {
  const Transfer original = moved();
  world.send(transfer("u", "a", "poor", 1));
  world.send(reverse("r", original));
  const EventHeader* header = nullptr;
  world.last_record().for_each_step(
      [&](const StepView& step) { step.for_each_event([&](const EventView& view) { header = view.header; }); });
  ASSERT_NE(header, nullptr);
  EXPECT_EQ(header->version, 3U);
  EXPECT_EQ(header->other_version, 4U);
  EXPECT_EQ(account("b").version, 3U);
  EXPECT_EQ(account("a").version, 4U);
}

TEST_F(ReversalsTest, ExpectedVersionIsThatOfTheAccountThatIsDebitedNow) {
  const Transfer original = moved();
  world.send(transfer("u", "a", "poor", 1));
  Envelope envelope;
  envelope.expected_version = account("a").version;
  const Result conflict = world.send(reverse("r", original), envelope);
  EXPECT_EQ(conflict.code, (Code{0, static_cast<std::uint16_t>(EngineRefusal::kVersionConflict)}));
  EXPECT_EQ(conflict.version, account("b").version);
  envelope.expected_version = account("b").version;
  EXPECT_TRUE(world.send(reverse("r", original), envelope).accepted());
}

TEST_F(ReversalsTest, HappensOnce) {
  const Transfer original = moved();
  world.send(reverse("r", original));
  const Result again = world.send(reverse("r2", original));
  EXPECT_TRUE(again.refused_for(AccountRefusal::kAlreadyReversed)) << again.text();
  EXPECT_EQ(again.related, 4U) << "the original";
  EXPECT_EQ(account("b").debits_posted, Amount{7});
}

TEST_F(ReversalsTest, SameReversalAgainAlreadyExists) {
  const Transfer original = moved();
  const Result first = world.send(reverse("r", original));
  const Result again = world.send(reverse("r", original));
  EXPECT_TRUE(again.refused_for(AccountRefusal::kAlreadyExists)) << again.text();
  EXPECT_EQ(again.related, first.sequence);
}

TEST_F(ReversalsTest, OtherContentUnderItsIdIsToldApart) {
  const Transfer original = moved();
  Transfer other = original;
  other.transfer = TransferId("t2");
  world.send(other);
  world.send(reverse("r", original));
  ReverseTransfer command = reverse("r", original);
  command.amount = Amount{8};
  for (const ReverseTransfer& different : {reverse("r", other), command}) {
    EXPECT_TRUE(world.send(different).refused_for(AccountRefusal::kExistsWithDifferentContent));
  }
  // Moves the same money, and is no reversal.
  EXPECT_TRUE(world.send(transfer("r", "b", "a", 7)).refused_for(AccountRefusal::kExistsWithDifferentContent));
}

TEST_F(ReversalsTest, ReversalIsNotReversed) {
  world.send(reverse("r", moved()));
  const Result result = world.send(reverse("r2", transfer("r", "b", "a", 7)));
  EXPECT_TRUE(result.refused_for(AccountRefusal::kNotReversible)) << result.text();
  EXPECT_EQ(result.related, 5U);
}

TEST_F(ReversalsTest, NeedsSomethingThatWasPosted) {
  const HoldTransfer original = held(10);
  const auto refused = [&](const HoldTransfer& hold) {
    return world.send(reverse("r", hold)).refused_for(AccountRefusal::kNotPosted);
  };
  EXPECT_TRUE(refused(original)) << "pending";
  world.wait_ms(10);
  EXPECT_TRUE(refused(original)) << "expired";
  const HoldTransfer second = hold("h2", "a", "b", 7);
  world.send(second);
  world.send(release("h2"));
  EXPECT_TRUE(refused(second)) << "voided";
  EXPECT_TRUE(world.send(reverse("r", hold("x", "a", "b", 7))).refused_for(AccountRefusal::kUnknownTransfer));
}

TEST_F(ReversalsTest, WhatItSaysOfTheOriginalIsHeldAgainstIt) {
  const Transfer original = moved();
  const auto different = [&](auto&& change) {
    ReverseTransfer command = reverse("r", original);
    change(command);
    const Result result = world.send(command);
    EXPECT_EQ(result.related, 4U);
    return result.refused_for(AccountRefusal::kOriginalDiffers);
  };
  EXPECT_TRUE(different([](ReverseTransfer& c) { c.debit = AccountId("poor"); }));
  EXPECT_TRUE(different([](ReverseTransfer& c) { c.credit = AccountId("poor"); }));
  EXPECT_TRUE(different([](ReverseTransfer& c) { c.credit = AccountId("nobody"); }));
  EXPECT_TRUE(different([](ReverseTransfer& c) { std::swap(c.debit, c.credit); }));
  EXPECT_TRUE(different([](ReverseTransfer& c) { c.reference = {}; }));
  EXPECT_TRUE(different([](ReverseTransfer& c) { c.amount = Amount{6}; }));
  EXPECT_TRUE(different([](ReverseTransfer& c) { c.ledger = kEur; }));
  EXPECT_TRUE(different([](ReverseTransfer& c) { c.kind = TransferKind::kHeld; }));
  EXPECT_TRUE(different([](ReverseTransfer& c) { c.timeout_ms = 1; }));
  EXPECT_TRUE(world.send(reverse("r", original)).accepted());
}

TEST_F(ReversalsTest, ObeysTheLimitOfTheAccountThatIsDebitedNow) {
  const Transfer original = transfer("t", "a", "poor", 7);
  world.send(original);
  world.send(hold("h", "poor", "b", 1));
  EXPECT_TRUE(world.send(reverse("r", original)).refused_for(AccountRefusal::kLimitExceeded));
  world.send(release("h"));
  EXPECT_TRUE(world.send(reverse("r", original)).accepted());
}

TEST_F(ReversalsTest, ObeysTheLimitOfTheAccountThatIsCreditedNow) {
  OpenAccount deposit = open("deposit", AccountKind::kLiability);
  deposit.limit = AccountLimit::kCreditsMustNotExceedDebits;
  world.send(deposit);
  const Transfer original = transfer("t", "deposit", "a", 7);
  world.send(original);
  world.send(transfer("u", "b", "deposit", 7));
  EXPECT_TRUE(world.send(reverse("r", original)).refused_for(AccountRefusal::kLimitExceeded));
}

TEST_F(ReversalsTest, SumsDoNotOverflow) {
  const Transfer original = moved();
  world.send(transfer("u", "b", "poor", std::numeric_limits<std::uint64_t>::max() - 6));
  EXPECT_TRUE(world.send(reverse("r", original)).refused_for(AccountRefusal::kOverflow));
}

TEST_F(ReversalsTest, ClosedAccountIsLeftAlone) {
  const Transfer original = moved();
  world.send(transfer("u", "b", "poor", 7));
  ASSERT_TRUE(world.send(CloseAccount{"b"}).accepted());
  EXPECT_TRUE(world.send(reverse("r", original)).refused_for(AccountRefusal::kAccountClosed));
}

TEST_F(ReversalsTest, RefusedOneDoesNotUseUpItsId) {
  const Transfer original = moved();
  ReverseTransfer command = reverse("r", original);
  command.amount = Amount{8};
  world.send(command);
  EXPECT_TRUE(world.send(reverse("r", original)).accepted());
}

TEST_F(ReversalsTest, OriginalStaysWhatItWasToThoseWhoSendItAgain) {
  const Transfer original = moved();
  const HoldTransfer hold = held();
  world.send(post("h"));
  ASSERT_TRUE(world.send(reverse("r", original)).accepted());
  ASSERT_TRUE(world.send(reverse("r2", hold)).accepted());
  const Result again = world.send(original);
  EXPECT_TRUE(again.refused_for(AccountRefusal::kAlreadyExists)) << again.text();
  EXPECT_EQ(again.related, 4U);
  EXPECT_TRUE(world.send(hold).refused_for(AccountRefusal::kAlreadyExists));
  EXPECT_TRUE(world.send(transfer("t", "a", "b", 8)).refused_for(AccountRefusal::kExistsWithDifferentContent));
  for (const char* id : {"t", "r", "r2"}) {
    const TransferId transfer(Id::parse(id).value());
    EXPECT_TRUE(world.send(post(transfer)).refused_for(AccountRefusal::kNotHeld)) << id;
    EXPECT_TRUE(world.send(release(transfer)).refused_for(AccountRefusal::kNotHeld)) << id;
  }
  EXPECT_TRUE(world.send(post("h")).refused_for(AccountRefusal::kAlreadyResolved));
  EXPECT_TRUE(world.send(release("h")).refused_for(AccountRefusal::kAlreadyResolved));
}

}  // namespace
}  // namespace daybook::domain::testing
