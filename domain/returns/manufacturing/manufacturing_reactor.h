#pragma once

#include "domain/returns/manufacturing/messages.h"
#include "domain/returns/published.h"
#include "engine/reaction.h"

namespace daybook::domain {

// The manufacturing team's ear: a disassembly order for each refund that is requested, withdrawn where the refund is
// declined. An order that was closed before stays closed.
class ManufacturingReactor {
 public:
  static constexpr Id kName{"manufacturing"};
  using Reacts = Messages<RefundRequested, RefundDeclined>;
  using Sends = Messages<OpenDisassembly, WithdrawDisassembly>;
  using Reaction = daybook::Reaction<ManufacturingReactor>;

  void react(const RefundRequested& event, const EventContext& context, Reaction& out) const;
  void react(const RefundDeclined& event, const EventContext& context, Reaction& out) const;
};

}  // namespace daybook::domain
