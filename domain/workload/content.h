#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "domain/ids.h"
#include "domain/money.h"
#include "domain/workload/parameters.h"
#include "domain/workload/zipf.h"

namespace daybook::domain::workload {

inline constexpr std::array<Currency, 2> kLedgers = {Currency("USD"), Currency("EUR")};
inline constexpr std::array<ServiceId, 5> kServices = {ServiceId("Air"), ServiceId("Truck"), ServiceId("Air Charter"),
                                                       ServiceId("Ocean"), ServiceId("N/A")};
inline constexpr std::uint64_t kCarriersPerLedger = 4;
inline constexpr std::uint64_t kOverLimitPerLedger = 8;  // accounts with a limit that cannot pay
// A customer's credit line: never used up.
inline constexpr Amount kCreditLine{1'000'000'000'000'000};

struct RateOf {
  Money base;
  Money per_kg;
};
[[nodiscard]] RateOf rate_of(std::uint64_t service, std::uint64_t ledger);

// "customer00000042"; customers 3, 7, 11, … are in the second ledger.
[[nodiscard]] AccountId customer_account(std::uint64_t customer);
[[nodiscard]] constexpr std::uint64_t ledger_of_customer(std::uint64_t customer) { return customer % 4 == 3 ? 1 : 0; }
[[nodiscard]] AccountId carrier_account(std::uint64_t ledger, std::uint64_t carrier);
[[nodiscard]] AccountId over_limit_account(std::uint64_t ledger, std::uint64_t number);
[[nodiscard]] AccountId cash_account(std::uint64_t ledger);

// What there is to know of a shipment or a payment, each drawn from the seed and its number alone, so that it can be
// drawn again.
struct ShipmentContent {
  AccountId bill_to;
  AccountId carrier;
  std::uint64_t ledger = 0;   // place in kLedgers
  std::uint64_t service = 0;  // place in kServices
  std::uint32_t weight_g = 0;
  bool quoted = false;
  Money charge;
  Money declared_value;
  std::uint64_t address = 0;  // picks the addresses
};
struct PaymentContent {
  AccountId customer;
  std::uint64_t ledger = 0;
  Amount amount;
};

class Content {
 public:
  explicit Content(const Parameters& parameters);
  // Everything anew from another seed and epoch; cheap, since the accounts stay.
  void start_over(std::uint64_t seed, std::uint64_t epoch_ms);
  [[nodiscard]] ShipmentContent shipment(std::uint64_t number, bool over_limit) const;
  [[nodiscard]] PaymentContent payment(std::uint64_t number) const;
  [[nodiscard]] ShipmentId shipment_id(std::uint64_t number) const {
    return ShipmentId(unique_id(Topic::kShipmentId, number));
  }
  [[nodiscard]] TransferId payment_id(std::uint64_t number) const {
    return TransferId(unique_id(Topic::kPaymentId, number));
  }
  [[nodiscard]] Id command_id(std::uint64_t index) const { return unique_id(Topic::kCommandId, index); }
  [[nodiscard]] TruckId truck(std::uint64_t shipment) const;
  [[nodiscard]] const Parameters& parameters() const { return parameters_; }

 private:
  enum class Topic : std::uint64_t { kShipment = 1, kPayment, kShipmentId, kPaymentId, kCommandId, kTruck };
  [[nodiscard]] std::uint64_t draw(Topic topic, std::uint64_t number) const {
    return mix(topics_[static_cast<std::uint64_t>(topic)] + number);
  }
  // All 64 bits of a bijection of the number are in it, so no two numbers have the same.
  [[nodiscard]] Id unique_id(Topic topic, std::uint64_t number) const {
    const std::uint64_t random = draw(topic, number);
    const std::array<std::uint64_t, 2> words = {__builtin_bswap64(id_high_ | random >> 52),
                                                __builtin_bswap64(id_low_ | (random & ((std::uint64_t{1} << 62) - 1)))};
    return Id(std::bit_cast<std::array<std::uint8_t, Id::kBytes>>(words));
  }
  [[nodiscard]] std::uint64_t customer(Random& random) const;

  Parameters parameters_;
  Zipf zipf_;
  std::array<std::uint64_t, 8> topics_{};
  std::array<AccountId, kCarriersPerLedger * kLedgers.size()> carriers_;
  std::array<AccountId, kOverLimitPerLedger * kLedgers.size()> over_limit_;
  // A UUIDv7 of the epoch without its random bits, as two big-endian words.
  std::uint64_t id_high_ = 0;
  std::uint64_t id_low_ = 0;
};

}  // namespace daybook::domain::workload
