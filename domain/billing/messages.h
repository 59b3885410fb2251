#pragma once

// Messages of the billing policy itself. Template ids: commands 301 to 349, events 351 to 399.

#include <cstdint>

#include "domain/ids.h"
#include "domain/money.h"
#include "engine/message.h"

namespace daybook::domain {

// What billing wanted when it was refused.
enum class BillingStep : std::uint32_t {
  kInvoice = 1,  // to post the hold of a delivered shipment
  kRelease = 2,  // to void the hold of one that was cancelled, lost or returned
  kClaim = 3,    // to pay for one that was lost
  kCancel = 4,   // to cancel one whose hold was refused
};
DAYBOOK_ENUM(BillingStep, kInvoice, kRelease, kClaim, kCancel)

// Sent by the policy to itself, because only a decision makes an event; refused from anybody else. `transfer`: the
// hold, or the claim.
struct RecordBillingFailure {
  TransferId transfer;
  ShipmentId shipment;
  BillingStep step = BillingStep::kInvoice;
  std::uint16_t refusing_part = 0;  // the refusal's code
  std::uint16_t refusal = 0;
};
DAYBOOK_COMMAND(RecordBillingFailure, 301, transfer, shipment, step, refusing_part, refusal)

// A person has to look at this. Its stream is the transfer's.
struct BillingFailed {
  TransferId transfer;
  ShipmentId shipment;
  BillingStep step = BillingStep::kInvoice;
  std::uint16_t refusing_part = 0;
  std::uint16_t refusal = 0;
};
DAYBOOK_EVENT(BillingFailed, 351, transfer, shipment, step, refusing_part, refusal)

enum class BillingRefusal : std::uint16_t { kReservedForPolicies = 1 };
DAYBOOK_REFUSALS(BillingRefusal, kReservedForPolicies)

}  // namespace daybook::domain
