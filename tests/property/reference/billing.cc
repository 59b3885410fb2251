#include "tests/property/reference/billing.h"

namespace daybook::domain::reference {

namespace {

// A failure is recorded by a command, since only a decision makes an event.
void record(const TransferId& transfer, const Id& shipment, BillingStep step, const Refusal& refusal,
            std::vector<FollowUp>& out) {
  out.push_back({RecordBillingFailure{transfer, ShipmentId(shipment), step, 0, 0}, {}, refusal});
}

}  // namespace

void Billing::react(const ShipmentSubmitted& event, std::vector<FollowUp>& out) const {
  if (event.charge.minor != 0) {
    HoldTransfer hold;
    hold.transfer = names_.hold_of(event.shipment);
    hold.debit = event.bill_to;
    hold.credit = event.carrier;
    hold.reference = Id(event.shipment);
    hold.amount = amount_of(event.charge);
    hold.ledger = event.ledger;
    hold.debit_kind = AccountKind::kAsset;
    hold.credit_kind = AccountKind::kIncome;
    out.push_back({hold});
  } else if (auto_open_ == AutoOpen::kOn) {
    OpenAccount open;
    open.ledger = event.ledger;
    open.origin = AccountOrigin::kAutomatic;
    open.account = event.bill_to;
    open.kind = AccountKind::kAsset;
    out.push_back({open});
    open.account = event.carrier;
    open.kind = AccountKind::kIncome;
    out.push_back({open});
  }
}

void Billing::react(const ShipmentDelivered& event, std::vector<FollowUp>& out) const {
  if (event.charge.minor == 0) return;
  out.push_back({PostTransfer{names_.hold_of(event.shipment), Id(event.shipment), {}}});
}

void Billing::release(const ShipmentId& shipment, Money charge, std::vector<FollowUp>& out) const {
  if (charge.minor == 0) return;
  out.push_back({VoidTransfer{names_.hold_of(shipment), Id(shipment)}});
}

void Billing::react(const ShipmentCancelled& event, std::vector<FollowUp>& out) const {
  if (event.cause != CancelCause::kHoldRefused) release(event.shipment, event.charge, out);
}

void Billing::react(const ShipmentReturned& event, std::vector<FollowUp>& out) const {
  release(event.shipment, event.charge, out);
}

void Billing::react(const ShipmentLost& event, std::vector<FollowUp>& out) const {
  release(event.shipment, event.charge, out);
  if (event.declared_value.minor == 0) return;
  Transfer claim;
  claim.transfer = names_.claim_of(event.shipment);
  claim.debit = account_of_the_house("claims:", event.ledger);
  claim.credit = event.bill_to;
  claim.reference = Id(event.shipment);
  claim.amount = amount_of(event.declared_value);
  claim.ledger = event.ledger;
  claim.debit_kind = AccountKind::kExpense;
  claim.credit_kind = AccountKind::kAsset;
  out.push_back({claim});
}

void Billing::refused(const HoldTransfer& command, const Refusal& refusal, std::vector<FollowUp>& out) const {
  const std::string name = refusal.substr(refusal.find('.') + 1);
  out.push_back({CancelShipment{ShipmentId(*command.reference), CancelCause::kHoldRefused}, name});
}

void Billing::refused(const PostTransfer& command, const Refusal& refusal, std::vector<FollowUp>& out) const {
  record(command.transfer, *command.reference, BillingStep::kInvoice, refusal, out);
}

void Billing::refused(const VoidTransfer& command, const Refusal& refusal, std::vector<FollowUp>& out) const {
  record(command.transfer, *command.reference, BillingStep::kRelease, refusal, out);
}

void Billing::refused(const Transfer& command, const Refusal& refusal, std::vector<FollowUp>& out) const {
  record(command.transfer, *command.reference, BillingStep::kClaim, refusal, out);
}

Verdict Billing::run(const RecordBillingFailure& command, Step& step) {
  if (const auto found = failures_.find(command.transfer); found != failures_.end()) step.finds(found->second.version);
  if (step.sender != Sender::kPolicy) return {"billing.reserved_for_policies"};
  Failure& failure = failures_[command.transfer];
  failure.recorded = command;
  failure.code = step.code;
  step.version = ++failure.version;
  step.tell(BillingFailed{command.transfer, command.shipment, command.step, 0, 0}, step.version);
  return {};
}

}  // namespace daybook::domain::reference
