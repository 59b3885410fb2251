#include "domain/workload/content.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "domain/shipments/charge.h"
#include "engine/check.h"

namespace daybook::domain::workload {

namespace {

// The eight decimal digits of a number below 10^8, as text in a little-endian word: two halves, then four pairs, then
// eight digits side by side, each division a multiplication by a reciprocal that is exact for its range.
std::uint64_t eight_digits(std::uint64_t number) {
  const std::uint64_t halves = number / 10'000 | number % 10'000 << 32;
  const std::uint64_t tops = (halves * 10'486 >> 20) & 0x0000'007f'0000'007fULL;
  const std::uint64_t pairs = (halves - tops * 100) << 16 | tops;
  const std::uint64_t tens = (pairs * 103 >> 10) & 0x000f'000f'000f'000fULL;
  return ((pairs - tens * 10) << 8 | tens) | 0x3030'3030'3030'3030ULL;
}

// `prefix` (at most 8 characters) and eight digits.
Id numbered(std::string_view prefix, std::uint64_t number) {
  std::array<std::uint8_t, Id::kBytes> bytes{};
  std::copy(prefix.begin(), prefix.end(), bytes.begin());
  const std::uint64_t digits = eight_digits(number);
  std::memcpy(bytes.data() + prefix.size(), &digits, sizeof digits);
  return Id(bytes);
}

std::uint64_t load_big_endian(const std::uint8_t* bytes) {
  std::uint64_t word = 0;
  for (int i = 0; i < 8; ++i) word = word << 8 | bytes[i];
  return word;
}

}  // namespace

RateOf rate_of(std::uint64_t service, std::uint64_t ledger) {
  constexpr std::array<RateOf, kServices.size()> kRates = {
      RateOf{{1'900}, {410}}, RateOf{{650}, {38}}, RateOf{{8'800}, {720}}, RateOf{{2'400}, {9}}, RateOf{{500}, {55}}};
  const RateOf& usd = kRates[service];
  return ledger == 0 ? usd : RateOf{{usd.base.minor * 9 / 10}, {usd.per_kg.minor * 9 / 10}};
}

AccountId customer_account(std::uint64_t customer) { return AccountId(numbered("customer", customer)); }
AccountId carrier_account(std::uint64_t ledger, std::uint64_t carrier) {
  return AccountId(numbered(ledger == 0 ? "CarrUSD-" : "CarrEUR-", carrier));
}
AccountId over_limit_account(std::uint64_t ledger, std::uint64_t number) {
  return AccountId(numbered(ledger == 0 ? "PoorUSD-" : "PoorEUR-", number));
}
AccountId cash_account(std::uint64_t ledger) { return ledger == 0 ? AccountId("cash:USD") : AccountId("cash:EUR"); }

Content::Content(const Parameters& parameters) : parameters_(parameters), zipf_(parameters.accounts) {
  start_over(parameters.seed, parameters.epoch_ms);
  for (std::uint64_t ledger = 0; ledger < kLedgers.size(); ++ledger) {
    for (std::uint64_t i = 0; i < kCarriersPerLedger; ++i) {
      carriers_[ledger * kCarriersPerLedger + i] = carrier_account(ledger, i);
    }
    for (std::uint64_t i = 0; i < kOverLimitPerLedger; ++i) {
      over_limit_[ledger * kOverLimitPerLedger + i] = over_limit_account(ledger, i);
    }
  }
}

void Content::start_over(std::uint64_t seed, std::uint64_t epoch_ms) {
  parameters_.seed = seed;
  parameters_.epoch_ms = epoch_ms;
  for (std::uint64_t topic = 0; topic < topics_.size(); ++topic) topics_[topic] = mix(mix(seed) + topic);
  const Id blank = Id::uuid_v7(epoch_ms, 0, 0);
  id_high_ = load_big_endian(blank.bytes().data());
  id_low_ = load_big_endian(blank.bytes().data() + 8);
}

TruckId Content::truck(std::uint64_t shipment) const {
  return TruckId(numbered("truck-", draw(Topic::kTruck, shipment) % 1'000));
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
  content.bill_to = over_limit ? over_limit_[content.ledger * kOverLimitPerLedger + bits % kOverLimitPerLedger]
                               : customer_account(who);
  content.carrier = carriers_[content.ledger * kCarriersPerLedger + (bits >> 8) % kCarriersPerLedger];
  content.service = (bits >> 16) % kServices.size();
  content.weight_g = static_cast<std::uint32_t>(1 + random.below(30'000));
  content.quoted = (bits >> 32) % 4 == 0;
  content.declared_value =
      (bits >> 40) % 2 == 0 ? Money{} : Money{static_cast<std::int64_t>(1 + (bits >> 41) % 500'000)};
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
  return PaymentContent{
      .customer = customer_account(who), .ledger = ledger_of_customer(who), .amount = Amount{1 + random.below(20'000)}};
}

}  // namespace daybook::domain::workload
