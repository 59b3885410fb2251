// A refund that is declined: each team takes back what can be taken back.

#include "tests/domain/returns/story.h"

namespace daybook::domain::testing {
namespace {

using DeclinedTest = StoryTest;

TEST_F(DeclinedTest, DeclinedRefundCancelsTheShipmentAndWithdrawsTheReplacement) {
  in_stock(1);
  request_it("r");
  person(assign(shipment_of("r")));
  decline("r");
  EXPECT_EQ(carrier.part<Shipments>().closed.find(shipment_of("r"))->state, ShipmentState::kCancelled);
  EXPECT_EQ(reason_of<CancelShipment>(), "the refund was declined");
  EXPECT_EQ(replacement("r"), ReplacementState::kWithdrawn);
  EXPECT_EQ(stock().free, 1U);
  EXPECT_EQ(account(warranty_account(kUsd)).debits_pending, Amount{});
  EXPECT_TRUE(closed("r"));
}

TEST_F(DeclinedTest, DeclinedRefundGivesItsReplacementToTheNextInLine) {
  in_stock(1);
  request_it("r");
  request_it("s");
  EXPECT_EQ(replacement("s"), ReplacementState::kBackordered);
  decline("r");
  EXPECT_EQ(replacement("s"), ReplacementState::kReserved);
  EXPECT_TRUE(has_shipment(shipment_of("s")));
}

TEST_F(DeclinedTest, DeclinedRefundWithdrawsABackorder) {
  request_it("r");
  decline("r");
  EXPECT_EQ(replacement("r"), ReplacementState::kWithdrawn);
  EXPECT_EQ(reason_of<WithdrawReplacement>(), "the refund was declined");
  EXPECT_FALSE(has_shipment(shipment_of("r")));
  in_stock(1);
  teams.run();
  EXPECT_EQ(stock().free, 1U);
}

// Somebody has opened the order refund by hand, and somebody else has declined it.
TEST_F(DeclinedTest, RefundThatWasDeclinedBeforeItIsRequestedEndsAtOnce) {
  in_stock(1);
  person(open_order_refund("r"));
  decline("r");
  request_it("r");
  EXPECT_EQ(replacement("r"), ReplacementState::kWithdrawn);
  EXPECT_EQ(stock().free, 1U);
  EXPECT_FALSE(has_shipment(shipment_of("r")));
  EXPECT_EQ(disposal("r").state, DisposalState::kReversed);
  EXPECT_TRUE(closed("r")) << "manufacturing, too";
}

TEST_F(DeclinedTest, ReplacementThatHasShippedStaysAndIsExpensed) {
  in_stock(1);
  request_it("r");
  send_off(shipment_of("r"));
  decline("r");
  EXPECT_EQ(replacement("r"), ReplacementState::kSent);
  EXPECT_EQ(stock().sent, 1U);
  person(deliver(shipment_of("r")));
  EXPECT_EQ(account(warranty_account(kUsd)).debits_posted, Amount{300});
  EXPECT_TRUE(closed("r"));
}

// Inventory hears of the refund's end before it has heard that the replacement was reserved.
TEST_F(DeclinedTest, RefundDeclinedBeforeTheReplacementIsSubmittedIsNeverSubmitted) {
  in_stock(1);
  carrier.send(request("r"), "agent");
  while (carrier.part<Sales>().waiting.empty()) teams.sales.hear();
  carrier.send(DeclineRefund{"r"}, "boss");
  teams.run();
  EXPECT_EQ(replacement("r"), ReplacementState::kWithdrawn);
  EXPECT_FALSE(has_shipment(shipment_of("r")));
}

// Inventory hears of it when the shipment has left: the shipment decides.
TEST_F(DeclinedTest, CancelThatComesAfterTheShipmentHasLeftChangesNothing) {
  in_stock(1);
  request_it("r");
  carrier.send(assign(shipment_of("r")));
  carrier.send(DeclineRefund{"r"}, "boss");
  carrier.send(ship(shipment_of("r")));
  teams.run();
  EXPECT_EQ(replacement("r"), ReplacementState::kSent);
  EXPECT_EQ(reason_of<CancelShipment>(), "the refund was declined");
}

TEST_F(DeclinedTest, DeclinedRefundWithdrawsTheDisassembly) {
  request_it("r");
  person(RecordDiagnosis{"r", "a crack"});
  decline("r");
  EXPECT_EQ(disassembly("r"), DisassemblyState::kWithdrawn);
  EXPECT_EQ(reason_of<WithdrawDisassembly>(), "the refund was declined");
}

TEST_F(DeclinedTest, DisassemblyThatIsClosedStaysClosed) {
  request_it("r");
  take_apart("r", 700);
  decline("r");
  EXPECT_EQ(disassembly("r"), DisassemblyState::kClosed);
  EXPECT_EQ(disposal("r").state, DisposalState::kSettled);
}

TEST_F(DeclinedTest, DeclinedRefundReversesTheDisposal) {
  request_it("r");
  EXPECT_EQ(account(disposal_account(kUsd)).debits_pending, Amount{1'200});
  decline("r");
  EXPECT_EQ(disposal("r").state, DisposalState::kReversed);
  EXPECT_EQ(account(disposal_account(kUsd)).debits_pending, Amount{});
  EXPECT_EQ(account(disposal_account(kUsd)).debits_posted, Amount{});
  EXPECT_EQ(disposal("r").booking, Booking::kInOrder);
}

}  // namespace
}  // namespace daybook::domain::testing
