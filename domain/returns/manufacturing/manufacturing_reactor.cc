#include "domain/returns/manufacturing/manufacturing_reactor.h"

namespace daybook::domain {

namespace {

void withdraw(const DisassemblyId& refund, ManufacturingReactor::Reaction& out) {
  out.send(WithdrawDisassembly{refund}, "the refund was declined");
}

}  // namespace

void ManufacturingReactor::react(const RefundRequested& event, const EventContext&, Reaction& out) const {
  out.send(OpenDisassembly{.refund = DisassemblyId(event.refund),
                           .item = event.item,
                           .model = event.model,
                           .location = event.location,
                           .ledger = event.ledger});
  if (declined_.contains(event.refund)) withdraw(DisassemblyId(event.refund), out);
}

void ManufacturingReactor::react(const RefundDeclined& event, const EventContext&, Reaction& out) const {
  withdraw(DisassemblyId(event.refund), out);
}

}  // namespace daybook::domain
