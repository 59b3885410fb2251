#include "tests/property/reference/shipments.h"

#include <limits>

#include "tests/property/reference/text.h"

namespace daybook::domain::reference {

namespace {

Verdict refuse(const char* name, std::uint64_t related = 0) { return {std::string("shipments.") + name, related}; }

bool on_its_way(const Shipments::Shipment& shipment) {
  return shipment.stage == Shipments::Stage::kShipped || shipment.stage == Shipments::Stage::kReturning;
}

}  // namespace

Shipments::Shipment* Shipments::find(const ShipmentId& id, Step& step) {
  const auto found = shipments_.find(id);
  if (found == shipments_.end()) return nullptr;
  step.finds(found->second.version);
  return &found->second;
}

void Shipments::tell(Shipment& shipment, Step& step, AnyEvent event) {
  step.version = ++shipment.version;
  step.tell(std::move(event), shipment.version);
}

std::optional<Wide> Shipments::charge_of(const SubmitShipment& command, Verdict& verdict) const {
  if (command.invoicing == Invoicing::kSeparately) return 0;
  if (command.quoted_charge) return wide(*command.quoted_charge);
  const auto rate = rates_.find({command.service, command.ledger});
  if (rate == rates_.end()) {
    verdict = refuse("no_rate");
    return std::nullopt;
  }
  if (command.weight_g == 0) {
    verdict = refuse("weight_unknown");
    return std::nullopt;
  }
  Wide kilograms = command.weight_g / 1000;
  if (command.weight_g % 1000 != 0) ++kilograms;
  const Wide charge = wide(rate->second.base) + wide(rate->second.per_kg) * kilograms;
  if (charge > std::numeric_limits<std::int64_t>::max()) {
    verdict = refuse("charge_overflow");
    return std::nullopt;
  }
  return charge;
}

Verdict Shipments::run(const SubmitShipment& command, Step& step) {
  if (const Shipment* old = find(command.shipment, step)) {
    const bool same = content_of(old->submitted) == content_of(command);
    return refuse(same ? "already_exists" : "exists_with_different_content", old->sequence);
  }
  if (command.ship_to.name.empty() || command.ship_to.country.empty()) return refuse("incomplete_address");
  if (!command.ledger.valid()) return refuse("invalid_ledger");
  const bool quoted = command.quoted_charge.has_value();
  if (command.declared_value.minor < 0 || (quoted && command.quoted_charge->minor < 0)) {
    return refuse("negative_amount");
  }
  const bool separate = command.invoicing == Invoicing::kSeparately;
  if (separate && quoted && command.quoted_charge->minor != 0) return refuse("quoted_and_separate");
  Verdict verdict;
  const std::optional<Wide> charge = charge_of(command, verdict);
  if (!charge) return verdict;

  Shipment& shipment = shipments_[command.shipment];
  shipment.submitted = command;
  shipment.charge = Money{static_cast<std::int64_t>(*charge)};
  shipment.basis = separate ? ChargeBasis::kInvoicedSeparately : quoted ? ChargeBasis::kQuote : ChargeBasis::kRate;
  shipment.sequence = step.sequence;
  tell(shipment, step,
       ShipmentSubmitted{.shipment = command.shipment,
                         .bill_to = command.bill_to,
                         .carrier = command.carrier,
                         .service = command.service,
                         .digest = {},
                         .declared_value = command.declared_value,
                         .charge = shipment.charge,
                         .weight_g = command.weight_g,
                         .ledger = command.ledger,
                         .due_on = command.due_on,
                         .basis = shipment.basis,
                         .ship_from = command.ship_from,
                         .ship_to = command.ship_to,
                         .items = command.items});
  return {};
}

Verdict Shipments::run(const AssignShipment& command, Step& step) {
  Shipment* shipment = find(command.shipment, step);
  if (shipment == nullptr) return refuse("unknown_shipment");
  if (shipment->stage == Stage::kAssigned && shipment->truck == command.truck) return {};
  if (shipment->stage != Stage::kSubmitted && shipment->stage != Stage::kAssigned) return refuse("not_assignable");
  shipment->stage = Stage::kAssigned;
  shipment->truck = command.truck;
  tell(*shipment, step, ShipmentAssigned{command.shipment, command.truck});
  return {};
}

Verdict Shipments::run(const ShipShipment& command, Step& step) {
  Shipment* shipment = find(command.shipment, step);
  if (shipment == nullptr) return refuse("unknown_shipment");
  if (shipment->stage != Stage::kAssigned) return refuse("not_assigned");
  shipment->stage = Stage::kShipped;
  tell(*shipment, step, ShipmentShipped{command.shipment});
  return {};
}

Verdict Shipments::run(const RecordCheckpoint& command, Step& step) {
  Shipment* shipment = find(command.shipment, step);
  if (shipment == nullptr) return refuse("unknown_shipment");
  if (!on_its_way(*shipment)) return refuse("not_under_way");
  tell(*shipment, step, CheckpointRecorded{command.shipment, command.scan_code, command.location});
  return {};
}

Verdict Shipments::run(const DeliverShipment& command, Step& step) {
  Shipment* shipment = find(command.shipment, step);
  if (shipment == nullptr) return refuse("unknown_shipment");
  if (!on_its_way(*shipment)) return refuse("not_under_way");
  if (shipment->stage == Stage::kReturning) return refuse("returning");
  shipment->stage = Stage::kDelivered;
  tell(*shipment, step,
       ShipmentDelivered{.shipment = command.shipment,
                         .bill_to = shipment->submitted.bill_to,
                         .charge = shipment->charge,
                         .ledger = shipment->submitted.ledger,
                         .basis = shipment->basis,
                         .signed_by = command.signed_by});
  return {};
}

Verdict Shipments::run(const RefuseShipment& command, Step& step) {
  Shipment* shipment = find(command.shipment, step);
  if (shipment == nullptr) return refuse("unknown_shipment");
  if (!on_its_way(*shipment)) return refuse("not_under_way");
  if (shipment->stage == Stage::kReturning) return refuse("returning");
  shipment->stage = Stage::kReturning;
  tell(*shipment, step, ShipmentRefused{command.shipment});
  return {};
}

Verdict Shipments::run(const ReceiveReturn& command, Step& step) {
  Shipment* shipment = find(command.shipment, step);
  if (shipment == nullptr) return refuse("unknown_shipment");
  if (shipment->stage != Stage::kReturning) return refuse("not_returning");
  shipment->stage = Stage::kReturned;
  tell(*shipment, step,
       ShipmentReturned{.shipment = command.shipment,
                        .bill_to = shipment->submitted.bill_to,
                        .charge = shipment->charge,
                        .ledger = shipment->submitted.ledger,
                        .basis = shipment->basis});
  return {};
}

Verdict Shipments::run(const ReportShipmentLost& command, Step& step) {
  Shipment* shipment = find(command.shipment, step);
  if (shipment == nullptr) return refuse("unknown_shipment");
  if (!on_its_way(*shipment)) return refuse("not_under_way");
  shipment->stage = Stage::kLost;
  tell(*shipment, step,
       ShipmentLost{.shipment = command.shipment,
                    .bill_to = shipment->submitted.bill_to,
                    .charge = shipment->charge,
                    .declared_value = shipment->submitted.declared_value,
                    .ledger = shipment->submitted.ledger,
                    .basis = shipment->basis});
  return {};
}

Verdict Shipments::run(const CancelShipment& command, Step& step) {
  Shipment* shipment = find(command.shipment, step);
  if (command.cause == CancelCause::kHoldRefused && step.sender != Sender::kPolicy) {
    return refuse("reserved_for_policies");
  }
  if (shipment == nullptr) return refuse("unknown_shipment");
  if (shipment->stage == Stage::kCancelled) return refuse("already_cancelled");
  if (shipment->stage != Stage::kSubmitted && shipment->stage != Stage::kAssigned) return refuse("already_shipped");
  shipment->stage = Stage::kCancelled;
  tell(*shipment, step,
       ShipmentCancelled{.shipment = command.shipment,
                         .bill_to = shipment->submitted.bill_to,
                         .charge = shipment->charge,
                         .ledger = shipment->submitted.ledger,
                         .cause = command.cause});
  return {};
}

Verdict Shipments::run(const SetRate& command, Step& step) {
  std::uint64_t version = 0;
  if (const auto found = services_.find(command.service); found != services_.end()) version = found->second;
  step.finds(version);
  if (!command.ledger.valid()) return refuse("invalid_ledger");
  if (command.base.minor < 0 || command.per_kg.minor < 0) return refuse("negative_amount");
  rates_[{command.service, command.ledger}] = command;
  services_[command.service] = step.version = version + 1;
  step.tell(RateSet{command.service, command.base, command.per_kg, command.ledger}, version + 1);
  return {};
}

}  // namespace daybook::domain::reference
