#pragma once

#include <unordered_set>

#include "domain/returns/manufacturing/messages.h"
#include "domain/returns/published.h"
#include "engine/reaction.h"

namespace daybook::domain {

// The manufacturing team's ear: a disassembly order for each refund that is requested, withdrawn where the refund is
// declined, or was before support asked. An order that was closed before stays closed.
class ManufacturingReactor {
 public:
  static constexpr Id kName{"manufacturing"};
  using Listens = Messages<RefundDeclined>;
  using Reacts = Messages<RefundRequested, RefundDeclined>;
  using Sends = Messages<OpenDisassembly, WithdrawDisassembly>;
  using Reaction = daybook::Reaction<ManufacturingReactor>;

  void apply(const RefundDeclined& event) { declined_.insert(event.refund); }

  void react(const RefundRequested& event, const EventContext& context, Reaction& out) const;
  void react(const RefundDeclined& event, const EventContext& context, Reaction& out) const;

 private:
  std::unordered_set<Id, IdHash> declined_;
};

}  // namespace daybook::domain
