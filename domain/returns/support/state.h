#pragma once

// Rows of support's tables.

#include <cstdint>

#include "domain/digest.h"
#include "domain/returns/support/messages.h"
#include "engine/message.h"

namespace daybook::domain {

enum class RefundState : std::uint16_t {
  kOpen = 1,
  kClosed = 2,
  kAwaited = 3,  // a team's piece has ended, and nobody has requested the refund yet
};
DAYBOOK_ENUM(RefundState, kOpen, kClosed, kAwaited)

// Teams as bits.
constexpr std::uint16_t bit_of(Team team) {
  return static_cast<std::uint16_t>(1U << (static_cast<std::uint32_t>(team) - 1));
}
inline constexpr std::uint16_t kAllTeams = 0b1111;

// Kept for ever; with its key a cache line. One that is awaited has neither content nor order, and was not yet created.
struct Refund {
  Digest digest;
  Sequence created;
  OrderId order;
  std::uint32_t version = 0;
  std::uint16_t done = 0;  // bits of the teams whose piece has ended
  RefundState state = RefundState::kOpen;
};
DAYBOOK_STRUCT(Refund, digest, created, order, version, done, state)
static_assert(sizeof(Refund) == 48);

}  // namespace daybook::domain
