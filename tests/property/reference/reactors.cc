#include "tests/property/reference/reactors.h"

namespace daybook::domain::reference {

// --- sales ---

void SalesReactor::react(const RefundRequested& event, std::vector<FollowUp>& out) const {
  out.push_back({OpenOrderRefund{OrderRefundId(event.refund), event.order, event.customer, event.requester,
                                 event.amount, event.ledger}});
}

void SalesReactor::react(const RefundApproved& event, std::vector<FollowUp>& out) const {
  Transfer payment;
  payment.transfer = names_.payment_of(event.refund);
  payment.debit = account_of_the_house("refunds:", event.ledger);
  payment.credit = event.customer;
  payment.reference = Id(event.refund);
  payment.amount = event.amount;
  payment.ledger = event.ledger;
  out.push_back({payment});
}

void SalesReactor::refused(const Transfer& command, const Refusal& refusal, std::vector<FollowUp>& out) const {
  const auto found = paid_.find(command.transfer);
  const bool by_hand = found != paid_.end() && found->second.debit == command.debit &&
                       found->second.credit == command.credit && found->second.amount == command.amount;
  if (by_hand) return;
  out.push_back({RecordPaymentFailure{OrderRefundId(*command.reference), 0, 0}, {}, refusal});
}

// --- inventory ---

const InventoryReactor::Replacement* InventoryReactor::find(const ShipmentId& shipment) const {
  const auto found = replacements_.find(shipment);
  return found == replacements_.end() ? nullptr : &found->second;
}

void InventoryReactor::listen(const RefundRequested& event) {
  const ReplacementId refund(event.refund);
  replacements_.try_emplace(names_.shipment_of(refund), Replacement{refund, Stage::kAsked});
}

void InventoryReactor::listen(const RefundDeclined& event) {
  const ShipmentId shipment = names_.shipment_of(ReplacementId(event.refund));
  if (left_.contains(shipment)) return;
  Replacement& replacement =
      replacements_.try_emplace(shipment, Replacement{ReplacementId(event.refund)}).first->second;
  if (replacement.stage == Stage::kAsked) replacement.stage = Stage::kDeclined;
}

void InventoryReactor::listen(const ReplacementReserved& event) {
  Replacement& replacement =
      replacements_.try_emplace(names_.shipment_of(event.refund), Replacement{event.refund}).first->second;
  if (replacement.stage != Stage::kAsked) return;
  replacement.stage = shipments_.contains(event.shipment) ? Stage::kSubmitted : Stage::kUnknown;
}

void InventoryReactor::react(const RefundRequested& event, std::vector<FollowUp>& out) const {
  const ReplacementId refund(event.refund);
  out.push_back({ReserveReplacement{refund, event.model, event.shipment}});
  if (find(names_.shipment_of(refund))->stage == Stage::kDeclined) {
    out.push_back({WithdrawReplacement{refund}, "the refund was declined"});
  }
}

SubmitShipment InventoryReactor::once_more(const ShipmentSubmitted& original, const ShipmentId& shipment) const {
  SubmitShipment again;
  again.shipment = shipment;
  again.bill_to = account_of_the_house("warranty:", original.ledger);
  again.carrier = original.carrier;
  again.service = original.service;
  again.declared_value = original.declared_value;
  if (original.basis == ChargeBasis::kQuote) again.quoted_charge = original.charge;
  again.weight_g = original.weight_g;
  again.ledger = original.ledger;
  if (original.basis == ChargeBasis::kInvoicedSeparately) again.invoicing = Invoicing::kSeparately;
  again.ship_from = original.ship_from;
  again.ship_to = original.ship_to;
  return again;
}

void InventoryReactor::react(const ReplacementReserved& event, std::vector<FollowUp>& out) const {
  const ShipmentId shipment = names_.shipment_of(event.refund);
  const Stage stage = find(shipment)->stage;
  if (left_.contains(shipment)) {
    out.push_back({RecordReplacementSent{event.refund}});
  } else if (cancelled_.contains(shipment)) {
    out.push_back({WithdrawReplacement{event.refund}, "its shipment was cancelled"});
  } else if (stage == Stage::kUnknown) {
    out.push_back({WithdrawReplacement{event.refund}, "the delivered shipment is unknown"});
  } else if (stage == Stage::kSubmitted) {
    out.push_back({once_more(shipments_.at(event.shipment), shipment)});
  }
}

void InventoryReactor::react(const RefundDeclined& event, std::vector<FollowUp>& out) const {
  const ReplacementId refund(event.refund);
  const ShipmentId shipment = names_.shipment_of(refund);
  const Replacement* replacement = find(shipment);
  if (replacement == nullptr) return;
  if (replacement->stage == Stage::kSubmitted) {
    if (!is_over(shipment)) out.push_back({CancelShipment{shipment}, "the refund was declined"});
  } else if (!left_.contains(shipment)) {
    out.push_back({WithdrawReplacement{refund}, "the refund was declined"});
  }
}

void InventoryReactor::react(const ShipmentShipped& event, std::vector<FollowUp>& out) const {
  const Replacement* replacement = find(event.shipment);
  if (replacement != nullptr) out.push_back({RecordReplacementSent{replacement->refund}});
}

void InventoryReactor::react(const ShipmentCancelled& event, std::vector<FollowUp>& out) const {
  const Replacement* replacement = find(event.shipment);
  if (replacement == nullptr) return;
  const bool unpaid = event.cause == CancelCause::kHoldRefused;
  out.push_back({WithdrawReplacement{replacement->refund},
                 unpaid ? "its shipment cannot be paid for" : "its shipment was cancelled"});
}

void InventoryReactor::react(const ReplacementWithdrawn& event, std::vector<FollowUp>& out) const {
  const ShipmentId shipment = names_.shipment_of(event.refund);
  const Replacement* replacement = find(shipment);
  if (replacement == nullptr || replacement->stage != Stage::kSubmitted || is_over(shipment)) return;
  out.push_back({CancelShipment{shipment}, "the replacement was withdrawn"});
}

void InventoryReactor::refused(const SubmitShipment& command, const Refusal&, std::vector<FollowUp>& out) const {
  if (shipments_.contains(command.shipment)) return;
  out.push_back({WithdrawReplacement{find(command.shipment)->refund}, "its shipment was refused"});
}

// --- manufacturing ---

void ManufacturingReactor::react(const RefundRequested& event, std::vector<FollowUp>& out) const {
  const DisassemblyId refund(event.refund);
  out.push_back({OpenDisassembly{refund, event.item, event.model, event.location, event.ledger}});
  if (declined_.contains(event.refund)) out.push_back({WithdrawDisassembly{refund}, "the refund was declined"});
}

void ManufacturingReactor::react(const RefundDeclined& event, std::vector<FollowUp>& out) const {
  out.push_back({WithdrawDisassembly{DisassemblyId(event.refund)}, "the refund was declined"});
}

// --- accounting ---

void AccountingReactor::react(const RefundRequested& event, std::vector<FollowUp>& out) const {
  const DisposalId refund(event.refund);
  out.push_back({ChargeAssetDisposal{refund, event.item, event.cost, event.ledger}});
  if (declined_.contains(event.refund)) out.push_back({ReverseAssetDisposal{refund}, "the refund was declined"});
}

void AccountingReactor::react(const DisposalCharged& event, std::vector<FollowUp>& out) const {
  if (event.cost.minor == 0) return;
  HoldTransfer hold;
  hold.transfer = names_.booking_of(event.refund);
  hold.debit = account_of_the_house("disposal:", event.ledger);
  hold.credit = account_of_the_house("assets:", event.ledger);
  hold.reference = Id(event.refund);
  hold.amount = event.cost;
  hold.ledger = event.ledger;
  out.push_back({hold});
}

void AccountingReactor::react(const DisassemblyClosed& event, std::vector<FollowUp>& out) const {
  out.push_back({SettleAssetDisposal{DisposalId(event.refund), event.salvage, event.ledger}});
}

void AccountingReactor::react(const DisposalSettled& event, std::vector<FollowUp>& out) const {
  if (event.cost.minor == 0) return;
  const TransferId booking = names_.booking_of(event.refund);
  if (event.loss.minor != 0) {
    out.push_back({PostTransfer{booking, Id(event.refund), event.loss}});
  } else {
    out.push_back({VoidTransfer{booking, Id(event.refund)}});
  }
}

void AccountingReactor::react(const RefundDeclined& event, std::vector<FollowUp>& out) const {
  out.push_back({ReverseAssetDisposal{DisposalId(event.refund)}, "the refund was declined"});
}

void AccountingReactor::react(const DisposalReversed& event, std::vector<FollowUp>& out) const {
  if (event.cost.minor == 0) return;
  out.push_back({VoidTransfer{names_.booking_of(event.refund), Id(event.refund)}});
}

void AccountingReactor::refused(const HoldTransfer& command, const Refusal& refusal, std::vector<FollowUp>& out) const {
  const auto found = held_.find(command.transfer);
  const bool by_hand = found != held_.end() && found->second.debit == command.debit &&
                       found->second.credit == command.credit && found->second.amount == command.amount;
  if (by_hand) return;
  out.push_back({RecordBookingFailure{DisposalId(*command.reference), 0, 0}, {}, refusal});
}

void AccountingReactor::refused(const PostTransfer& command, const Refusal& refusal, std::vector<FollowUp>& out) const {
  const auto found = posted_.find(command.transfer);
  if (found != posted_.end() && found->second == *command.amount) return;
  out.push_back({RecordBookingFailure{DisposalId(*command.reference), 0, 0}, {}, refusal});
}

void AccountingReactor::refused(const VoidTransfer& command, const Refusal& refusal, std::vector<FollowUp>& out) const {
  const auto found = posted_.find(command.transfer);
  if (found != posted_.end() && !found->second) return;
  out.push_back({RecordBookingFailure{DisposalId(*command.reference), 0, 0}, {}, refusal});
}

}  // namespace daybook::domain::reference
