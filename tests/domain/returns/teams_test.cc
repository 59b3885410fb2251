#include "tests/domain/returns/story.h"

namespace daybook::domain::testing {
namespace {

using TeamsTest = StoryTest;

TEST_F(TeamsTest, OneRequestGivesEachTeamItsPiece) {
  in_stock(1);
  request_it("r");
  EXPECT_NE(carrier.part<Sales>().waiting.find(OrderRefundId("r")), nullptr);
  EXPECT_EQ(carrier.part<Sales>().waiting.find(OrderRefundId("r"))->requester, Id("agent"));
  EXPECT_EQ(replacement("r"), ReplacementState::kReserved);
  EXPECT_EQ(disassembly("r"), DisassemblyState::kOpen);
  EXPECT_EQ(disposal("r").state, DisposalState::kCharged);
  EXPECT_EQ(disposal("r").cost, Amount{1'200});
}

TEST_F(TeamsTest, RefundIsClosedOnceWhenAllFourAreDone) {
  in_stock(1);
  request_it("r");
  approve("r");
  EXPECT_FALSE(closed("r"));
  send_off(shipment_of("r"));
  EXPECT_FALSE(closed("r"));
  take_apart("r", 700);
  EXPECT_TRUE(closed("r"));
  EXPECT_EQ(carrier.all_events<RefundClosed>().size(), 1U);
  EXPECT_EQ(carrier.all_events<TeamDone>().size(), 4U);
}

TEST_F(TeamsTest, ApprovedRefundIsPaidToTheCustomer) {
  request_it("r", 2'000);
  EXPECT_EQ(account("customer").credits_posted, Amount{}) << "nothing is paid before";
  approve("r");
  EXPECT_EQ(account("customer").credits_posted, Amount{2'000});
  EXPECT_EQ(account(refunds_account(kUsd)).debits_posted, Amount{2'000});
  EXPECT_NE(carrier.part<Accounts>().transfers.find(payment_of("r")), nullptr);
  EXPECT_EQ(refunds_account(kEur).text(), "refunds:EUR");
}

TEST_F(TeamsTest, RefundWithinTheLimitIsPaidWithoutAPerson) {
  request_it("r", 1'000);
  EXPECT_EQ(account("customer").credits_posted, Amount{1'000});
}

TEST_F(TeamsTest, DeclinedRefundIsNotPaid) {
  request_it("r");
  decline("r");
  EXPECT_EQ(account("customer").credits_posted, Amount{});
}

TEST_F(TeamsTest, PaymentThatTheLedgerRefusesIsRecorded) {
  RequestRefund command = request("r");
  command.customer = AccountId("nobody");
  ASSERT_TRUE(carrier.send(command, "agent").accepted());
  teams.run();
  approve("r");
  EXPECT_EQ(order_refund("r"), DecidedState::kPaymentFailed);
  const auto failed = carrier.all_events<RefundPaymentFailed>();
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ((Code{failed[0].refusing_part, failed[0].refusal}), code_of(AccountRefusal::kUnknownAccount));
}

TEST_F(TeamsTest, PaymentThatSomebodyMadeByHandIsNoFailure) {
  request_it("r");
  ASSERT_TRUE(carrier.send(ApproveRefund{"r"}, "boss").accepted());
  Transfer by_hand = transfer(payment_of("r"), refunds_account(kUsd), "customer", 2'000);
  by_hand.reference = Id("r");
  ASSERT_TRUE(carrier.send(by_hand, "boss").accepted());
  teams.run();
  EXPECT_EQ(order_refund("r"), DecidedState::kApproved);
  EXPECT_EQ(account("customer").credits_posted, Amount{2'000});
}

TEST_F(TeamsTest, PaymentThatSomebodyMadeAndTookBackIsRecorded) {
  request_it("r");
  ASSERT_TRUE(carrier.send(ApproveRefund{"r"}, "boss").accepted());
  Transfer by_hand = transfer(payment_of("r"), refunds_account(kUsd), "customer", 2'000);
  by_hand.reference = Id("r");
  const Amount charged = account("customer").debits_posted;
  ASSERT_TRUE(carrier.send(by_hand, "boss").accepted());
  ASSERT_TRUE(carrier.send(reverse("back", by_hand), "boss").accepted());
  teams.run();
  EXPECT_EQ(order_refund("r"), DecidedState::kPaymentFailed);
  EXPECT_EQ(account("customer").credits_posted, Amount{2'000});
  EXPECT_EQ(account("customer").debits_posted, checked_add(charged, Amount{2'000})) << "taken back, and not paid again";
}

TEST_F(TeamsTest, PaymentThatSomebodyMadeInAnotherLedgerIsRecorded) {
  OpenOrderRefund in_euro = open_order_refund("r");
  in_euro.ledger = kEur;
  person(in_euro);
  ASSERT_TRUE(carrier.send(ApproveRefund{"r"}, "boss").accepted());
  Transfer by_hand = transfer(payment_of("r"), refunds_account(kUsd), in_euro.customer, in_euro.amount.minor);
  by_hand.reference = Id("r");
  ASSERT_TRUE(carrier.send(by_hand, "boss").accepted());
  teams.run();
  EXPECT_EQ(order_refund("r"), DecidedState::kPaymentFailed);
}

// The customer has not got what was approved.
TEST_F(TeamsTest, PaymentThatSomebodyMadeOfAnotherAmountIsRecorded) {
  request_it("r");
  ASSERT_TRUE(carrier.send(ApproveRefund{"r"}, "boss").accepted());
  Transfer by_hand = transfer(payment_of("r"), refunds_account(kUsd), "customer", 200);
  by_hand.reference = Id("r");
  ASSERT_TRUE(carrier.send(by_hand, "boss").accepted());
  teams.run();
  EXPECT_EQ(order_refund("r"), DecidedState::kPaymentFailed);
}

TEST_F(TeamsTest, CommandsOfATeamNameTheirCause) {
  carrier.send(request("r"), "agent");
  const std::size_t requested = carrier.records();
  teams.run();
  Envelope envelope;
  ASSERT_TRUE(envelope.decode(carrier.record(requested).envelope(), carrier.record(requested).header().envelope));
  EXPECT_EQ(envelope.actor, SalesReactor::kName);
  EXPECT_EQ(envelope.cause.sequence, requested);
}

}  // namespace
}  // namespace daybook::domain::testing
