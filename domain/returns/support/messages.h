#pragma once

// Commands and events of user support. Template ids: commands 401 to 449, events 451 to 499. RefundRequested (451) and
// RefundClosed (453) are published.

#include <cstdint>

#include "domain/returns/published.h"
#include "engine/message.h"

namespace daybook::domain {

// A customer wants money back for an item. Its actor is the requester: whoever decides must be somebody else.
struct RequestRefund {
  RefundId refund;
  OrderId order;
  AccountId customer;
  ShipmentId shipment;  // which brought the item to the customer
  ItemId item;
  ModelId model;
  LocationId location;
  Amount amount;  // to the customer
  Amount cost;    // of the item, in the books; 0: none
  Currency ledger;
};
DAYBOOK_COMMAND(RequestRefund, 401, refund, order, customer, shipment, item, model, location, amount, cost, ledger)

enum class Team : std::uint32_t { kSales = 1, kInventory = 2, kManufacturing = 3, kAccounting = 4 };
DAYBOOK_ENUM(Team, kSales, kInventory, kManufacturing, kAccounting)

// Sent by support to itself when a team's piece ends; refused from anybody else.
struct RecordTeamDone {
  RefundId refund;
  Team team = Team::kSales;
};
DAYBOOK_COMMAND(RecordTeamDone, 402, refund, team)

struct TeamDone {
  RefundId refund;
  Team team = Team::kSales;
};
DAYBOOK_EVENT(TeamDone, 452, refund, team)

}  // namespace daybook::domain
