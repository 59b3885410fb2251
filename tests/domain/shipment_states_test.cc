// What may happen to a shipment in which state, and what becomes of it.

#include "tests/domain/shipments_fixture.h"

namespace daybook::domain::testing {
namespace {

class ShipmentStatesTest : public ShipmentsFixture {};

TEST_F(ShipmentStatesTest, LifeOfAShipment) {
  world.send(submit("s"));
  EXPECT_EQ(world.send(assign("s")).version, 2U);
  EXPECT_EQ(world.send(ship("s")).version, 3U);
  EXPECT_EQ(world.send(deliver("s")).version, 4U);
  EXPECT_EQ(world.last_events<ShipmentDelivered>().at(0).signed_by.view(), "A. Okafor");
  const ClosedShipment* row = world.shipments().closed.find(ShipmentId("s"));
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->state, ShipmentState::kDelivered);
  EXPECT_EQ(row->version, 4U);
}

TEST_F(ShipmentStatesTest, LifeOfAShipmentThatComesBack) {
  bring_to(ShipmentState::kShipped);
  EXPECT_EQ(world.send(refuse("s")).version, 4U);
  EXPECT_EQ(world.last_events<ShipmentRefused>().at(0).shipment, ShipmentId("s"));
  EXPECT_EQ(world.shipments().open.find(ShipmentId("s"))->state, ShipmentState::kReturning);
  EXPECT_EQ(world.send(receive_return("s")).version, 5U);
  const auto returned = world.last_events<ShipmentReturned>();
  ASSERT_EQ(returned.size(), 1U);
  EXPECT_EQ(returned[0].bill_to, AccountId("customer"));
  EXPECT_EQ(returned[0].charge, Money{1'000});
  EXPECT_EQ(returned[0].ledger, kUsd);
  EXPECT_EQ(returned[0].basis, ChargeBasis::kQuote);
  EXPECT_EQ(world.shipments().open.find(ShipmentId("s")), nullptr);
  const ClosedShipment* row = world.shipments().closed.find(ShipmentId("s"));
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->state, ShipmentState::kReturned);
  EXPECT_EQ(row->version, 5U);
}

TEST_F(ShipmentStatesTest, CheckpointsAreForTheReadSide) {
  for (const ShipmentState state : {ShipmentState::kShipped, ShipmentState::kReturning}) {
    world = World();
    SetUp();
    bring_to(state);
    const std::uint64_t before = world.shipments().open.find(ShipmentId("s"))->version;
    EXPECT_EQ(world.send(RecordCheckpoint{"s", "CUSTOMS", "Tema"}).version, before + 1);
    const auto recorded = world.last_events<CheckpointRecorded>();
    ASSERT_EQ(recorded.size(), 1U);
    EXPECT_EQ(recorded[0].scan_code, ScanCode("CUSTOMS"));
    EXPECT_EQ(recorded[0].location.view(), "Tema");
    EXPECT_EQ(world.shipments().open.find(ShipmentId("s"))->state, state);
    EXPECT_EQ(world.send(checkpoint("s")).version, before + 2);
  }
}

TEST_F(ShipmentStatesTest, FoldOfTheRecordsIsTheState) {
  bring_to(ShipmentState::kReturning);
  accept(checkpoint("s"));
  EXPECT_EQ(world.folded_hash(), world.state_hash());
  accept(receive_return("s"));
  EXPECT_EQ(world.folded_hash(), world.state_hash());
}

TEST_F(ShipmentStatesTest, SameTruckAgainIsAcceptedWithoutAnEvent) {
  bring_to(ShipmentState::kAssigned);
  const Result again = world.send(assign("s"));
  EXPECT_TRUE(again.accepted());
  EXPECT_EQ(again.version, 2U);
  EXPECT_TRUE(world.last_events<ShipmentAssigned>().empty());
  EXPECT_EQ(world.send(assign("s", "truck-2")).version, 3U);
}

TEST_F(ShipmentStatesTest, UnknownShipmentIsRefusedByEveryCommand) {
  EXPECT_TRUE(world.send(assign("x")).refused_for(ShipmentRefusal::kUnknownShipment));
  EXPECT_TRUE(world.send(ship("x")).refused_for(ShipmentRefusal::kUnknownShipment));
  EXPECT_TRUE(world.send(deliver("x")).refused_for(ShipmentRefusal::kUnknownShipment));
  EXPECT_TRUE(world.send(cancel("x")).refused_for(ShipmentRefusal::kUnknownShipment));
  EXPECT_TRUE(world.send(report_lost("x")).refused_for(ShipmentRefusal::kUnknownShipment));
  EXPECT_TRUE(world.send(checkpoint("x")).refused_for(ShipmentRefusal::kUnknownShipment));
  EXPECT_TRUE(world.send(refuse("x")).refused_for(ShipmentRefusal::kUnknownShipment));
  EXPECT_TRUE(world.send(receive_return("x")).refused_for(ShipmentRefusal::kUnknownShipment));
}

// Every command in every state.
TEST_F(ShipmentStatesTest, EveryCommandInEveryState) {
  using enum ShipmentRefusal;
  using State = ShipmentState;
  using R = ShipmentRefusal;
  constexpr R kYes{};
  struct Row {
    ShipmentState state;
    R assign, ship, deliver, cancel, lost, checkpoint, refuse, receive;
  };
  // clang-format off
  const std::vector<Row> rows = {
      // state           assign          ship          deliver       cancel             lost          checkpoint    refuse        receive
      {State::kSubmitted, kYes,           kNotAssigned, kNotUnderWay, kYes,              kNotUnderWay, kNotUnderWay, kNotUnderWay, kNotReturning},
      {State::kAssigned,  kYes,           kYes,         kNotUnderWay, kYes,              kNotUnderWay, kNotUnderWay, kNotUnderWay, kNotReturning},
      {State::kShipped,   kNotAssignable, kNotAssigned, kYes,         kAlreadyShipped,   kYes,         kYes,         kYes,         kNotReturning},
      {State::kReturning, kNotAssignable, kNotAssigned, kReturning,   kAlreadyShipped,   kYes,         kYes,         kReturning,   kYes},
      {State::kDelivered, kNotAssignable, kNotAssigned, kNotUnderWay, kAlreadyShipped,   kNotUnderWay, kNotUnderWay, kNotUnderWay, kNotReturning},
      {State::kCancelled, kNotAssignable, kNotAssigned, kNotUnderWay, kAlreadyCancelled, kNotUnderWay, kNotUnderWay, kNotUnderWay, kNotReturning},
      {State::kLost,      kNotAssignable, kNotAssigned, kNotUnderWay, kAlreadyShipped,   kNotUnderWay, kNotUnderWay, kNotUnderWay, kNotReturning},
      {State::kReturned,  kNotAssignable, kNotAssigned, kNotUnderWay, kAlreadyShipped,   kNotUnderWay, kNotUnderWay, kNotUnderWay, kNotReturning},
  };
  // clang-format on
  const auto check = [&](const Row& row, const auto& command, R refusal) {
    world = World();
    SetUp();
    bring_to(row.state);
    const Result result = world.send(command);
    if (refusal == kYes) {
      EXPECT_TRUE(result.accepted()) << enumerator_name(row.state) << ": " << result.text();
    } else {
      EXPECT_TRUE(result.refused_for(refusal)) << enumerator_name(row.state) << ": " << result.text();
    }
  };
  for (const Row& row : rows) {
    check(row, assign("s", "truck-9"), row.assign);
    check(row, ship("s"), row.ship);
    check(row, deliver("s"), row.deliver);
    check(row, cancel("s"), row.cancel);
    check(row, report_lost("s"), row.lost);
    check(row, checkpoint("s"), row.checkpoint);
    check(row, refuse("s"), row.refuse);
    check(row, receive_return("s"), row.receive);
  }
}

}  // namespace
}  // namespace daybook::domain::testing
