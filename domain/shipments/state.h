#pragma once

// Rows of the shipments' tables.

#include <cstdint>
#include <cstring>

#include "domain/digest.h"
#include "domain/ids.h"
#include "domain/money.h"
#include "domain/shipments/messages.h"
#include "engine/message.h"

namespace daybook::domain {

enum class ShipmentState : std::uint32_t {
  kSubmitted = 1,
  kAssigned = 2,
  kShipped = 3,
  kReturning = 4,
  kDelivered = 5,
  kCancelled = 6,
  kLost = 7,
  kReturned = 8,
};
DAYBOOK_ENUM(ShipmentState, kSubmitted, kAssigned, kShipped, kReturning, kDelivered, kCancelled, kLost, kReturned)

// Nothing happens to the shipment any more.
constexpr bool is_closed(ShipmentState state) { return state >= ShipmentState::kDelivered; }
// It has left, and neither arrived nor come back.
constexpr bool is_under_way(ShipmentState state) {
  return state == ShipmentState::kShipped || state == ShipmentState::kReturning;
}

// What decisions need while the shipment is open, and what its later events carry; no address.
struct OpenShipment {
  Digest digest;
  Sequence created;
  AccountId bill_to;
  TruckId truck;  // empty until assigned
  Money declared_value;
  Money charge;
  std::uint32_t version = 0;
  Currency ledger;
  ChargeBasis basis = ChargeBasis::kRate;
  ShipmentState state = ShipmentState::kSubmitted;
};
DAYBOOK_STRUCT(OpenShipment, digest, created, bill_to, truck, declared_value, charge, version, ledger, basis, state)
static_assert(sizeof(OpenShipment) == 88);

// What is kept for ever.
struct ClosedShipment {
  Digest digest;
  Sequence created;
  std::uint32_t version = 0;
  ShipmentState state = ShipmentState::kDelivered;
};
DAYBOOK_STRUCT(ClosedShipment, digest, created, version, state)
static_assert(sizeof(ClosedShipment) == 32);

struct RateKey {
  ServiceId service;
  Currency ledger;
  std::uint32_t zero = 0;
  friend constexpr bool operator==(const RateKey&, const RateKey&) = default;
  [[nodiscard]] std::uint64_t hash() const noexcept {
    std::uint32_t letters = 0;
    std::memcpy(&letters, ledger.letters.data(), sizeof letters);
    return (service.hash() ^ letters) * 0x9e37'79b9'7f4a'7c15ULL;
  }
};
DAYBOOK_STRUCT(RateKey, service, ledger, zero)

struct Rate {
  Money base;
  Money per_kg;
};
DAYBOOK_STRUCT(Rate, base, per_kg)

struct Service {
  std::uint64_t version = 0;
};
DAYBOOK_STRUCT(Service, version)

}  // namespace daybook::domain
