#pragma once

#include <tuple>

#include "domain/returns/support/messages.h"
#include "domain/returns/support/refusals.h"
#include "domain/returns/support/state.h"
#include "engine/compose.h"
#include "engine/decision.h"
#include "engine/table.h"

namespace daybook::domain {

// Where a refund begins and ends. Support sends nothing to the teams: they hear RefundRequested. It is a policy only
// for the end: it hears how each team's piece ended, and closes the refund with the fourth. A piece may have ended
// before the refund is requested, since people may open pieces by hand: it counts.
class Support {
 public:
  using Commands = Messages<RequestRefund, RecordTeamDone>;
  using Events = Messages<RefundRequested, TeamDone, RefundClosed>;
  using Refusals = SupportRefusal;
  using Reacts = Messages<RefundApproved, RefundDeclined, ReplacementSent, ReplacementWithdrawn, DisassemblyClosed,
                          DisassemblyWithdrawn, DisposalSettled, DisposalReversed>;
  using Decision = daybook::Decision<Support>;
  static constexpr Rules kRules{.name = "support", .version = 2};

  Verdict decide(const RequestRefund& command, Decision& out) const;
  Verdict decide(const RecordTeamDone& command, Decision& out) const;

  void react(const RefundApproved& event, FollowUps& out) const;
  void react(const RefundDeclined& event, FollowUps& out) const;
  void react(const ReplacementSent& event, FollowUps& out) const;
  void react(const ReplacementWithdrawn& event, FollowUps& out) const;
  void react(const DisassemblyClosed& event, FollowUps& out) const;
  void react(const DisassemblyWithdrawn& event, FollowUps& out) const;
  void react(const DisposalSettled& event, FollowUps& out) const;
  void react(const DisposalReversed& event, FollowUps& out) const;

  void apply(const RefundRequested& event, const Context& context);
  void apply(const TeamDone& event);
  void apply(const RefundClosed& event);

  void prefetch(const auto& message, Ahead ahead) const {
    refunds.prefetch(message.refund, ahead);
    if constexpr (requires { message.order; }) open_orders.prefetch(message.order, ahead.index_only());
  }
  auto tables() { return std::tie(refunds, open_orders); }

  Table<RefundId, Refund> refunds;
  Table<OrderId, RefundId> open_orders;  // the one refund of an order that is open
};

}  // namespace daybook::domain
