#include "domain/returns/inventory/consignment.h"

#include <limits>

#include "domain/returns/house_account.h"

namespace daybook::domain {

AccountId warranty_account(Currency ledger) { return house_account("warranty:", ledger); }

KeptAddresses::KeptAddresses(const Address& from, const Address& to) {
  const auto keep = [this](std::string_view, const auto& text) {
    static_assert(std::remove_cvref_t<decltype(text)>::kMaxBytes <= std::numeric_limits<std::uint8_t>::max());
    texts_ += static_cast<char>(text.view().size());
    texts_ += text.view();
  };
  for_each_field(from, keep);
  for_each_field(to, keep);
  texts_.shrink_to_fit();
}

void KeptAddresses::write(Address& from, Address& to) const {
  std::string_view left = texts_;
  const auto take = [&left](std::string_view, auto& text) {
    const std::size_t bytes = static_cast<std::uint8_t>(left.front());
    text = left.substr(1, bytes);
    left.remove_prefix(1 + bytes);
  };
  for_each_field(from, take);
  for_each_field(to, take);
}

Consignment::Consignment(const ShipmentSubmitted& event)
    : carrier_(event.carrier),
      service_(event.service),
      declared_value_(event.declared_value),
      charge_(event.charge),
      weight_g_(event.weight_g),
      ledger_(event.ledger),
      basis_(event.basis),
      addresses_(event.ship_from, event.ship_to) {}

SubmitShipment Consignment::again(const ShipmentId& shipment) const {
  const bool separately = basis_ == ChargeBasis::kInvoicedSeparately;
  SubmitShipment command{.shipment = shipment,
                         .bill_to = warranty_account(ledger_),
                         .carrier = carrier_,
                         .service = service_,
                         .declared_value = declared_value_,
                         .quoted_charge = basis_ == ChargeBasis::kQuote ? Maybe<Money>(charge_) : Maybe<Money>(),
                         .weight_g = weight_g_,
                         .ledger = ledger_,
                         .due_on = {},
                         .invoicing = separately ? Invoicing::kSeparately : Invoicing::kOnDelivery,
                         .ship_from = {},
                         .ship_to = {},
                         .items = {}};
  addresses_.write(command.ship_from, command.ship_to);
  return command;
}

}  // namespace daybook::domain
