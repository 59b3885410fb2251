#pragma once

#include <optional>
#include <tl/expected.hpp>
#include <tuple>

#include "domain/shipments/messages.h"
#include "domain/shipments/refusals.h"
#include "domain/shipments/state.h"
#include "engine/compose.h"
#include "engine/decision.h"
#include "engine/table.h"

namespace daybook::domain {

// The life of a shipment, and the rates it is charged by. Knows nothing of accounts: what follows in money is billing's
// affair. A shipment that closes moves from `open` to `closed`, which keeps its id, digest and last state for ever.
class Shipments {
 public:
  using Commands = Messages<SubmitShipment, AssignShipment, ShipShipment, DeliverShipment, CancelShipment,
                            ReportShipmentLost, SetRate, RecordCheckpoint, RefuseShipment, ReceiveReturn>;
  using Events = Messages<ShipmentSubmitted, ShipmentAssigned, ShipmentShipped, ShipmentDelivered, ShipmentCancelled,
                          ShipmentLost, RateSet, CheckpointRecorded, ShipmentRefused, ShipmentReturned>;
  using Refusals = ShipmentRefusal;
  using Decision = daybook::Decision<Shipments>;
  static constexpr Rules kRules{.name = "shipments", .version = 2};

  Verdict decide(const SubmitShipment& command, Decision& out) const;
  Verdict decide(const AssignShipment& command, Decision& out) const;
  Verdict decide(const ShipShipment& command, Decision& out) const;
  Verdict decide(const DeliverShipment& command, Decision& out) const;
  Verdict decide(const CancelShipment& command, Decision& out) const;
  Verdict decide(const ReportShipmentLost& command, Decision& out) const;
  Verdict decide(const SetRate& command, Decision& out) const;
  Verdict decide(const RecordCheckpoint& command, Decision& out) const;
  Verdict decide(const RefuseShipment& command, Decision& out) const;
  Verdict decide(const ReceiveReturn& command, Decision& out) const;

  void apply(const ShipmentSubmitted& event, const Context& context);
  void apply(const ShipmentAssigned& event);
  void apply(const ShipmentShipped& event);
  void apply(const ShipmentDelivered& event);
  void apply(const ShipmentCancelled& event);
  void apply(const ShipmentLost& event);
  void apply(const RateSet& event);
  void apply(const CheckpointRecorded& event);
  void apply(const ShipmentRefused& event);
  void apply(const ShipmentReturned& event);

  // A new shipment finds no row. One that closes moves from one table to the other, whose index line is new to it.
  void prefetch(const auto& message, Ahead ahead) const {
    if constexpr (requires { message.shipment; }) {
      constexpr bool kNew = requires { message.ship_to; };
      constexpr bool kMayClose = requires { message.signed_by; }
      || requires { message.cause; };
      open.prefetch(message.shipment, kNew ? ahead.index_only() : ahead);
      if (kNew || kMayClose) closed.prefetch(message.shipment, ahead.index_only());
    }
  }
  auto tables() { return std::tie(open, closed, rates, services); }

  Table<ShipmentId, OpenShipment> open;
  Table<ShipmentId, ClosedShipment> closed;
  Table<RateKey, Rate> rates;
  Table<ServiceId, Service> services;

 private:
  struct Charge {
    Money amount;
    ChargeBasis basis;
  };
  [[nodiscard]] tl::expected<Charge, ShipmentRefusal> charge_of(const SubmitShipment& command) const;
  // The open row; or null and in `refusal` why: unknown, or `if_closed`. Says the version either way.
  [[nodiscard]] const OpenShipment* find_open(const ShipmentId& shipment, ShipmentRefusal if_closed, Decision& out,
                                              ShipmentRefusal& refusal) const;
  // Why something that happens on the way there cannot; nothing where it can.
  [[nodiscard]] static std::optional<ShipmentRefusal> not_on_its_way_there(ShipmentState state);
  [[nodiscard]] OpenShipment& row(const ShipmentId& shipment);
  void close(const ShipmentId& shipment, ShipmentState state);
};

}  // namespace daybook::domain
