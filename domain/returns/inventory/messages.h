#pragma once

// Commands and events of inventory. Template ids: commands 601 to 649, events 651 to 699. ReplacementSent (654) and
// ReplacementWithdrawn (655) are published. Every event of a replacement belongs to two streams: its model's stock, and
// its own. The version that a sender may expect is always the stock's.

#include <cstdint>

#include "domain/returns/published.h"
#include "engine/message.h"

namespace daybook::domain {

// Fills backorders of the model, first in, first out.
struct ReceiveStock {
  StockReceiptId receipt;
  ModelId model;
  std::uint32_t quantity = 0;
};
DAYBOOK_COMMAND(ReceiveStock, 601, receipt, model, quantity)
DAYBOOK_TARGET(ReceiveStock, model)

// A backorder where nothing is in stock, or others wait already.
struct ReserveReplacement {
  ReplacementId refund;
  ModelId model;
  ShipmentId shipment;  // the delivered one, whose way the replacement goes
};
DAYBOOK_COMMAND(ReserveReplacement, 602, refund, model, shipment)
DAYBOOK_TARGET(ReserveReplacement, model)

struct RecordReplacementSent {
  ReplacementId refund;
};
DAYBOOK_COMMAND(RecordReplacementSent, 603, refund)

// What was reserved goes back into stock, and to the next backorder.
struct WithdrawReplacement {
  ReplacementId refund;
};
DAYBOOK_COMMAND(WithdrawReplacement, 604, refund)

// Armed where one decision would fill too many backorders; refused from anybody but its timer.
struct FillBackorders {
  ModelId model;
};
DAYBOOK_COMMAND(FillBackorders, 605, model)

struct StockReceived {
  StockReceiptId receipt;
  ModelId model;
  Digest digest;  // of the command's content
  std::uint32_t quantity = 0;
};
DAYBOOK_EVENT(StockReceived, 651, receipt, model, digest, quantity)
DAYBOOK_STREAMS(StockReceived, model, receipt)

// Out of stock for this replacement: at once, or after it was a backorder.
struct ReplacementReserved {
  ReplacementId refund;
  ModelId model;
  ShipmentId shipment;
  Digest digest;
};
DAYBOOK_EVENT(ReplacementReserved, 652, refund, model, shipment, digest)
DAYBOOK_STREAMS(ReplacementReserved, model, refund)

struct ReplacementBackordered {
  ReplacementId refund;
  ModelId model;
  ShipmentId shipment;
  Digest digest;
};
DAYBOOK_EVENT(ReplacementBackordered, 653, refund, model, shipment, digest)
DAYBOOK_STREAMS(ReplacementBackordered, model, refund)

}  // namespace daybook::domain
