#pragma once

// Rows of the accounting team's table.

#include <cstdint>

#include "domain/digest.h"
#include "domain/returns/accounting/messages.h"
#include "engine/message.h"

namespace daybook::domain {

enum class DisposalState : std::uint32_t { kCharged = 1, kSettled = 2, kReversed = 3 };
DAYBOOK_ENUM(DisposalState, kCharged, kSettled, kReversed)

enum class Booking : std::uint32_t { kInOrder = 0, kFailed = 1 };
DAYBOOK_ENUM(Booking, kInOrder, kFailed)

// Kept for ever; with its key a cache line.
struct Disposal {
  Digest digest;
  Sequence created;
  Amount cost;
  std::uint32_t version = 0;
  Currency ledger;
  DisposalState state = DisposalState::kCharged;
  Booking booking = Booking::kInOrder;
};
DAYBOOK_STRUCT(Disposal, digest, created, cost, version, ledger, state, booking)
static_assert(sizeof(Disposal) == 48);

}  // namespace daybook::domain
