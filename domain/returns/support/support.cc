#include "domain/returns/support/support.h"

#include "engine/check.h"

namespace daybook::domain {

namespace {

// Every team's piece has the refund's id.
void record_done(const Id& piece, Team team, FollowUps& out) { out.send(RecordTeamDone{RefundId(piece), team}); }

}  // namespace

Verdict Support::decide(const RequestRefund& command, Decision& out) const {
  const Digest digest = digest_of(command, out);
  const Refund* row = refunds.find(command.refund);
  out.version(row == nullptr ? 0 : row->version);
  const bool awaited = row != nullptr && row->state == RefundState::kAwaited;
  if (row != nullptr && !awaited) {
    const bool same = row->digest == digest;
    return Verdict(same ? SupportRefusal::kAlreadyExists : SupportRefusal::kExistsWithDifferentContent, row->created);
  }
  if (out.context().actor.empty()) return SupportRefusal::kNoActor;
  if (!command.ledger.valid()) return SupportRefusal::kInvalidLedger;
  if (command.amount == Amount{}) return SupportRefusal::kZeroAmount;
  if (const RefundId* other = open_orders.find(command.order)) {
    return Verdict(SupportRefusal::kOrderHasOpenRefund, refunds.find(*other)->created);
  }
  out.emit(RefundRequested{.refund = command.refund,
                           .order = command.order,
                           .customer = command.customer,
                           .shipment = command.shipment,
                           .item = command.item,
                           .model = command.model,
                           .location = command.location,
                           .requester = out.context().actor,
                           .digest = digest,
                           .amount = command.amount,
                           .cost = command.cost,
                           .ledger = command.ledger});
  if (awaited && row->done == kAllTeams) out.emit(RefundClosed{command.refund, command.order});
  return out.accept();
}

Verdict Support::decide(const RecordTeamDone& command, Decision& out) const {
  const Refund* row = refunds.find(command.refund);
  out.version(row == nullptr ? 0 : row->version);
  if (!out.context().follow_up) return SupportRefusal::kReservedForPolicies;
  const unsigned before = row == nullptr ? 0U : row->done;
  const unsigned done = before | bit_of(command.team);
  if (done == before) return out.accept();
  out.emit(TeamDone{command.refund, command.team});
  const bool open = row != nullptr && row->state == RefundState::kOpen;
  if (open && done == kAllTeams) out.emit(RefundClosed{command.refund, row->order});
  return out.accept();
}

void Support::react(const RefundApproved& event, FollowUps& out) const { record_done(event.refund, Team::kSales, out); }
void Support::react(const RefundDeclined& event, FollowUps& out) const { record_done(event.refund, Team::kSales, out); }
void Support::react(const ReplacementSent& event, FollowUps& out) const {
  record_done(event.refund, Team::kInventory, out);
}
void Support::react(const ReplacementWithdrawn& event, FollowUps& out) const {
  record_done(event.refund, Team::kInventory, out);
}
void Support::react(const DisassemblyClosed& event, FollowUps& out) const {
  record_done(event.refund, Team::kManufacturing, out);
}
void Support::react(const DisassemblyWithdrawn& event, FollowUps& out) const {
  record_done(event.refund, Team::kManufacturing, out);
}
void Support::react(const DisposalSettled& event, FollowUps& out) const {
  record_done(event.refund, Team::kAccounting, out);
}
void Support::react(const DisposalReversed& event, FollowUps& out) const {
  record_done(event.refund, Team::kAccounting, out);
}

void Support::apply(const RefundRequested& event, const Context& context) {
  Refund& refund = refunds[event.refund];
  CHECK(refund.version == 0 || refund.state == RefundState::kAwaited);
  refund.digest = event.digest;
  refund.created = context.sequence;
  refund.order = event.order;
  refund.state = RefundState::kOpen;
  ++refund.version;
  open_orders[event.order] = event.refund;
}

void Support::apply(const TeamDone& event) {
  Refund& refund = refunds[event.refund];
  if (refund.version == 0) refund.state = RefundState::kAwaited;
  refund.done = static_cast<std::uint16_t>(refund.done | bit_of(event.team));
  ++refund.version;
}

void Support::apply(const RefundClosed& event) {
  Refund* refund = refunds.find(event.refund);
  CHECK(refund != nullptr);
  refund->state = RefundState::kClosed;
  ++refund->version;
  open_orders.erase(event.order);
}

}  // namespace daybook::domain
