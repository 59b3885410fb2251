#include "domain/shipments/shipments.h"

#include "domain/shipments/charge.h"
#include "engine/check.h"

namespace daybook::domain {

Verdict Shipments::decide(const SubmitShipment& command, Decision& out) const {
  const Digest digest = digest_of(command, out);
  const auto exists = [&](const auto& row) {
    out.version(row.version);
    return Verdict(
        row.digest == digest ? ShipmentRefusal::kAlreadyExists : ShipmentRefusal::kExistsWithDifferentContent,
        row.created);
  };
  if (const OpenShipment* row = open.find(command.shipment)) return exists(*row);
  if (const ClosedShipment* row = closed.find(command.shipment)) return exists(*row);
  out.version(0);
  if (command.ship_to.name.empty() || command.ship_to.country.empty()) return ShipmentRefusal::kIncompleteAddress;
  if (!command.ledger.valid()) return ShipmentRefusal::kInvalidLedger;
  const tl::expected<Charge, ShipmentRefusal> charge = charge_of(command);
  if (!charge) return charge.error();
  return out.accept(ShipmentSubmitted{.shipment = command.shipment,
                                      .bill_to = command.bill_to,
                                      .carrier = command.carrier,
                                      .service = command.service,
                                      .digest = digest,
                                      .declared_value = command.declared_value,
                                      .charge = charge->amount,
                                      .weight_g = command.weight_g,
                                      .ledger = command.ledger,
                                      .due_on = command.due_on,
                                      .basis = charge->basis,
                                      .ship_from = command.ship_from,
                                      .ship_to = command.ship_to,
                                      .items = command.items});
}

tl::expected<Shipments::Charge, ShipmentRefusal> Shipments::charge_of(const SubmitShipment& command) const {
  const Money quote = command.quoted_charge.value_or(Money{});
  if (command.declared_value < Money{} || quote < Money{}) return tl::unexpected(ShipmentRefusal::kNegativeAmount);
  if (command.invoicing == Invoicing::kSeparately) {
    if (quote != Money{}) return tl::unexpected(ShipmentRefusal::kQuotedAndSeparate);
    return Charge{Money{}, ChargeBasis::kInvoicedSeparately};
  }
  if (command.quoted_charge) return Charge{quote, ChargeBasis::kQuote};
  const Rate* rate = rates.find(RateKey{command.service, command.ledger});
  if (rate == nullptr) return tl::unexpected(ShipmentRefusal::kNoRate);
  if (command.weight_g == 0) return tl::unexpected(ShipmentRefusal::kWeightUnknown);
  const std::optional<Money> charge = charge_by_weight(rate->base, rate->per_kg, command.weight_g);
  if (!charge) return tl::unexpected(ShipmentRefusal::kChargeOverflow);
  return Charge{*charge, ChargeBasis::kRate};
}

const OpenShipment* Shipments::find_open(const ShipmentId& shipment, ShipmentRefusal if_closed, Decision& out,
                                         ShipmentRefusal& refusal) const {
  if (const OpenShipment* row = open.find(shipment)) {
    out.version(row->version);
    return row;
  }
  const ClosedShipment* row = closed.find(shipment);
  out.version(row == nullptr ? 0 : row->version);
  refusal = row == nullptr ? ShipmentRefusal::kUnknownShipment : if_closed;
  return nullptr;
}

Verdict Shipments::decide(const AssignShipment& command, Decision& out) const {
  ShipmentRefusal refusal{};
  const OpenShipment* row = find_open(command.shipment, ShipmentRefusal::kNotAssignable, out, refusal);
  if (row == nullptr) return refusal;
  if (row->state != ShipmentState::kSubmitted && row->state != ShipmentState::kAssigned) {
    return ShipmentRefusal::kNotAssignable;
  }
  if (row->truck == command.truck) return out.accept();
  return out.accept(ShipmentAssigned{command.shipment, command.truck});
}

Verdict Shipments::decide(const ShipShipment& command, Decision& out) const {
  ShipmentRefusal refusal{};
  const OpenShipment* row = find_open(command.shipment, ShipmentRefusal::kNotAssigned, out, refusal);
  if (row == nullptr) return refusal;
  if (row->state != ShipmentState::kAssigned) return ShipmentRefusal::kNotAssigned;
  return out.accept(ShipmentShipped{command.shipment});
}

std::optional<ShipmentRefusal> Shipments::not_on_its_way_there(ShipmentState state) {
  if (state == ShipmentState::kShipped) return std::nullopt;
  return state == ShipmentState::kReturning ? ShipmentRefusal::kReturning : ShipmentRefusal::kNotUnderWay;
}

Verdict Shipments::decide(const DeliverShipment& command, Decision& out) const {
  ShipmentRefusal refusal{};
  const OpenShipment* row = find_open(command.shipment, ShipmentRefusal::kNotUnderWay, out, refusal);
  if (row == nullptr) return refusal;
  if (const std::optional<ShipmentRefusal> wrong = not_on_its_way_there(row->state)) return *wrong;
  return out.accept(ShipmentDelivered{.shipment = command.shipment,
                                      .bill_to = row->bill_to,
                                      .charge = row->charge,
                                      .ledger = row->ledger,
                                      .basis = row->basis,
                                      .signed_by = command.signed_by});
}

Verdict Shipments::decide(const CancelShipment& command, Decision& out) const {
  ShipmentRefusal refusal{};
  const OpenShipment* row = find_open(command.shipment, ShipmentRefusal::kAlreadyShipped, out, refusal);
  if (command.cause != CancelCause::kRequested && !out.context().follow_up)
    return ShipmentRefusal::kReservedForPolicies;
  if (row == nullptr) {
    const ClosedShipment* gone = closed.find(command.shipment);
    const bool cancelled = gone != nullptr && gone->state == ShipmentState::kCancelled;
    return cancelled ? ShipmentRefusal::kAlreadyCancelled : refusal;
  }
  if (is_under_way(row->state)) return ShipmentRefusal::kAlreadyShipped;
  return out.accept(ShipmentCancelled{.shipment = command.shipment,
                                      .bill_to = row->bill_to,
                                      .charge = row->charge,
                                      .ledger = row->ledger,
                                      .cause = command.cause});
}

Verdict Shipments::decide(const ReportShipmentLost& command, Decision& out) const {
  ShipmentRefusal refusal{};
  const OpenShipment* row = find_open(command.shipment, ShipmentRefusal::kNotUnderWay, out, refusal);
  if (row == nullptr) return refusal;
  if (!is_under_way(row->state)) return ShipmentRefusal::kNotUnderWay;
  return out.accept(ShipmentLost{.shipment = command.shipment,
                                 .bill_to = row->bill_to,
                                 .charge = row->charge,
                                 .declared_value = row->declared_value,
                                 .ledger = row->ledger,
                                 .basis = row->basis});
}

Verdict Shipments::decide(const SetRate& command, Decision& out) const {
  const Service* service = services.find(command.service);
  out.version(service == nullptr ? 0 : service->version);
  if (!command.ledger.valid()) return ShipmentRefusal::kInvalidLedger;
  if (command.base < Money{} || command.per_kg < Money{}) return ShipmentRefusal::kNegativeAmount;
  return out.accept(RateSet{command.service, command.base, command.per_kg, command.ledger});
}

Verdict Shipments::decide(const RecordCheckpoint& command, Decision& out) const {
  ShipmentRefusal refusal{};
  const OpenShipment* row = find_open(command.shipment, ShipmentRefusal::kNotUnderWay, out, refusal);
  if (row == nullptr) return refusal;
  if (!is_under_way(row->state)) return ShipmentRefusal::kNotUnderWay;
  return out.accept(CheckpointRecorded{command.shipment, command.scan_code, command.location});
}

Verdict Shipments::decide(const RefuseShipment& command, Decision& out) const {
  ShipmentRefusal refusal{};
  const OpenShipment* row = find_open(command.shipment, ShipmentRefusal::kNotUnderWay, out, refusal);
  if (row == nullptr) return refusal;
  if (const std::optional<ShipmentRefusal> wrong = not_on_its_way_there(row->state)) return *wrong;
  return out.accept(ShipmentRefused{command.shipment});
}

Verdict Shipments::decide(const ReceiveReturn& command, Decision& out) const {
  ShipmentRefusal refusal{};
  const OpenShipment* row = find_open(command.shipment, ShipmentRefusal::kNotReturning, out, refusal);
  if (row == nullptr) return refusal;
  if (row->state != ShipmentState::kReturning) return ShipmentRefusal::kNotReturning;
  return out.accept(ShipmentReturned{.shipment = command.shipment,
                                     .bill_to = row->bill_to,
                                     .charge = row->charge,
                                     .ledger = row->ledger,
                                     .basis = row->basis});
}

void Shipments::apply(const ShipmentSubmitted& event, const Context& context) {
  const bool fresh = open.insert(event.shipment, OpenShipment{.digest = event.digest,
                                                              .created = context.sequence,
                                                              .bill_to = event.bill_to,
                                                              .truck = {},
                                                              .declared_value = event.declared_value,
                                                              .charge = event.charge,
                                                              .version = 1,
                                                              .ledger = event.ledger,
                                                              .basis = event.basis,
                                                              .state = ShipmentState::kSubmitted})
                         .second;
  CHECK(fresh);
}

void Shipments::apply(const ShipmentAssigned& event) {
  OpenShipment& shipment = row(event.shipment);
  shipment.truck = event.truck;
  shipment.state = ShipmentState::kAssigned;
  ++shipment.version;
}

void Shipments::apply(const ShipmentShipped& event) {
  OpenShipment& shipment = row(event.shipment);
  shipment.state = ShipmentState::kShipped;
  ++shipment.version;
}

void Shipments::apply(const ShipmentDelivered& event) { close(event.shipment, ShipmentState::kDelivered); }
void Shipments::apply(const ShipmentCancelled& event) { close(event.shipment, ShipmentState::kCancelled); }
void Shipments::apply(const ShipmentLost& event) { close(event.shipment, ShipmentState::kLost); }
void Shipments::apply(const ShipmentReturned& event) { close(event.shipment, ShipmentState::kReturned); }

void Shipments::apply(const CheckpointRecorded& event) { ++row(event.shipment).version; }

void Shipments::apply(const ShipmentRefused& event) {
  OpenShipment& shipment = row(event.shipment);
  shipment.state = ShipmentState::kReturning;
  ++shipment.version;
}

void Shipments::apply(const RateSet& event) {
  rates[RateKey{event.service, event.ledger}] = Rate{event.base, event.per_kg};
  ++services[event.service].version;
}

OpenShipment& Shipments::row(const ShipmentId& shipment) {
  OpenShipment* found = open.find(shipment);
  CHECK(found != nullptr);
  return *found;
}

void Shipments::close(const ShipmentId& shipment, ShipmentState state) {
  const OpenShipment& last = row(shipment);
  closed.insert(
      shipment,
      ClosedShipment{.digest = last.digest, .created = last.created, .version = last.version + 1, .state = state});
  open.erase(shipment);
}

}  // namespace daybook::domain
