#pragma once

#include <string>

#include "domain/ids.h"
#include "domain/money.h"

namespace daybook::domain::reference {

// Ids that follow from others, by rules that everybody knows and that say nothing of what happens.
struct Names {
  TransferId (*hold_of)(const ShipmentId&) = nullptr;
  TransferId (*claim_of)(const ShipmentId&) = nullptr;
  TransferId (*payment_of)(const OrderRefundId&) = nullptr;
  TransferId (*booking_of)(const DisposalId&) = nullptr;
  ShipmentId (*shipment_of)(const ReplacementId&) = nullptr;
};

// "claims:" and "USD": the house's account for claims in dollars.
[[nodiscard]] inline AccountId account_of_the_house(const std::string& what_for, Currency ledger) {
  return AccountId(*Id::parse(what_for + std::string(ledger.text())));
}

}  // namespace daybook::domain::reference
