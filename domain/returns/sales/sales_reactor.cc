#include "domain/returns/sales/sales_reactor.h"

#include "domain/returns/house_account.h"

namespace daybook::domain {

TransferId payment_of(const OrderRefundId& refund) { return TransferId(Id::derived("refund", refund)); }
AccountId refunds_account(Currency ledger) { return house_account("refunds:", ledger); }

void SalesReactor::apply(const Transferred& event) {
  if (event.debit != refunds_account(event.ledger)) return;
  paid_.emplace(event.transfer, Payment{.customer = event.credit, .amount = event.amount, .ledger = event.ledger});
}

void SalesReactor::react(const RefundRequested& event, const EventContext&, Reaction& out) const {
  out.send(OpenOrderRefund{.refund = OrderRefundId(event.refund),
                           .order = event.order,
                           .customer = event.customer,
                           .requester = event.requester,
                           .amount = event.amount,
                           .ledger = event.ledger});
}

void SalesReactor::react(const RefundApproved& event, const EventContext&, Reaction& out) const {
  out.send(Transfer{.transfer = payment_of(event.refund),
                    .debit = refunds_account(event.ledger),
                    .credit = event.customer,
                    .reference = Maybe<Id>(event.refund),
                    .amount = event.amount,
                    .ledger = event.ledger});
}

void SalesReactor::refused(const Transfer& command, Code code, const EventContext&, Reaction& out) const {
  const auto made = paid_.find(command.transfer);
  const Payment wanted{.customer = command.credit, .amount = command.amount, .ledger = command.ledger};
  if (made != paid_.end() && made->second == wanted) return;
  out.send(RecordPaymentFailure{
      .refund = OrderRefundId(*command.reference), .refusing_part = code.part, .refusal = code.number});
}

}  // namespace daybook::domain
