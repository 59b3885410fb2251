#pragma once

// The front door: everything that a program needs to run the shipping and accounting domain.

#include "domain/accounts/accounts.h"
#include "domain/billing/billing.h"
#include "domain/shipments/shipments.h"
#include "engine/compose.h"

namespace daybook::domain {

// The order numbers the parts in refusal codes: new parts are appended.
using ShippingDomain = Compose<Shipments, Accounts, Billing>;

// Every message of every part.
using ShippingCommands = Facts<ShippingDomain>::Commands;
using ShippingEvents = Facts<ShippingDomain>::Events;

// How receipts and records name a part's refusal.
[[nodiscard]] constexpr Code code_of(ShipmentRefusal refusal) {
  return {Facts<ShippingDomain>::number<Shipments>(), static_cast<std::uint16_t>(refusal)};
}
[[nodiscard]] constexpr Code code_of(AccountRefusal refusal) {
  return {Facts<ShippingDomain>::number<Accounts>(), static_cast<std::uint16_t>(refusal)};
}
[[nodiscard]] constexpr Code code_of(BillingRefusal refusal) {
  return {Facts<ShippingDomain>::number<Billing>(), static_cast<std::uint16_t>(refusal)};
}

}  // namespace daybook::domain
