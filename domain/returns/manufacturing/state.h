#pragma once

// Rows of the manufacturing team's table.

#include <cstdint>

#include "domain/digest.h"
#include "domain/returns/manufacturing/messages.h"
#include "engine/message.h"

namespace daybook::domain {

enum class DisassemblyState : std::uint64_t { kOpen = 1, kDiagnosed = 2, kClosed = 3, kWithdrawn = 4 };
DAYBOOK_ENUM(DisassemblyState, kOpen, kDiagnosed, kClosed, kWithdrawn)

// Kept for ever. What was found is in the event.
struct DisassemblyOrder {
  Digest digest;
  Sequence created;
  std::uint32_t version = 0;
  Currency ledger;
  DisassemblyState state = DisassemblyState::kOpen;
};
DAYBOOK_STRUCT(DisassemblyOrder, digest, created, version, ledger, state)
static_assert(sizeof(DisassemblyOrder) == 40);

}  // namespace daybook::domain
