#include "domain/returns/inventory/consignment.h"

#include "domain/returns/house_account.h"

namespace daybook::domain {

AccountId warranty_account(Currency ledger) { return house_account("warranty:", ledger); }

KeptAddress::KeptAddress(const Address& address) {
  static_assert(boost::mp11::mp_size<Fields<Address>>::value == std::tuple_size_v<decltype(lines_)>);
  std::size_t line = 0;
  for_each_field(address, [&](std::string_view, const auto& text) { lines_[line++] = text.view(); });
}

Address KeptAddress::address() const {
  Address address;
  std::size_t line = 0;
  for_each_field(address, [&](std::string_view, auto& text) { text = std::string_view(lines_[line++]); });
  return address;
}

Consignment::Consignment(const ShipmentSubmitted& event)
    : carrier_(event.carrier),
      service_(event.service),
      declared_value_(event.declared_value),
      charge_(event.charge),
      weight_g_(event.weight_g),
      ledger_(event.ledger),
      basis_(event.basis),
      ship_from_(event.ship_from),
      ship_to_(event.ship_to) {}

SubmitShipment Consignment::again(const ShipmentId& shipment) const {
  const bool separately = basis_ == ChargeBasis::kInvoicedSeparately;
  return {.shipment = shipment,
          .bill_to = warranty_account(ledger_),
          .carrier = carrier_,
          .service = service_,
          .declared_value = declared_value_,
          .quoted_charge = basis_ == ChargeBasis::kQuote ? Maybe<Money>(charge_) : Maybe<Money>(),
          .weight_g = weight_g_,
          .ledger = ledger_,
          .due_on = {},
          .invoicing = separately ? Invoicing::kSeparately : Invoicing::kOnDelivery,
          .ship_from = ship_from_.address(),
          .ship_to = ship_to_.address(),
          .items = {}};
}

}  // namespace daybook::domain
