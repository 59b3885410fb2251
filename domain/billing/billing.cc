#include "domain/billing/billing.h"

#include <algorithm>
#include <array>

#include "domain/accounts/refusals.h"

namespace daybook::domain {

namespace {

Maybe<Id> reference_to(const ShipmentId& shipment) { return Maybe<Id>(static_cast<const Id&>(shipment)); }

// Every follow-up of this policy names its shipment.
ShipmentId shipment_of(const Maybe<Id>& reference) { return ShipmentId(*reference); }

void record(const TransferId& transfer, const ShipmentId& shipment, BillingStep step, Code code, FollowUps& out) {
  out.send(RecordBillingFailure{
      .transfer = transfer, .shipment = shipment, .step = step, .refusing_part = code.part, .refusal = code.number});
}

void release(const ShipmentId& shipment, FollowUps& out) {
  out.send(VoidTransfer{.transfer = hold_of(shipment), .reference = reference_to(shipment)});
}

}  // namespace

TransferId hold_of(const ShipmentId& shipment) { return TransferId(Id::derived("hold", shipment)); }
TransferId claim_of(const ShipmentId& shipment) { return TransferId(Id::derived("claim", shipment)); }

AccountId claims_account(Currency ledger) {
  constexpr std::string_view kPrefix = "claims:";
  std::array<std::uint8_t, Id::kBytes> bytes{};
  std::copy(kPrefix.begin(), kPrefix.end(), bytes.begin());
  std::copy_n(ledger.letters.begin(), 3, bytes.begin() + kPrefix.size());
  return AccountId(Id(bytes));
}

// The kinds let the ledger open what is missing together with the hold: no follow-up of its own for an account that is
// nearly always there, and no second list of accounts here.
void Billing::react(const ShipmentSubmitted& event, FollowUps& out) const {
  if (event.charge == Money{}) return open_named(event, out);
  out.send(HoldTransfer{.transfer = hold_of(event.shipment),
                        .debit = event.bill_to,
                        .credit = event.carrier,
                        .reference = reference_to(event.shipment),
                        .amount = amount_of(event.charge),
                        .ledger = event.ledger,
                        .debit_kind = AccountKind::kAsset,
                        .credit_kind = AccountKind::kIncome});
}

// A shipment that is free holds nothing, but names its accounts all the same.
void Billing::open_named(const ShipmentSubmitted& event, FollowUps& out) const {
  const BillingSettings* row = settings.find(kConfiguration);
  if (row == nullptr || row->auto_open == AutoOpen::kOff) return;
  const auto open = [&](const AccountId& account, AccountKind kind) {
    out.send(OpenAccount{.account = account,
                         .credit_line = {},
                         .ledger = event.ledger,
                         .kind = kind,
                         .limit = AccountLimit::kNone,
                         .origin = AccountOrigin::kAutomatic});
  };
  open(event.bill_to, AccountKind::kAsset);
  open(event.carrier, AccountKind::kIncome);
}

void Billing::react(const ShipmentDelivered& event, FollowUps& out) const {
  if (event.charge == Money{}) return;
  out.send(PostTransfer{.transfer = hold_of(event.shipment), .reference = reference_to(event.shipment), .amount = {}});
}

void Billing::react(const ShipmentCancelled& event, FollowUps& out) const {
  if (event.charge == Money{} || event.cause == CancelCause::kHoldRefused) return;
  release(event.shipment, out);
}

void Billing::react(const ShipmentLost& event, FollowUps& out) const {
  if (event.charge != Money{}) release(event.shipment, out);
  if (event.declared_value == Money{}) return;
  out.send(Transfer{.transfer = claim_of(event.shipment),
                    .debit = claims_account(event.ledger),
                    .credit = event.bill_to,
                    .reference = reference_to(event.shipment),
                    .amount = amount_of(event.declared_value),
                    .ledger = event.ledger,
                    .debit_kind = AccountKind::kExpense,
                    .credit_kind = AccountKind::kAsset});
}

void Billing::react(const ShipmentReturned& event, FollowUps& out) const {
  if (event.charge != Money{}) release(event.shipment, out);
}

// An account that a free shipment names and that cannot be opened stands in nobody's way.
void Billing::refused(const OpenAccount&, Code, FollowUps&) const {}

void Billing::refused(const HoldTransfer& command, Code code, FollowUps& out) const {
  out.send(CancelShipment{.shipment = shipment_of(command.reference), .cause = CancelCause::kHoldRefused},
           code.part == 0 ? enumerator_name(static_cast<EngineRefusal>(code.number))
                          : enumerator_name(static_cast<AccountRefusal>(code.number)));
}

void Billing::refused(const PostTransfer& command, Code code, FollowUps& out) const {
  record(command.transfer, shipment_of(command.reference), BillingStep::kInvoice, code, out);
}

void Billing::refused(const VoidTransfer& command, Code code, FollowUps& out) const {
  record(command.transfer, shipment_of(command.reference), BillingStep::kRelease, code, out);
}

void Billing::refused(const Transfer& command, Code code, FollowUps& out) const {
  record(command.transfer, shipment_of(command.reference), BillingStep::kClaim, code, out);
}

void Billing::refused(const CancelShipment& command, Code code, FollowUps& out) const {
  record(hold_of(command.shipment), command.shipment, BillingStep::kCancel, code, out);
}

Verdict Billing::decide(const RecordBillingFailure& command, Decision& out) const {
  const BillingFailure* row = failures.find(command.transfer);
  out.version(row == nullptr ? 0 : row->version);
  if (!out.context().follow_up) return BillingRefusal::kReservedForPolicies;
  return out.accept(BillingFailed{.transfer = command.transfer,
                                  .shipment = command.shipment,
                                  .step = command.step,
                                  .refusing_part = command.refusing_part,
                                  .refusal = command.refusal});
}

void Billing::apply(const BillingFailed& event) {
  BillingFailure& row = failures[event.transfer];
  row.shipment = event.shipment;
  row.step = event.step;
  row.refusing_part = event.refusing_part;
  row.refusal = event.refusal;
  ++row.version;
}

void Billing::apply(const DomainConfigured& event) { settings[event.configuration].auto_open = event.auto_open; }

}  // namespace daybook::domain
