#include "domain/shipments/charge.h"
#include "tests/domain/shipments_fixture.h"

namespace daybook::domain::testing {
namespace {

class ShipmentsTest : public ShipmentsFixture {
 protected:
  SetRate rate(std::int64_t base, std::int64_t per_kg) { return {"Air", Money{base}, Money{per_kg}, kUsd}; }
};

TEST_F(ShipmentsTest, SubmittedEventCarriesEverythingTheReadSideNeeds) {
  SubmitShipment command = submit("s");
  const std::vector<LineItem> items = {{"item-1", Digest{{1}}}, {"item-2", Digest{{2}}}};
  command.items = LineItems(items);
  command.due_on = Date{20'000};
  command.ship_to.line2 = "2nd floor";
  const Result result = world.send(command);
  EXPECT_TRUE(result.accepted());
  EXPECT_EQ(result.version, 1U);
  const auto events = world.last_events<ShipmentSubmitted>();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].charge, Money{1'000});
  EXPECT_EQ(events[0].basis, ChargeBasis::kQuote);
  EXPECT_EQ(events[0].bill_to, command.bill_to);
  EXPECT_EQ(events[0].ship_to.line2.view(), "2nd floor");
  EXPECT_EQ(events[0].ship_from.name.view(), "Warehouse 7");
  EXPECT_EQ(events[0].due_on, Maybe<Date>(Date{20'000}));
  EXPECT_EQ(events[0].items, command.items);
}

TEST_F(ShipmentsTest, SameShipmentAgainAlreadyExists) {
  const Result first = world.send(submit("s"));
  const Result again = world.send(submit("s"));
  EXPECT_TRUE(again.refused_for(ShipmentRefusal::kAlreadyExists)) << again.text();
  EXPECT_EQ(again.related, first.sequence);
  EXPECT_EQ(again.version, 1U);
}

TEST_F(ShipmentsTest, SameShipmentWithOneItemChangedExistsWithDifferentContent) {
  SubmitShipment command = submit("s");
  std::vector<LineItem> items = {{"item-1", Digest{{1}}}};
  command.items = LineItems(items);
  const Result first = world.send(command);
  items[0].digest.bytes[15] = 1;
  const Result again = world.send(command);
  EXPECT_TRUE(again.refused_for(ShipmentRefusal::kExistsWithDifferentContent)) << again.text();
  EXPECT_EQ(again.related, first.sequence);
}

TEST_F(ShipmentsTest, ClosedShipmentKeepsItsIdAndDigest) {
  for (const ShipmentState state :
       {ShipmentState::kDelivered, ShipmentState::kCancelled, ShipmentState::kLost, ShipmentState::kReturned}) {
    world = World();
    SetUp();
    bring_to(state);
    EXPECT_EQ(world.shipments().open.size(), 0U);
    const Result same = world.send(submit("s"));
    EXPECT_TRUE(same.refused_for(ShipmentRefusal::kAlreadyExists)) << same.text();
    EXPECT_EQ(same.related, 3U);
    const Result other = world.send(submit("s", 999));
    EXPECT_TRUE(other.refused_for(ShipmentRefusal::kExistsWithDifferentContent)) << other.text();
    EXPECT_EQ(other.related, 3U);
  }
}

TEST_F(ShipmentsTest, RefusedCreationDoesNotUseUpItsId) {
  SubmitShipment command = submit("s");
  command.ship_to.country = "";
  EXPECT_TRUE(world.send(command).refused_for(ShipmentRefusal::kIncompleteAddress));
  EXPECT_TRUE(world.send(submit("s")).accepted());
}

TEST_F(ShipmentsTest, ReceiverNeedsNameAndCountry) {
  SubmitShipment command = submit("s");
  command.ship_to.name = "";
  EXPECT_TRUE(world.send(command).refused_for(ShipmentRefusal::kIncompleteAddress));
}

TEST_F(ShipmentsTest, LedgerIsThreeCapitalLetters) {
  SubmitShipment command = submit("s");
  command.ledger = Currency("usd");
  EXPECT_TRUE(world.send(command).refused_for(ShipmentRefusal::kInvalidLedger));
  command.ledger = Currency();
  EXPECT_TRUE(world.send(command).refused_for(ShipmentRefusal::kInvalidLedger));
}

TEST_F(ShipmentsTest, NegativeValuesAndQuotesAreRefused) {
  SubmitShipment command = submit("s", -1);
  EXPECT_TRUE(world.send(command).refused_for(ShipmentRefusal::kNegativeAmount));
  command = submit("s");
  command.declared_value = Money{-1};
  EXPECT_TRUE(world.send(command).refused_for(ShipmentRefusal::kNegativeAmount));
}

TEST_F(ShipmentsTest, RateChargesEachBegunKilogram) {
  ASSERT_TRUE(world.send(rate(250, 40)).accepted());
  const std::vector<std::pair<std::uint32_t, std::int64_t>> cases = {
      {1, 290}, {999, 290}, {1'000, 290}, {1'001, 330}, {2'000, 330}};
  std::uint64_t number = 0;
  for (const auto& [weight_g, charge] : cases) {
    SubmitShipment command = submit(ShipmentId(Id::derived("s", Id{"test"}, number++)));
    command.quoted_charge = {};
    command.weight_g = weight_g;
    ASSERT_TRUE(world.send(command).accepted());
    EXPECT_EQ(world.last_events<ShipmentSubmitted>().at(0).charge, Money{charge}) << weight_g << " g";
    EXPECT_EQ(world.last_events<ShipmentSubmitted>().at(0).basis, ChargeBasis::kRate);
  }
}

TEST_F(ShipmentsTest, LaterRateDoesNotChangeAnEarlierCharge) {
  world.send(rate(250, 40));
  SubmitShipment command = submit("s");
  command.quoted_charge = {};
  world.send(command);
  ASSERT_TRUE(world.send(rate(9'999, 40)).accepted());
  world.send(assign("s"));
  world.send(ship("s"));
  world.send(deliver("s"));
  EXPECT_EQ(world.last_events<ShipmentDelivered>().at(0).charge, Money{330});
}

TEST_F(ShipmentsTest, WithoutQuoteThereMustBeARateForServiceAndLedger) {
  world.send(rate(250, 40));
  SubmitShipment command = submit("s");
  command.quoted_charge = {};
  command.service = ServiceId("Ocean");
  EXPECT_TRUE(world.send(command).refused_for(ShipmentRefusal::kNoRate));
  command.service = ServiceId("Air");
  command.ledger = kEur;
  EXPECT_TRUE(world.send(command).refused_for(ShipmentRefusal::kNoRate));
}

TEST_F(ShipmentsTest, UnknownWeightNeedsAQuote) {
  world.send(rate(250, 40));
  SubmitShipment command = submit("s");
  command.weight_g = 0;
  EXPECT_TRUE(world.send(command).accepted());
  command = submit("t");
  command.weight_g = 0;
  command.quoted_charge = {};
  EXPECT_TRUE(world.send(command).refused_for(ShipmentRefusal::kWeightUnknown));
}

TEST_F(ShipmentsTest, ChargeThatDoesNotFitIsRefused) {
  constexpr std::int64_t kGreatest = std::numeric_limits<std::int64_t>::max();
  SubmitShipment command = submit("s");
  command.quoted_charge = {};
  world.send(rate(0, kGreatest));
  EXPECT_TRUE(world.send(command).refused_for(ShipmentRefusal::kChargeOverflow));
  world.send(rate(kGreatest, 1));
  EXPECT_TRUE(world.send(command).refused_for(ShipmentRefusal::kChargeOverflow));
  world.send(rate(kGreatest, 0));
  EXPECT_TRUE(world.send(command).accepted());
  static_assert(!charge_by_weight({1}, {kGreatest / 2}, 2'001));
}

TEST_F(ShipmentsTest, InvoicedSeparatelyIsFreeAndFlagged) {
  SubmitShipment command = submit("s");
  command.quoted_charge = {};
  command.weight_g = 0;
  command.service = ServiceId("no rate");
  command.invoicing = Invoicing::kSeparately;
  EXPECT_TRUE(world.send(command).accepted());
  EXPECT_EQ(world.last_events<ShipmentSubmitted>().at(0).charge, Money{});
  EXPECT_EQ(world.last_events<ShipmentSubmitted>().at(0).basis, ChargeBasis::kInvoicedSeparately);
  command.shipment = ShipmentId("t");
  command.quoted_charge = Money{1};
  EXPECT_TRUE(world.send(command).refused_for(ShipmentRefusal::kQuotedAndSeparate));
}

TEST_F(ShipmentsTest, NegativeRateIsRefused) {
  EXPECT_TRUE(world.send(rate(-1, 0)).refused_for(ShipmentRefusal::kNegativeAmount));
  EXPECT_TRUE(world.send(rate(0, -1)).refused_for(ShipmentRefusal::kNegativeAmount));
  SetRate command = rate(0, 0);
  command.ledger = Currency("$$$");
  EXPECT_TRUE(world.send(command).refused_for(ShipmentRefusal::kInvalidLedger));
  EXPECT_EQ(world.shipments().rates.size(), 0U);
}

TEST_F(ShipmentsTest, RatesOfOneServiceShareItsVersion) {
  EXPECT_EQ(world.send(rate(1, 1)).version, 1U);
  SetRate command = rate(2, 2);
  command.ledger = kEur;
  EXPECT_EQ(world.send(command).version, 2U);
  EXPECT_EQ(world.shipments().rates.size(), 2U);
}

TEST_F(ShipmentsTest, OnlyAPolicyMayCancelForTheWantOfAHold) {
  world.send(submit("s"));
  const CancelShipment command{"s", CancelCause::kHoldRefused};
  EXPECT_TRUE(world.send(command).refused_for(ShipmentRefusal::kReservedForPolicies));
  EXPECT_TRUE(world.decide<Shipments>(command, true).is_accepted());
}

TEST_F(ShipmentsTest, ExpectedVersionOfTheShipmentIsChecked) {
  world.send(submit("s"));
  Envelope envelope;
  envelope.expected_version = 0;
  const Result conflict = world.send(assign("s"), envelope);
  EXPECT_EQ(conflict.code, (Code{0, static_cast<std::uint16_t>(EngineRefusal::kVersionConflict)}));
  EXPECT_EQ(conflict.version, 1U);
  envelope.expected_version = 1;
  EXPECT_TRUE(world.send(assign("s"), envelope).accepted());
}

TEST_F(ShipmentsTest, FoldOfTheRecordsIsTheState) {
  bring_to(ShipmentState::kDelivered);
  world.send(submit("t"));
  world.send(rate(1, 2));
  EXPECT_EQ(world.folded_hash(), world.state_hash());
}

}  // namespace
}  // namespace daybook::domain::testing
