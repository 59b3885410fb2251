#pragma once

// Rows of the inventory team's tables.

#include <cstdint>

#include "domain/digest.h"
#include "domain/returns/inventory/messages.h"
#include "engine/message.h"

namespace daybook::domain {

// Of one model. What was received is free, reserved or sent.
struct Stock {
  ReplacementId first;  // of the backorders, in the order they came; empty: there are none
  ReplacementId last;
  std::uint64_t received = 0;
  std::uint64_t free = 0;
  std::uint64_t reserved = 0;
  std::uint64_t sent = 0;
  std::uint64_t backordered = 0;
  std::uint64_t version = 0;
};
DAYBOOK_STRUCT(Stock, first, last, received, free, reserved, sent, backordered, version)

struct StockReceipt {
  Digest digest;
  Sequence created;
};
DAYBOOK_STRUCT(StockReceipt, digest, created)

enum class ReplacementState : std::uint32_t { kReserved = 1, kBackordered = 2, kSent = 3, kWithdrawn = 4 };
DAYBOOK_ENUM(ReplacementState, kReserved, kBackordered, kSent, kWithdrawn)

// Reserved or backordered. The backorders of a model are linked, so that one that is withdrawn leaves its place at
// once.
struct OpenReplacement {
  Digest digest;
  Sequence created;
  ModelId model;
  ShipmentId shipment;
  ReplacementId previous;
  ReplacementId next;
  std::uint32_t version = 0;
  ReplacementState state = ReplacementState::kReserved;
};
DAYBOOK_STRUCT(OpenReplacement, digest, created, model, shipment, previous, next, version, state)
static_assert(sizeof(OpenReplacement) == 96);

// What is kept for ever.
struct ClosedReplacement {
  Digest digest;
  Sequence created;
  std::uint32_t version = 0;
  ReplacementState state = ReplacementState::kSent;
};
DAYBOOK_STRUCT(ClosedReplacement, digest, created, version, state)
static_assert(sizeof(ClosedReplacement) == 32);

}  // namespace daybook::domain
