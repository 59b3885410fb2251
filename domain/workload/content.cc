#include "domain/workload/content.h"

#include <algorithm>
#include <string_view>

#include "domain/shipments/charge.h"
#include "engine/check.h"

namespace daybook::domain::workload {

namespace {

// `prefix` and the last `digits` digits of `number`.
Id numbered(std::string_view prefix, std::uint64_t number, std::size_t digits) {
  std::array<std::uint8_t, Id::kBytes> bytes{};
  std::copy(prefix.begin(), prefix.end(), bytes.begin());
  for (std::size_t i = prefix.size() + digits; i-- > prefix.size(); number /= 10) {
    bytes[i] = static_cast<std::uint8_t>('0' + number % 10);
  }
  return Id(bytes);
}

}  // namespace

RateOf rate_of(std::uint64_t service, std::uint64_t ledger) {
  constexpr std::array<RateOf, kServices.size()> kRates = {
      RateOf{{1'900}, {410}}, RateOf{{650}, {38}}, RateOf{{8'800}, {720}}, RateOf{{2'400}, {9}}, RateOf{{500}, {55}}};
  const RateOf& usd = kRates[service];
  return ledger == 0 ? usd : RateOf{{usd.base.minor * 9 / 10}, {usd.per_kg.minor * 9 / 10}};
}

AccountId customer_account(std::uint64_t customer) { return AccountId(numbered("customer", customer, 8)); }
AccountId carrier_account(std::uint64_t ledger, std::uint64_t carrier) {
  return AccountId(numbered(ledger == 0 ? "carrier:USD:" : "carrier:EUR:", carrier, 1));
}
AccountId over_limit_account(std::uint64_t ledger, std::uint64_t number) {
  return AccountId(numbered(ledger == 0 ? "no-credit:USD:" : "no-credit:EUR:", number, 2));
}
AccountId cash_account(std::uint64_t ledger) { return ledger == 0 ? AccountId("cash:USD") : AccountId("cash:EUR"); }

Content::Content(const Parameters& parameters) : parameters_(parameters), zipf_(parameters.accounts) {
  for (std::uint64_t topic = 0; topic < topics_.size(); ++topic) topics_[topic] = mix(mix(parameters.seed) + topic);
}

std::uint64_t Content::draw(Topic topic, std::uint64_t number) const {
  return mix(topics_[static_cast<std::uint64_t>(topic)] + number);
}

// All 64 bits of a bijection of the number are in it, so no two numbers have the same.
Id Content::unique_id(Topic topic, std::uint64_t number) const {
  const std::uint64_t random = draw(topic, number);
  return Id::uuid_v7(parameters_.epoch_ms, random >> 52, random & ((std::uint64_t{1} << 62) - 1));
}

ShipmentId Content::shipment_id(std::uint64_t number) const { return ShipmentId(unique_id(Topic::kShipmentId, number)); }
TransferId Content::payment_id(std::uint64_t number) const { return TransferId(unique_id(Topic::kPaymentId, number)); }
Id Content::command_id(std::uint64_t index) const { return unique_id(Topic::kCommandId, index); }
TruckId Content::truck(std::uint64_t shipment) const {
  return TruckId(numbered("truck-", draw(Topic::kTruck, shipment) % 1000, 4));
}

// Ranks are spread over the accounts by a multiplication with a prime, so that the busy ones are no neighbours.
std::uint64_t Content::customer(Random& random) const {
  if (parameters_.keys == Keys::kUniform) return random.below(parameters_.accounts);
  return (zipf_.rank(random) * 2'654'435'761) % parameters_.accounts;
}

ShipmentContent Content::shipment(std::uint64_t number, bool over_limit) const {
  Random random(draw(Topic::kShipment, number));
  const std::uint64_t who = customer(random);
  const std::uint64_t bits = random.next();
  ShipmentContent content;
  content.ledger = ledger_of_customer(who);
  content.bill_to = over_limit ? over_limit_account(content.ledger, bits % kOverLimitPerLedger) : customer_account(who);
  content.carrier = carrier_account(content.ledger, (bits >> 8) % kCarriersPerLedger);
  content.service = (bits >> 16) % kServices.size();
  content.weight_g = static_cast<std::uint32_t>(1 + random.below(30'000));
  content.quoted = (bits >> 32) % 4 == 0;
  content.declared_value = (bits >> 40) % 2 == 0 ? Money{} : Money{static_cast<std::int64_t>(1 + (bits >> 41) % 500'000)};
  if (content.quoted) {
    content.charge = Money{static_cast<std::int64_t>(100 + random.below(50'000))};
  } else {
    const RateOf rate = rate_of(content.service, content.ledger);
    const std::optional<Money> charge = charge_by_weight(rate.base, rate.per_kg, content.weight_g);
    CHECK(charge.has_value());
    content.charge = *charge;
  }
  content.address = random.next();
  return content;
}

PaymentContent Content::payment(std::uint64_t number) const {
  Random random(draw(Topic::kPayment, number));
  const std::uint64_t who = customer(random);
  return PaymentContent{.customer = customer_account(who),
                      .ledger = ledger_of_customer(who),
                      .amount = Amount{1 + random.below(20'000)}};
}

}  // namespace daybook::domain::workload
