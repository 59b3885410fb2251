#pragma once

#include "tests/domain/world.h"

namespace daybook::domain::testing {

// A world with the two accounts that shipments name.
class ShipmentsFixture : public ::testing::Test {
 protected:
  void SetUp() override {
    world.send(open("customer"));
    world.send(open("carrier", AccountKind::kIncome));
  }
  // Brings shipment "s", which is new, into a state.
  void bring_to(ShipmentState state) {
    accept(submit("s"));
    if (state == ShipmentState::kSubmitted) return;
    if (state == ShipmentState::kCancelled) return accept(cancel("s"));
    accept(assign("s"));
    if (state == ShipmentState::kAssigned) return;
    accept(ship("s"));
    if (state == ShipmentState::kShipped) return;
    if (state == ShipmentState::kDelivered) return accept(deliver("s"));
    if (state == ShipmentState::kLost) return accept(report_lost("s"));
    accept(refuse("s"));
    if (state == ShipmentState::kReturned) accept(receive_return("s"));
  }
  template <Command C>
  void accept(const C& command) {
    const Result result = world.send(command);
    ASSERT_TRUE(result.accepted()) << kMessage<C>.name << ": " << result.text();
  }

  World world;
};

}  // namespace daybook::domain::testing
