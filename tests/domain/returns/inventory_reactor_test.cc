// What becomes of a replacement: its shipment decides.

#include "tests/domain/returns/story.h"

namespace daybook::domain::testing {
namespace {

using InventoryReactorTest = StoryTest;

TEST_F(InventoryReactorTest, ReservedReplacementGoesTheWayOfTheOriginal) {
  in_stock(1);
  request_it("r");
  const auto submitted = carrier.all_events<ShipmentSubmitted>();
  ASSERT_EQ(submitted.size(), 2U);
  const ShipmentSubmitted& original = submitted[0];
  const ShipmentSubmitted& sent = submitted[1];
  EXPECT_EQ(sent.shipment, shipment_of("r"));
  EXPECT_EQ(sent.bill_to.text(), "warranty:USD");
  EXPECT_EQ(sent.carrier, original.carrier);
  EXPECT_EQ(sent.service, original.service);
  EXPECT_EQ(sent.declared_value, original.declared_value);
  EXPECT_EQ(sent.charge, original.charge);
  EXPECT_EQ(sent.weight_g, original.weight_g);
  EXPECT_EQ(sent.ledger, original.ledger);
  EXPECT_EQ(sent.ship_from.name, original.ship_from.name);
  EXPECT_EQ(sent.ship_from.line1.view(), "Gate 4");
  EXPECT_EQ(sent.ship_to.name, original.ship_to.name);
  EXPECT_EQ(sent.ship_to.city.view(), "Accra");
  EXPECT_EQ(sent.ship_to.country, original.ship_to.country);
  EXPECT_EQ(account(warranty_account(kUsd)).debits_pending, Amount{300});
}

TEST_F(InventoryReactorTest, ReplacementOfAShipmentByRateIsChargedByTheRateOfToday) {
  carrier.send(SetRate{"Air", Money{100}, Money{10}, kUsd});
  SubmitShipment by_rate = submit("by rate");
  by_rate.quoted_charge = {};
  carrier.send(by_rate);
  carrier.send(SetRate{"Air", Money{200}, Money{10}, kUsd});
  in_stock(1);
  RequestRefund command = request("r");
  command.shipment = ShipmentId("by rate");
  carrier.send(command, "agent");
  teams.run();
  const auto submitted = carrier.all_events<ShipmentSubmitted>();
  ASSERT_EQ(submitted.size(), 3U);
  EXPECT_EQ(submitted[1].charge, Money{120});
  EXPECT_EQ(submitted[2].charge, Money{220});
}

TEST_F(InventoryReactorTest, ReplacementOfAShipmentInvoicedSeparatelyIsInvoicedSeparately) {
  SubmitShipment separately = submit("separately", 0);
  separately.invoicing = Invoicing::kSeparately;
  carrier.send(separately);
  in_stock(1);
  RequestRefund command = request("r");
  command.shipment = ShipmentId("separately");
  carrier.send(command, "agent");
  teams.run();
  ASSERT_EQ(carrier.all_events<ShipmentSubmitted>().size(), 3U);
  EXPECT_EQ(carrier.all_events<ShipmentSubmitted>()[2].basis, ChargeBasis::kInvoicedSeparately);
}

TEST_F(InventoryReactorTest, BackorderIsSubmittedWhenStockArrives) {
  request_it("r");
  EXPECT_EQ(replacement("r"), ReplacementState::kBackordered);
  EXPECT_FALSE(has_shipment(shipment_of("r")));
  in_stock(1);
  teams.run();
  EXPECT_TRUE(has_shipment(shipment_of("r")));
}

TEST_F(InventoryReactorTest, ReplacementIsSentWhenItShips) {
  in_stock(1);
  request_it("r");
  person(assign(shipment_of("r")));
  EXPECT_EQ(replacement("r"), ReplacementState::kReserved);
  person(ship(shipment_of("r")));
  EXPECT_EQ(replacement("r"), ReplacementState::kSent);
}

TEST_F(InventoryReactorTest, UnknownShipmentWithdrawsTheReplacement) {
  in_stock(1);
  RequestRefund command = request("r");
  command.shipment = ShipmentId("unheard of");
  carrier.send(command, "agent");
  teams.run();
  EXPECT_EQ(replacement("r"), ReplacementState::kWithdrawn);
  EXPECT_EQ(reason_of<WithdrawReplacement>(), "the delivered shipment is unknown");
  EXPECT_EQ(stock().free, 1U);
}

TEST_F(InventoryReactorTest, ShipmentThatIsRefusedWithdrawsTheReplacement) {
  carrier.send(SetRate{"Air", Money{100}, Money{10}, kUsd});
  SubmitShipment heavy = submit("heavy");
  heavy.quoted_charge = {};
  carrier.send(heavy);
  carrier.send(SetRate{"Air", Money{100}, Money{std::numeric_limits<std::int64_t>::max()}, kUsd});
  in_stock(1);
  RequestRefund command = request("r");
  command.shipment = ShipmentId("heavy");
  carrier.send(command, "agent");
  teams.run();
  EXPECT_EQ(replacement("r"), ReplacementState::kWithdrawn);
  EXPECT_EQ(reason_of<WithdrawReplacement>(), "its shipment was refused");
}

// The shipment is submitted and cancelled in one decision, by billing's own saga.
TEST_F(InventoryReactorTest, ShipmentThatCannotBePaidForWithdrawsTheReplacement) {
  carrier.send(CloseAccount{warranty_account(kUsd)});
  in_stock(1);
  request_it("r");
  EXPECT_EQ(carrier.part<Shipments>().closed.find(shipment_of("r"))->state, ShipmentState::kCancelled);
  EXPECT_EQ(replacement("r"), ReplacementState::kWithdrawn);
  EXPECT_EQ(reason_of<WithdrawReplacement>(), "its shipment cannot be paid for");
}

TEST_F(InventoryReactorTest, ShipmentThatAPersonCancelsWithdrawsTheReplacement) {
  in_stock(1);
  request_it("r");
  person(cancel(shipment_of("r")));
  EXPECT_EQ(replacement("r"), ReplacementState::kWithdrawn);
  EXPECT_EQ(reason_of<WithdrawReplacement>(), "its shipment was cancelled");
  EXPECT_EQ(account(warranty_account(kUsd)).debits_pending, Amount{});
}

TEST_F(InventoryReactorTest, ReplacementThatAPersonWithdrawsCancelsItsShipment) {
  in_stock(1);
  request_it("r");
  person(WithdrawReplacement{"r"});
  ASSERT_NE(carrier.part<Shipments>().closed.find(shipment_of("r")), nullptr);
  EXPECT_EQ(reason_of<CancelShipment>(), "the replacement was withdrawn");
  EXPECT_EQ(stock().free, 1U);
}

TEST_F(InventoryReactorTest, ShipmentThatSomebodySubmittedByHandIsTheReplacements) {
  in_stock(1);
  carrier.send(request("r"), "agent");
  SubmitShipment by_hand = submit(shipment_of("r"), 55);
  by_hand.bill_to = warranty_account(kUsd);
  ASSERT_TRUE(carrier.send(by_hand, "boss").accepted());
  teams.run();
  EXPECT_EQ(replacement("r"), ReplacementState::kReserved);
  send_off(shipment_of("r"));
  EXPECT_EQ(replacement("r"), ReplacementState::kSent);
}

class ShipmentByHand : public StoryTest {
 protected:
  void submit_by_hand() {
    SubmitShipment by_hand = submit(shipment_of("r"), 55);
    by_hand.bill_to = warranty_account(kUsd);
    person(by_hand);
  }
};

TEST_F(ShipmentByHand, ReplacementThatHasLeftBeforeTheRequestIsSent) {
  in_stock(1);
  submit_by_hand();
  send_off(shipment_of("r"));
  request_it("r");
  EXPECT_EQ(replacement("r"), ReplacementState::kSent);
  EXPECT_EQ(stock().sent, 1U);
}

TEST_F(ShipmentByHand, ReplacementWhoseShipmentWasCancelledBeforeTheRequestIsWithdrawn) {
  in_stock(1);
  submit_by_hand();
  person(cancel(shipment_of("r")));
  request_it("r");
  EXPECT_EQ(replacement("r"), ReplacementState::kWithdrawn);
  EXPECT_EQ(reason_of<WithdrawReplacement>(), "its shipment was cancelled");
  EXPECT_EQ(stock().free, 1U);
}

TEST_F(ShipmentByHand, BackorderThatHasLeftIsSentWhenItIsReserved) {
  request_it("r");
  submit_by_hand();
  send_off(shipment_of("r"));
  EXPECT_EQ(replacement("r"), ReplacementState::kBackordered);
  in_stock(1);
  teams.run();
  EXPECT_EQ(replacement("r"), ReplacementState::kSent);
}

TEST_F(ShipmentByHand, BackorderThatHasLeftStaysWhenTheRefundIsDeclined) {
  request_it("r");
  submit_by_hand();
  send_off(shipment_of("r"));
  decline("r");
  in_stock(1);
  teams.run();
  EXPECT_EQ(replacement("r"), ReplacementState::kSent);
}

TEST_F(ShipmentByHand, BackorderWhoseShipmentWasCancelledBeforeTheRequestIsWithdrawnWithTheRefund) {
  submit_by_hand();
  person(cancel(shipment_of("r")));
  request_it("r");
  EXPECT_EQ(replacement("r"), ReplacementState::kBackordered);
  decline("r");
  EXPECT_EQ(replacement("r"), ReplacementState::kWithdrawn);
}

TEST_F(InventoryReactorTest, ShipmentsOfOthersAreNobodysReplacement) {
  in_stock(1);
  request_it("r");
  carrier.send(submit("another"));
  send_off("another");
  carrier.send(submit("a third"));
  person(cancel("a third"));
  EXPECT_EQ(replacement("r"), ReplacementState::kReserved);
}

}  // namespace
}  // namespace daybook::domain::testing
