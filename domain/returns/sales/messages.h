#pragma once

// Commands and events of sales. Template ids: commands 501 to 549, events 551 to 599. RefundApproved (552) and
// RefundDeclined (553) are published.

#include <cstdint>

#include "domain/returns/published.h"
#include "engine/message.h"

namespace daybook::domain {

// Approved at once where the amount is within the configured refund limit; else a person decides.
struct OpenOrderRefund {
  OrderRefundId refund;
  OrderId order;
  AccountId customer;
  Id requester;  // who asked for it, and may not decide on it
  Amount amount;
  Currency ledger;
};
DAYBOOK_COMMAND(OpenOrderRefund, 501, refund, order, customer, requester, amount, ledger)

// The actor is the approver.
struct ApproveRefund {
  OrderRefundId refund;
};
DAYBOOK_COMMAND(ApproveRefund, 502, refund)

struct DeclineRefund {
  OrderRefundId refund;
};
DAYBOOK_COMMAND(DeclineRefund, 503, refund)

// Armed when a refund has to wait for a person; refused from anybody but its timer.
struct EscalateRefund {
  OrderRefundId refund;
};
DAYBOOK_COMMAND(EscalateRefund, 504, refund)

// The ledger refused to pay an approved refund: the refusal's code.
struct RecordPaymentFailure {
  OrderRefundId refund;
  std::uint16_t refusing_part = 0;
  std::uint16_t refusal = 0;
};
DAYBOOK_COMMAND(RecordPaymentFailure, 505, refund, refusing_part, refusal)

struct OrderRefundOpened {
  OrderRefundId refund;
  OrderId order;
  AccountId customer;
  Id requester;
  Digest digest;  // of the command's content
  Amount amount;
  Currency ledger;
};
DAYBOOK_EVENT(OrderRefundOpened, 551, refund, order, customer, requester, digest, amount, ledger)

// It has waited longer than its SLA for somebody to decide.
struct RefundEscalated {
  OrderRefundId refund;
};
DAYBOOK_EVENT(RefundEscalated, 554, refund)

// A person has to look at this: the customer has not got what was approved.
struct RefundPaymentFailed {
  OrderRefundId refund;
  std::uint16_t refusing_part = 0;
  std::uint16_t refusal = 0;
};
DAYBOOK_EVENT(RefundPaymentFailed, 555, refund, refusing_part, refusal)

}  // namespace daybook::domain
