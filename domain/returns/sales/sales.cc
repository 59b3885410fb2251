#include "domain/returns/sales/sales.h"

#include "engine/check.h"

namespace daybook::domain {

Verdict Sales::decide(const OpenOrderRefund& command, Decision& out) const {
  const Digest digest = digest_of(command, out);
  const auto exists = [&](const auto& row) {
    out.version(row.version);
    return Verdict(row.digest == digest ? SalesRefusal::kAlreadyExists : SalesRefusal::kExistsWithDifferentContent,
                   row.created);
  };
  if (const WaitingRefund* row = waiting.find(command.refund)) return exists(*row);
  if (const DecidedRefund* row = decided.find(command.refund)) return exists(*row);
  out.version(0);
  if (!command.ledger.valid()) return SalesRefusal::kInvalidLedger;
  if (command.amount == Amount{}) return SalesRefusal::kZeroAmount;
  out.emit(OrderRefundOpened{.refund = command.refund,
                             .order = command.order,
                             .customer = command.customer,
                             .requester = command.requester,
                             .digest = digest,
                             .amount = command.amount,
                             .ledger = command.ledger});
  const SalesSettings* configured = settings.find(kConfiguration);
  const SalesSettings limits = configured == nullptr ? SalesSettings{} : *configured;
  if (command.amount <= limits.refund_limit) {
    return out.accept(RefundApproved{.refund = command.refund,
                                     .customer = command.customer,
                                     .approver = {},
                                     .amount = command.amount,
                                     .ledger = command.ledger});
  }
  if (limits.refund_sla_s != 0) {
    constexpr std::uint64_t kNanoseconds = 1'000'000'000;
    out.arm(Stamp{out.context().now.ns + limits.refund_sla_s * kNanoseconds}, EscalateRefund{command.refund});
  }
  return out.accept();
}

tl::expected<const WaitingRefund*, Verdict> Sales::find_waiting(const OrderRefundId& refund, Decision& out) const {
  const auto no = [](SalesRefusal refusal, Sequence related = {}) { return tl::unexpected(Verdict(refusal, related)); };
  if (const WaitingRefund* row = waiting.find(refund)) {
    out.version(row->version);
    if (out.context().actor.empty()) return no(SalesRefusal::kNoActor);
    if (out.context().actor == row->requester) return no(SalesRefusal::kApproverIsRequester);
    return row;
  }
  const DecidedRefund* gone = decided.find(refund);
  out.version(gone == nullptr ? 0 : gone->version);
  if (gone == nullptr) return no(SalesRefusal::kUnknownRefund);
  const bool declined = gone->state == DecidedState::kDeclined;
  return no(declined ? SalesRefusal::kAlreadyDeclined : SalesRefusal::kAlreadyApproved, gone->created);
}

Verdict Sales::decide(const ApproveRefund& command, Decision& out) const {
  const auto row = find_waiting(command.refund, out);
  if (!row) return row.error();
  return out.accept(RefundApproved{.refund = command.refund,
                                   .customer = (*row)->customer,
                                   .approver = out.context().actor,
                                   .amount = (*row)->amount,
                                   .ledger = (*row)->ledger});
}

Verdict Sales::decide(const DeclineRefund& command, Decision& out) const {
  if (const auto row = find_waiting(command.refund, out); !row) return row.error();
  return out.accept(RefundDeclined{.refund = command.refund, .decliner = out.context().actor});
}

Verdict Sales::decide(const EscalateRefund& command, Decision& out) const {
  const WaitingRefund* row = waiting.find(command.refund);
  out.version(row == nullptr ? 0 : row->version);
  if (!out.context().by_timer) return SalesRefusal::kReservedForTimers;
  if (row == nullptr) return out.accept();  // decided in time
  return out.accept(RefundEscalated{command.refund});
}

Verdict Sales::decide(const RecordPaymentFailure& command, Decision& out) const {
  const DecidedRefund* row = decided.find(command.refund);
  const WaitingRefund* open = waiting.find(command.refund);
  out.version(row != nullptr ? row->version : open != nullptr ? open->version : 0);
  if (row == nullptr && open == nullptr) return SalesRefusal::kUnknownRefund;
  if (row == nullptr || row->state == DecidedState::kDeclined) return SalesRefusal::kNotApproved;
  if (row->state == DecidedState::kPaymentFailed) return out.accept();
  return out.accept(RefundPaymentFailed{command.refund, command.refusing_part, command.refusal});
}

void Sales::apply(const OrderRefundOpened& event, const Context& context) {
  const bool fresh = waiting
                         .insert(event.refund, WaitingRefund{.digest = event.digest,
                                                             .created = context.sequence,
                                                             .customer = event.customer,
                                                             .requester = event.requester,
                                                             .amount = event.amount,
                                                             .version = 1,
                                                             .ledger = event.ledger})
                         .second;
  CHECK(fresh);
}

void Sales::apply(const RefundApproved& event) { close(event.refund, DecidedState::kApproved); }
void Sales::apply(const RefundDeclined& event) { close(event.refund, DecidedState::kDeclined); }
void Sales::apply(const RefundEscalated& event) { ++row(event.refund).version; }

void Sales::apply(const RefundPaymentFailed& event) {
  DecidedRefund* found = decided.find(event.refund);
  CHECK(found != nullptr);
  found->state = DecidedState::kPaymentFailed;
  ++found->version;
}

void Sales::apply(const DomainConfigured& event) {
  settings[event.configuration] = SalesSettings{.refund_limit = event.refund_limit, .refund_sla_s = event.refund_sla_s};
}

WaitingRefund& Sales::row(const OrderRefundId& refund) {
  WaitingRefund* found = waiting.find(refund);
  CHECK(found != nullptr);
  return *found;
}

void Sales::close(const OrderRefundId& refund, DecidedState state) {
  const WaitingRefund& last = row(refund);
  decided.insert(
      refund,
      DecidedRefund{.digest = last.digest, .created = last.created, .version = last.version + 1, .state = state});
  waiting.erase(refund);
}

}  // namespace daybook::domain
