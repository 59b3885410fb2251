#pragma once

#include <array>
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

// What there is to know of a shipment or a payment, each drawn from the seed and its number alone, so that it can be drawn again.
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
  [[nodiscard]] ShipmentContent shipment(std::uint64_t number, bool over_limit) const;
  [[nodiscard]] PaymentContent payment(std::uint64_t number) const;
  [[nodiscard]] ShipmentId shipment_id(std::uint64_t number) const;
  [[nodiscard]] TransferId payment_id(std::uint64_t number) const;
  [[nodiscard]] Id command_id(std::uint64_t index) const;
  [[nodiscard]] TruckId truck(std::uint64_t shipment) const;
  [[nodiscard]] const Parameters& parameters() const { return parameters_; }

 private:
  enum class Topic : std::uint64_t { kShipment = 1, kPayment, kShipmentId, kPaymentId, kCommandId, kTruck };
  [[nodiscard]] std::uint64_t draw(Topic topic, std::uint64_t number) const;
  [[nodiscard]] Id unique_id(Topic topic, std::uint64_t number) const;
  [[nodiscard]] std::uint64_t customer(Random& random) const;

  Parameters parameters_;
  Zipf zipf_;
  std::array<std::uint64_t, 8> topics_{};
};

}  // namespace daybook::domain::workload
