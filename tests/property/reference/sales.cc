#include "tests/property/reference/sales.h"

#include "tests/property/reference/text.h"

namespace daybook::domain::reference {

namespace {

Verdict refuse(const char* name, std::uint64_t related = 0) { return {std::string("sales.") + name, related}; }

}  // namespace

Sales::OrderRefund* Sales::find(const OrderRefundId& refund, Step& step) {
  const auto found = refunds_.find(refund);
  if (found == refunds_.end()) return nullptr;
  step.finds(found->second.version);
  return &found->second;
}

void Sales::tell(OrderRefund& refund, Step& step, AnyEvent event) {
  step.version = ++refund.version;
  step.tell(std::move(event), refund.version);
}

void Sales::approve(OrderRefund& refund, Maybe<Id> approver, Step& step) {
  refund.stage = Stage::kApproved;
  const OpenOrderRefund& opened = refund.opened;
  tell(refund, step, RefundApproved{opened.refund, opened.customer, approver, opened.amount, opened.ledger});
}

Verdict Sales::run(const OpenOrderRefund& command, Step& step) {
  if (const OrderRefund* old = find(command.refund, step)) {
    const bool same = content_of(old->opened) == content_of(command);
    return refuse(same ? "already_exists" : "exists_with_different_content", old->sequence);
  }
  if (!command.ledger.valid()) return refuse("invalid_ledger");
  if (command.amount.minor == 0) return refuse("zero_amount");
  OrderRefund& refund = refunds_[command.refund];
  refund.opened = command;
  refund.sequence = step.sequence;
  tell(refund, step,
       OrderRefundOpened{
           command.refund, command.order, command.customer, command.requester, {}, command.amount, command.ledger});
  if (command.amount <= limit_) {
    approve(refund, {}, step);
  } else if (sla_s_ != 0) {
    step.timers.push_back({step.now_ns + sla_s_ * 1'000'000'000, EscalateRefund{command.refund}});
  }
  return {};
}

Verdict Sales::undecidable(const OrderRefund* refund, const Step& step) {
  if (refund == nullptr) return refuse("unknown_refund");
  if (refund->stage == Stage::kApproved) return refuse("already_approved", refund->sequence);
  if (refund->stage == Stage::kDeclined) return refuse("already_declined", refund->sequence);
  if (step.actor.empty()) return refuse("no_actor");
  if (step.actor == refund->opened.requester) return refuse("approver_is_requester");
  return {};
}

Verdict Sales::run(const ApproveRefund& command, Step& step) {
  OrderRefund* refund = find(command.refund, step);
  if (Verdict verdict = undecidable(refund, step); !verdict.refusal.empty()) return verdict;
  approve(*refund, step.actor, step);
  return {};
}

Verdict Sales::run(const DeclineRefund& command, Step& step) {
  OrderRefund* refund = find(command.refund, step);
  if (Verdict verdict = undecidable(refund, step); !verdict.refusal.empty()) return verdict;
  refund->stage = Stage::kDeclined;
  tell(*refund, step, RefundDeclined{command.refund, step.actor});
  return {};
}

Verdict Sales::run(const EscalateRefund& command, Step& step) {
  OrderRefund* refund = find(command.refund, step);
  const bool waits = refund != nullptr && refund->stage == Stage::kWaiting;
  if (!waits) step.finds(0);  // only those that wait are looked at
  if (step.sender != Sender::kTimer) return refuse("reserved_for_timers");
  if (waits) tell(*refund, step, RefundEscalated{command.refund});
  return {};
}

Verdict Sales::run(const RecordPaymentFailure& command, Step& step) {
  OrderRefund* refund = find(command.refund, step);
  if (refund == nullptr) return refuse("unknown_refund");
  if (refund->stage != Stage::kApproved) return refuse("not_approved");
  if (refund->payment_failed) return {};
  refund->payment_failed = true;
  tell(*refund, step, RefundPaymentFailed{command.refund, 0, 0});
  return {};
}

}  // namespace daybook::domain::reference
