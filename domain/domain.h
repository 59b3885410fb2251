#pragma once

// The front door: everything that a program needs to run the shipping, accounting and returns domain.

#include "domain/accounts/accounts.h"
#include "domain/billing/billing.h"
#include "domain/returns/accounting/disposals.h"
#include "domain/returns/inventory/inventory.h"
#include "domain/returns/manufacturing/manufacturing.h"
#include "domain/returns/sales/sales.h"
#include "domain/returns/support/support.h"
#include "domain/shipments/shipments.h"
#include "engine/compose.h"

namespace daybook::domain {

// The order numbers the parts in refusal codes: new parts are appended.
using ShippingDomain = Compose<Shipments, Accounts, Billing, Support, Sales, Inventory, Manufacturing, Disposals>;

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
[[nodiscard]] constexpr Code code_of(SupportRefusal refusal) {
  return {Facts<ShippingDomain>::number<Support>(), static_cast<std::uint16_t>(refusal)};
}
[[nodiscard]] constexpr Code code_of(SalesRefusal refusal) {
  return {Facts<ShippingDomain>::number<Sales>(), static_cast<std::uint16_t>(refusal)};
}
[[nodiscard]] constexpr Code code_of(InventoryRefusal refusal) {
  return {Facts<ShippingDomain>::number<Inventory>(), static_cast<std::uint16_t>(refusal)};
}
[[nodiscard]] constexpr Code code_of(ManufacturingRefusal refusal) {
  return {Facts<ShippingDomain>::number<Manufacturing>(), static_cast<std::uint16_t>(refusal)};
}
[[nodiscard]] constexpr Code code_of(DisposalRefusal refusal) {
  return {Facts<ShippingDomain>::number<Disposals>(), static_cast<std::uint16_t>(refusal)};
}

}  // namespace daybook::domain
