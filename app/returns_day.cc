#include "app/returns_day.h"

#include "domain/returns/inventory/inventory.h"

namespace daybook::app {

ReturnsDay::Case ReturnsDay::refund(std::uint64_t number) const {
  Case one;
  one.number = number;
  one.model = number % kModels;
  number += seed_;
  const std::uint64_t turn = number % 5;
  if (turn == 3) one.way = Way::kApproved;
  if (turn == 4) one.way = one.model == kScarceModel ? Way::kApproved : Way::kDeclined;
  one.amount = {one.way == Way::kByRule ? kLimit.minor - number % 1'000 : kLimit.minor + 1 + number % 1'000};
  one.cost = {2'000 + number % 100};
  one.salvage = {number % 3 == 0 ? one.cost.minor : number % 500};
  one.asked_twice = number % 10 == 7;
  one.decided_by_asker = one.way == Way::kApproved && number % 2 == 0;
  return one;
}

std::uint64_t ReturnsDay::of_model(std::uint64_t model) const {
  std::uint64_t count = 0;
  for (std::uint64_t i = 0; i < refunds_; ++i) count += refund(i).model == model ? 1U : 0U;
  return count;
}

ReturnsDay::Counts ReturnsDay::expected() const {
  Counts counts;
  auto& events = counts.events;
  auto& refusals = counts.refusals;
  for (std::uint64_t i = 0; i < refunds_; ++i) {
    const Case one = refund(i);
    ++events["RefundRequested"];
    ++events["OrderRefundOpened"];
    ++events["RefundClosed"];
    ++events["DisassemblyOpened"];
    ++events["DisposalCharged"];
    ++events["ReplacementReserved"];
    if (one.model == kScarceModel) ++events["ReplacementBackordered"];
    if (one.way != Way::kByRule) {
      ++events["RefundEscalated"];
      ++counts.timers;
    }
    ++events[one.declined() ? "RefundDeclined" : "RefundApproved"];
    ++events[one.declined() ? "ReplacementWithdrawn" : "ReplacementSent"];
    ++events[one.declined() ? "DisassemblyWithdrawn" : "DisassemblyClosed"];
    ++events[one.declined() ? "DisposalReversed" : "DisposalSettled"];
    // The one that comes back, and its replacement.
    events["ShipmentSubmitted"] += 2;
    events["ShipmentDelivered"] += one.declined() ? 1 : 2;
    if (one.declined()) ++events["ShipmentCancelled"];
    events["TeamDone"] += 4;
    if (one.asked_twice) ++refusals["support.order_has_open_refund"];
    if (one.decided_by_asker) ++refusals["sales.approver_is_requester"];
    counts.follow_ups += 4 + 4;  // two holds, each posted or voided; four teams done
    if (one.declined()) continue;
    counts.paid += one.amount.minor;
    counts.lost += one.cost.minor - one.salvage.minor;
  }
  for (std::uint64_t i = 0; i < holds(); ++i) {
    ++events[expires(i) ? "TransferExpired" : "TransferPosted"];
    if (expires(i)) ++counts.timers;
    if (expires(i)) ++refusals["accounts.expired"];
    if (is_reversed(i)) ++events["TransferReversed"];
  }
  // Deliveries are posted, cancellations voided; a disposal is posted less its salvage, or voided.
  for (std::uint64_t i = 0; i < refunds_; ++i) {
    const Case one = refund(i);
    events["TransferPosted"] += one.declined() ? 1 : 2;
    if (one.declined()) ++events["TransferVoided"];
    ++events[one.declined() || one.salvage == one.cost ? "TransferVoided" : "TransferPosted"];
  }
  events["TransferHeld"] = 3 * refunds_ + holds();
  // What one decision leaves of the backorders is filled by timers.
  const std::uint64_t backorders = of_model(kScarceModel);
  if (backorders > domain::kMaxFilled) counts.timers += backorders - domain::kMaxFilled;
  return counts;
}

}  // namespace daybook::app
