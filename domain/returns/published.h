#pragma once

// The published language of returns: the events by which support and the four teams meet. A team knows this header and
// its own folder, and no other team's. What a team keeps to itself is in its own messages.h.

#include <cstdint>

#include "domain/digest.h"
#include "domain/ids.h"
#include "domain/money.h"
#include "engine/message.h"

namespace daybook::domain {

// Support asks for a refund: what identifies each team's piece of it, and who asked.
struct RefundRequested {
  RefundId refund;
  OrderId order;
  AccountId customer;
  ShipmentId shipment;  // which brought the item to the customer
  ItemId item;
  ModelId model;
  LocationId location;
  Id requester;
  Digest digest;  // of the command's content
  Amount amount;  // to the customer
  Amount cost;    // of the item, in the books; 0: none
  Currency ledger;
};
DAYBOOK_EVENT(RefundRequested, 451, refund, order, customer, shipment, item, model, location, requester, digest, amount,
              cost, ledger)

// All four teams are done. The order may have another refund.
struct RefundClosed {
  RefundId refund;
  OrderId order;
};
DAYBOOK_EVENT(RefundClosed, 453, refund, order)

// Sales: the ends of an order refund.
struct RefundApproved {
  OrderRefundId refund;
  AccountId customer;
  Maybe<Id> approver;  // absent: by rule
  Amount amount;
  Currency ledger;
};
DAYBOOK_EVENT(RefundApproved, 552, refund, customer, approver, amount, ledger)

struct RefundDeclined {
  OrderRefundId refund;
  Id decliner;
};
DAYBOOK_EVENT(RefundDeclined, 553, refund, decliner)

// Inventory: the ends of a replacement. Both belong to the stock's stream as well.
struct ReplacementSent {
  ReplacementId refund;
  ModelId model;
};
DAYBOOK_EVENT(ReplacementSent, 654, refund, model)
DAYBOOK_STREAMS(ReplacementSent, model, refund)

struct ReplacementWithdrawn {
  ReplacementId refund;
  ModelId model;
};
DAYBOOK_EVENT(ReplacementWithdrawn, 655, refund, model)
DAYBOOK_STREAMS(ReplacementWithdrawn, model, refund)

// Manufacturing: the ends of a disassembly order.
struct DisassemblyClosed {
  DisassemblyId refund;
  Amount salvage;  // what the parts are worth
  Currency ledger;
};
DAYBOOK_EVENT(DisassemblyClosed, 753, refund, salvage, ledger)

struct DisassemblyWithdrawn {
  DisassemblyId refund;
};
DAYBOOK_EVENT(DisassemblyWithdrawn, 754, refund)

// Accounting: the ends of an asset disposal.
struct DisposalSettled {
  DisposalId refund;
  Amount cost;
  Amount salvage;
  Amount loss;  // the cost that the salvage does not cover
  Currency ledger;
};
DAYBOOK_EVENT(DisposalSettled, 852, refund, cost, salvage, loss, ledger)

struct DisposalReversed {
  DisposalId refund;
  Amount cost;
  Currency ledger;
};
DAYBOOK_EVENT(DisposalReversed, 853, refund, cost, ledger)

}  // namespace daybook::domain
