#pragma once

// Rows of the sales team's tables.

#include <cstdint>

#include "domain/digest.h"
#include "domain/returns/sales/messages.h"
#include "engine/message.h"

namespace daybook::domain {

// An order refund that waits for a person.
struct WaitingRefund {
  Digest digest;
  Sequence created;
  AccountId customer;
  Id requester;
  Amount amount;
  std::uint32_t version = 0;
  Currency ledger;
};
DAYBOOK_STRUCT(WaitingRefund, digest, created, customer, requester, amount, version, ledger)
static_assert(sizeof(WaitingRefund) == 72);

enum class DecidedState : std::uint32_t {
  kApproved = 1,
  kDeclined = 2,
  kPaymentFailed = 3,  // approved, and the ledger refused to pay
};
DAYBOOK_ENUM(DecidedState, kApproved, kDeclined, kPaymentFailed)

// What is kept for ever.
struct DecidedRefund {
  Digest digest;
  Sequence created;
  std::uint32_t version = 0;
  DecidedState state = DecidedState::kApproved;
};
DAYBOOK_STRUCT(DecidedRefund, digest, created, version, state)
static_assert(sizeof(DecidedRefund) == 32);

struct SalesSettings {
  Amount refund_limit;
  std::uint64_t refund_sla_s = 0;
};
DAYBOOK_STRUCT(SalesSettings, refund_limit, refund_sla_s)

}  // namespace daybook::domain
