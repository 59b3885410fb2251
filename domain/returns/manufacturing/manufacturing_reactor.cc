#include "domain/returns/manufacturing/manufacturing_reactor.h"

namespace daybook::domain {

void ManufacturingReactor::react(const RefundRequested& event, const EventContext&, Reaction& out) const {
  out.send(OpenDisassembly{.refund = DisassemblyId(event.refund),
                           .item = event.item,
                           .model = event.model,
                           .location = event.location,
                           .ledger = event.ledger});
}

void ManufacturingReactor::react(const RefundDeclined& event, const EventContext&, Reaction& out) const {
  out.send(WithdrawDisassembly{DisassemblyId(event.refund)}, "the refund was declined");
}

}  // namespace daybook::domain
