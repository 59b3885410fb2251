#include "domain/returns/accounting/accounting_reactor.h"

#include "domain/returns/house_account.h"

namespace daybook::domain {

namespace {

using Reaction = AccountingReactor::Reaction;

void release(const DisposalId& refund, Reaction& out) {
  out.send(VoidTransfer{.transfer = booking_of(refund), .reference = Maybe<Id>(refund)});
}

void reverse(const DisposalId& refund, Reaction& out) {
  out.send(ReverseAssetDisposal{refund}, "the refund was declined");
}

void record_failure(const Maybe<Id>& refund, Code code, Reaction& out) {
  out.send(RecordBookingFailure{.refund = DisposalId(*refund), .refusing_part = code.part, .refusal = code.number});
}

}  // namespace

TransferId booking_of(const DisposalId& refund) { return TransferId(Id::derived("disposal", refund)); }
AccountId disposal_account(Currency ledger) { return house_account("disposal:", ledger); }
AccountId assets_account(Currency ledger) { return house_account("assets:", ledger); }

// Null where it is no booking of a disposal.
template <class E>
AccountingReactor::Booked* AccountingReactor::booked(const E& event) {
  const bool is_booking = event.debit == disposal_account(event.ledger) && event.credit == assets_account(event.ledger);
  return is_booking ? &bookings_[event.transfer] : nullptr;
}

void AccountingReactor::apply(const TransferHeld& event) {
  Booked* booking = booked(event);
  if (booking == nullptr) return;
  *booking = {.state = State::kHeld, .held = event.amount, .posted = {}, .ledger = event.ledger};
}
void AccountingReactor::apply(const TransferPosted& event) {
  Booked* booking = booked(event);
  if (booking == nullptr) return;
  booking->state = State::kPosted;
  booking->posted = event.posted;
}
void AccountingReactor::apply(const TransferVoided& event) {
  if (Booked* booking = booked(event)) booking->state = State::kVoided;
}
void AccountingReactor::apply(const TransferExpired& event) {
  if (Booked* booking = booked(event)) booking->state = State::kExpired;
}
void AccountingReactor::apply(const TransferReversed& event) {
  const auto found = bookings_.find(event.original);
  if (found != bookings_.end()) found->second.state = State::kReversed;
}

void AccountingReactor::react(const RefundRequested& event, const EventContext&, Reaction& out) const {
  out.send(ChargeAssetDisposal{
      .refund = DisposalId(event.refund), .item = event.item, .cost = event.cost, .ledger = event.ledger});
  if (declined_.contains(event.refund)) reverse(DisposalId(event.refund), out);
}

void AccountingReactor::react(const DisposalCharged& event, const EventContext&, Reaction& out) const {
  if (event.cost == Amount{}) return;
  out.send(HoldTransfer{.transfer = booking_of(event.refund),
                        .debit = disposal_account(event.ledger),
                        .credit = assets_account(event.ledger),
                        .reference = Maybe<Id>(event.refund),
                        .amount = event.cost,
                        .ledger = event.ledger});
}

void AccountingReactor::react(const DisassemblyClosed& event, const EventContext&, Reaction& out) const {
  out.send(SettleAssetDisposal{.refund = DisposalId(event.refund), .salvage = event.salvage, .ledger = event.ledger});
}

void AccountingReactor::react(const DisposalSettled& event, const EventContext&, Reaction& out) const {
  if (event.cost == Amount{}) return;
  if (event.loss == Amount{}) return release(event.refund, out);
  out.send(
      PostTransfer{.transfer = booking_of(event.refund), .reference = Maybe<Id>(event.refund), .amount = event.loss});
}

void AccountingReactor::react(const RefundDeclined& event, const EventContext&, Reaction& out) const {
  reverse(DisposalId(event.refund), out);
}

void AccountingReactor::react(const DisposalReversed& event, const EventContext&, Reaction& out) const {
  if (event.cost != Amount{}) release(event.refund, out);
}

void AccountingReactor::refused(const HoldTransfer& command, Code code, const EventContext&, Reaction& out) const {
  const Booked made = find(command.transfer);
  const bool was_made = made.state != State::kNone && made.state != State::kExpired;
  if (was_made && made.held == command.amount && made.ledger == command.ledger) return;
  record_failure(command.reference, code, out);
}
void AccountingReactor::refused(const PostTransfer& command, Code code, const EventContext&, Reaction& out) const {
  const Booked made = find(command.transfer);
  if (made.state == State::kPosted && made.posted == *command.amount) return;
  record_failure(command.reference, code, out);
}
void AccountingReactor::refused(const VoidTransfer& command, Code code, const EventContext&, Reaction& out) const {
  const State state = find(command.transfer).state;
  const bool is_released = state == State::kVoided || state == State::kExpired || state == State::kReversed;
  if (!is_released) record_failure(command.reference, code, out);
}

AccountingReactor::Booked AccountingReactor::find(const TransferId& booking) const {
  const auto found = bookings_.find(booking);
  return found == bookings_.end() ? Booked() : found->second;
}

}  // namespace daybook::domain
