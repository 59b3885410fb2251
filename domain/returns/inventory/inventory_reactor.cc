#include "domain/returns/inventory/inventory_reactor.h"

namespace daybook::domain {

namespace {

constexpr std::string_view kItsShipmentWasCancelled = "its shipment was cancelled";
constexpr std::string_view kDeclined = "the refund was declined";

}  // namespace

ShipmentId shipment_of(const ReplacementId& refund) { return ShipmentId(Id::derived("replacement", refund)); }

void InventoryReactor::apply(const ShipmentSubmitted& event) { consignments_.try_emplace(event.shipment, event); }

void InventoryReactor::apply(const RefundRequested& event) {
  const ReplacementId refund(event.refund);
  replacements_.try_emplace(shipment_of(refund), Replacement{refund, Stage::kAsked});
}

void InventoryReactor::apply(const RefundDeclined& event) {
  const ReplacementId refund(event.refund);
  const ShipmentId shipment = shipment_of(refund);
  if (fate_of(shipment) == Fate::kLeft) return;
  // It may be declined before support asks for the replacement.
  Replacement& replacement = replacements_.try_emplace(shipment, Replacement{refund, Stage::kAsked}).first->second;
  if (replacement.stage == Stage::kAsked) replacement.stage = Stage::kDeclined;
}

void InventoryReactor::apply(const ReplacementReserved& event) {
  Replacement& replacement = replacements_[shipment_of(event.refund)];
  replacement.refund = event.refund;
  if (replacement.stage == Stage::kAsked && consignments_.contains(event.shipment)) {
    replacement.stage = Stage::kSubmitted;
  }
}

void InventoryReactor::apply(const ShipmentShipped& event) { meet(event.shipment, Fate::kLeft); }
void InventoryReactor::apply(const ShipmentCancelled& event) { meet(event.shipment, Fate::kCancelled); }

void InventoryReactor::react(const RefundRequested& event, const EventContext&, Reaction& out) const {
  const ReplacementId refund(event.refund);
  out.send(ReserveReplacement{.refund = refund, .model = event.model, .shipment = event.shipment});
  if (find(shipment_of(refund))->stage == Stage::kDeclined) out.send(WithdrawReplacement{refund}, kDeclined);
}

void InventoryReactor::react(const RefundDeclined& event, const EventContext&, Reaction& out) const {
  const ShipmentId shipment = shipment_of(ReplacementId(event.refund));
  const Replacement* replacement = find(shipment);
  if (replacement == nullptr) return;
  if (replacement->stage == Stage::kSubmitted && fate_of(shipment) == Fate::kOnHand) {
    out.send(CancelShipment{.shipment = shipment, .cause = CancelCause::kRequested}, kDeclined);
  } else if (replacement->stage == Stage::kDeclined) {
    out.send(WithdrawReplacement{replacement->refund}, kDeclined);
  }
}

void InventoryReactor::react(const ReplacementReserved& event, const EventContext&, Reaction& out) const {
  const ShipmentId shipment = shipment_of(event.refund);
  const Replacement* replacement = find(shipment);
  if (fate_of(shipment) == Fate::kLeft) {
    out.send(RecordReplacementSent{event.refund});
  } else if (fate_of(shipment) == Fate::kCancelled) {
    out.send(WithdrawReplacement{event.refund}, kItsShipmentWasCancelled);
  } else if (replacement->stage == Stage::kSubmitted) {
    out.send(consignments_.at(event.shipment).again(shipment));
  } else if (replacement->stage == Stage::kAsked) {
    out.send(WithdrawReplacement{event.refund}, "the delivered shipment is unknown");
  }
}

void InventoryReactor::react(const ShipmentShipped& event, const EventContext&, Reaction& out) const {
  if (const Replacement* replacement = find(event.shipment)) out.send(RecordReplacementSent{replacement->refund});
}

void InventoryReactor::react(const ShipmentCancelled& event, const EventContext&, Reaction& out) const {
  const Replacement* replacement = find(event.shipment);
  if (replacement == nullptr) return;
  out.send(WithdrawReplacement{replacement->refund},
           event.cause == CancelCause::kHoldRefused ? "its shipment cannot be paid for" : kItsShipmentWasCancelled);
}

// Somebody has taken the stock back while the shipment was on its way to be submitted, assigned or shipped.
void InventoryReactor::react(const ReplacementWithdrawn& event, const EventContext&, Reaction& out) const {
  const ShipmentId shipment = shipment_of(event.refund);
  const Replacement* replacement = find(shipment);
  if (replacement == nullptr || replacement->stage != Stage::kSubmitted || fate_of(shipment) != Fate::kOnHand) return;
  out.send(CancelShipment{.shipment = shipment, .cause = CancelCause::kRequested}, "the replacement was withdrawn");
}

// Where the shipment is there already, that one is the arbiter: it was on hand when this was sent, so that what becomes
// of it is heard after that.
void InventoryReactor::refused(const SubmitShipment& command, Code, const EventContext&, Reaction& out) const {
  const Replacement* replacement = find(command.shipment);
  if (replacement == nullptr || consignments_.contains(command.shipment)) return;
  out.send(WithdrawReplacement{replacement->refund}, "its shipment was refused");
}

const InventoryReactor::Replacement* InventoryReactor::find(const ShipmentId& shipment) const {
  const auto found = replacements_.find(shipment);
  return found == replacements_.end() ? nullptr : &found->second;
}

Fate InventoryReactor::fate_of(const ShipmentId& shipment) const {
  const auto found = consignments_.find(shipment);
  return found == consignments_.end() ? Fate::kOnHand : found->second.fate();
}

void InventoryReactor::meet(const ShipmentId& shipment, Fate fate) {
  const auto found = consignments_.find(shipment);
  if (found != consignments_.end()) found->second.meet(fate);
}

}  // namespace daybook::domain
