// What the ledger books of a disposal.

#include "tests/domain/returns/story.h"

namespace daybook::domain::testing {
namespace {

using AccountingReactorTest = StoryTest;

TEST_F(AccountingReactorTest, ChargedDisposalHoldsItsCost) {
  request_it("r", 2'000, 1'200);
  EXPECT_EQ(account(disposal_account(kUsd)).debits_pending, Amount{1'200});
  EXPECT_EQ(account(assets_account(kUsd)).credits_pending, Amount{1'200});
  EXPECT_NE(carrier.part<Accounts>().pending.find(booking_of("r")), nullptr);
}

TEST_F(AccountingReactorTest, SettledDisposalPostsTheLossAndReleasesTheRest) {
  request_it("r", 2'000, 1'200);
  take_apart("r", 700);
  EXPECT_EQ(account(disposal_account(kUsd)).debits_posted, Amount{500});
  EXPECT_EQ(account(assets_account(kUsd)).credits_posted, Amount{500});
  EXPECT_EQ(account(disposal_account(kUsd)).debits_pending, Amount{});
}

TEST_F(AccountingReactorTest, DisposalWithoutALossPostsNothing) {
  request_it("r", 2'000, 1'200);
  take_apart("r", 1'200);
  EXPECT_EQ(carrier.part<Accounts>().transfers.find(booking_of("r"))->state, TransferState::kVoided);
  EXPECT_EQ(account(disposal_account(kUsd)).debits_posted, Amount{});
}

// Somebody has opened the disassembly by hand, in another ledger than the refund's.
TEST_F(AccountingReactorTest, SalvageOfAnotherLedgerSettlesNothing) {
  OpenDisassembly by_hand = open_disassembly("r");
  by_hand.ledger = kEur;
  person(by_hand);
  request_it("r");
  take_apart("r", 700);
  EXPECT_EQ(disposal("r").state, DisposalState::kCharged);
  person(SettleAssetDisposal{"r", Amount{750}, kUsd});
  EXPECT_EQ(account(disposal_account(kUsd)).debits_posted, Amount{450});
}

TEST_F(AccountingReactorTest, ItemThatCostNothingMovesNoMoney) {
  request_it("settled", 2'000, 0);
  take_apart("settled", 10);
  request_it("reversed", 2'000, 0);
  decline("reversed");
  EXPECT_EQ(disposal("settled").state, DisposalState::kSettled);
  EXPECT_EQ(disposal("reversed").state, DisposalState::kReversed);
  EXPECT_EQ(account(disposal_account(kUsd)).version, 1U);
  EXPECT_TRUE(carrier.all_events<DisposalBookingFailed>().empty());
}

TEST_F(AccountingReactorTest, HoldThatTheLedgerRefusesIsRecorded) {
  carrier.send(CloseAccount{assets_account(kUsd)});
  request_it("r");
  EXPECT_EQ(disposal("r").booking, Booking::kFailed);
  take_apart("r", 700);
  EXPECT_EQ(disposal("r").state, DisposalState::kSettled);
  const auto failed = carrier.all_events<DisposalBookingFailed>();
  ASSERT_EQ(failed.size(), 1U) << "once, though the post is refused, too";
  EXPECT_EQ((Code{failed[0].refusing_part, failed[0].refusal}), code_of(AccountRefusal::kAccountClosed));
}

TEST_F(AccountingReactorTest, LossThatCannotBePostedIsRecorded) {
  request_it("r");
  person(release(booking_of("r")));  // somebody has let go what was held
  take_apart("r", 700);
  EXPECT_EQ(disposal("r").booking, Booking::kFailed);
}

TEST_F(AccountingReactorTest, CostThatCannotBeReleasedIsRecorded) {
  request_it("r");
  person(post(booking_of("r")));  // somebody has written the item off already
  decline("r");
  EXPECT_EQ(disposal("r").booking, Booking::kFailed);
}

TEST_F(AccountingReactorTest, BookingThatSomebodyMadeByHandIsNoFailure) {
  carrier.send(request("r"), "agent");
  HoldTransfer by_hand = hold(booking_of("r"), disposal_account(kUsd), assets_account(kUsd), 1'200);
  by_hand.reference = Id("r");
  ASSERT_TRUE(carrier.send(by_hand, "boss").accepted());
  teams.run();
  carrier.send(RecordDiagnosis{"r", "a crack"});
  carrier.send(CloseDisassembly{"r", Amount{700}});
  ASSERT_TRUE(carrier.send(post(booking_of("r"), Amount{500}), "boss").accepted());
  teams.run();
  EXPECT_EQ(disposal("r").state, DisposalState::kSettled);
  EXPECT_EQ(disposal("r").booking, Booking::kInOrder);
}

class BookingThatDoesNotLast : public StoryTest {
 protected:
  HoldTransfer hold_by_hand(std::uint64_t timeout_ms) {
    carrier.send(request("r"), "agent");
    HoldTransfer by_hand = hold(booking_of("r"), disposal_account(kUsd), assets_account(kUsd), 1'200);
    by_hand.reference = Id("r");
    by_hand.timeout_ms = timeout_ms;
    EXPECT_TRUE(carrier.send(by_hand, "boss").accepted());
    return by_hand;
  }
  // Its timer fires before the next command.
  void let_it_expire() {
    carrier.pass(2);
    carrier.send(receive("any", 1));
    ASSERT_EQ(carrier.all_events<TransferExpired>().size(), 1U);
  }
};

TEST_F(BookingThatDoesNotLast, HoldThatHasExpiredIsNotHeld) {
  hold_by_hand(1'000);
  let_it_expire();
  teams.run();
  EXPECT_EQ(disposal("r").booking, Booking::kFailed);
}

TEST_F(BookingThatDoesNotLast, HoldThatHasExpiredNeedsNoRelease) {
  hold_by_hand(1'000);
  teams.run();
  EXPECT_EQ(disposal("r").booking, Booking::kInOrder) << "it is held";
  let_it_expire();
  decline("r");
  EXPECT_EQ(disposal("r").state, DisposalState::kReversed);
  EXPECT_EQ(disposal("r").booking, Booking::kInOrder) << "nothing is held, as it should be";
  person(RecordBookingFailure{"r", 2, 3});  // which a reactor that starts over reports
}

TEST_F(BookingThatDoesNotLast, LossThatWasGivenBackIsNotPosted) {
  const HoldTransfer by_hand = hold_by_hand(0);
  ASSERT_TRUE(carrier.send(post(booking_of("r"), Amount{500}), "boss").accepted());
  const Result reversed = carrier.send(ReverseTransfer{.transfer = "back",
                                                       .original = booking_of("r"),
                                                       .debit = by_hand.debit,
                                                       .credit = by_hand.credit,
                                                       .reference = by_hand.reference,
                                                       .amount = by_hand.amount,
                                                       .ledger = kUsd,
                                                       .kind = TransferKind::kHeld});
  ASSERT_TRUE(reversed.accepted()) << reversed.text();
  teams.run();
  EXPECT_EQ(disposal("r").booking, Booking::kInOrder) << "its cost was held";
  take_apart("r", 700);
  EXPECT_EQ(disposal("r").state, DisposalState::kSettled);
  EXPECT_EQ(disposal("r").booking, Booking::kFailed);
}

// What somebody has done by hand must be just what was wanted.
TEST_F(AccountingReactorTest, LossThatSomebodyPostedInAnotherAmountIsRecorded) {
  request_it("r", 2'000, 1'200);
  person(post(booking_of("r")));  // all of it
  take_apart("r", 700);
  EXPECT_EQ(disposal("r").state, DisposalState::kSettled);
  EXPECT_EQ(disposal("r").booking, Booking::kFailed);
}

TEST_F(AccountingReactorTest, HoldThatSomebodyMadeOfAnotherAmountIsRecorded) {
  carrier.send(request("r"), "agent");
  HoldTransfer by_hand = hold(booking_of("r"), disposal_account(kUsd), assets_account(kUsd), 1'100);
  by_hand.reference = Id("r");
  person(by_hand);
  EXPECT_EQ(disposal("r").booking, Booking::kFailed);
}

// The same amount of something else.
TEST_F(AccountingReactorTest, HoldThatSomebodyMadeInAnotherLedgerIsRecorded) {
  person(hold(booking_of("r"), disposal_account(kUsd), assets_account(kUsd), 1'200));
  person(ChargeAssetDisposal{"r", "item", Amount{1'200}, kEur});
  EXPECT_EQ(disposal("r").booking, Booking::kFailed);
}

// A disposal is reversed when the refund is declined; a disassembly that is closed after that settles nothing.
TEST_F(AccountingReactorTest, DisassemblyThatIsClosedAfterTheDeclineSettlesNothing) {
  request_it("r");
  carrier.send(RecordDiagnosis{"r", "a crack"});
  carrier.send(DeclineRefund{"r"}, "boss");
  ASSERT_TRUE(carrier.send(CloseDisassembly{"r", Amount{700}}).accepted());
  teams.run();
  EXPECT_EQ(disassembly("r"), DisassemblyState::kClosed);
  EXPECT_EQ(disposal("r").state, DisposalState::kReversed);
  EXPECT_EQ(account(disposal_account(kUsd)).debits_posted, Amount{});
}

}  // namespace
}  // namespace daybook::domain::testing
