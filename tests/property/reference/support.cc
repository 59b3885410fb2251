#include "tests/property/reference/support.h"

#include "tests/property/reference/text.h"

namespace daybook::domain::reference {

namespace {

Verdict refuse(const char* name, std::uint64_t related = 0) { return {std::string("support.") + name, related}; }

}  // namespace

Verdict Support::run(const RequestRefund& command, Step& step) {
  if (const auto found = refunds_.find(command.refund); found != refunds_.end()) {
    const Refund& old = found->second;
    step.finds(old.version);
    if (old.requested) {
      const bool same = content_of(*old.requested) == content_of(command);
      return refuse(same ? "already_exists" : "exists_with_different_content", old.sequence);
    }
  }
  if (step.actor.empty()) return refuse("no_actor");
  if (!command.ledger.valid()) return refuse("invalid_ledger");
  if (command.amount.minor == 0) return refuse("zero_amount");
  for (const auto& [id, refund] : refunds_) {
    if (refund.requested && refund.requested->order == command.order && !refund.is_closed()) {
      return refuse("order_has_open_refund", refund.sequence);
    }
  }
  Refund& refund = refunds_[command.refund];
  refund.requested = command;
  refund.sequence = step.sequence;
  step.tell(RefundRequested{command.refund,
                            command.order,
                            command.customer,
                            command.shipment,
                            command.item,
                            command.model,
                            command.location,
                            step.actor,
                            {},
                            command.amount,
                            command.cost,
                            command.ledger},
            ++refund.version);
  if (refund.is_closed()) step.tell(RefundClosed{command.refund, command.order}, ++refund.version);
  step.version = refund.version;
  return {};
}

Verdict Support::run(const RecordTeamDone& command, Step& step) {
  if (const auto found = refunds_.find(command.refund); found != refunds_.end()) step.finds(found->second.version);
  if (step.sender != Sender::kPolicy) return refuse("reserved_for_policies");
  Refund& refund = refunds_[command.refund];
  if (!refund.done.insert(command.team).second) return {};
  step.tell(TeamDone{command.refund, command.team}, ++refund.version);
  if (refund.is_closed()) step.tell(RefundClosed{command.refund, refund.requested->order}, ++refund.version);
  step.version = refund.version;
  return {};
}

}  // namespace daybook::domain::reference
