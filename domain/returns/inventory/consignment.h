#pragma once

#include <cstdint>
#include <string>

#include "domain/shipments/messages.h"

namespace daybook::domain {

// A shipment's two addresses, kept in one piece of memory: every shipment has them, and the text of a message lives no
// longer than the message.
class KeptAddresses {
 public:
  KeptAddresses(const Address& from, const Address& to);
  // Writes addresses that point into this object.
  void write(Address& from, Address& to) const;

 private:
  std::string texts_;  // one after the other, each behind its length, a byte
};

// What became of a shipment, as far as a replacement goes that it brings.
enum class Fate : std::uint8_t { kOnHand, kLeft, kCancelled };

// What inventory keeps of a shipment, to send a replacement the same way.
class Consignment {
 public:
  explicit Consignment(const ShipmentSubmitted& event);
  // The replacement goes the way of the original, at the carrier's own expense. A charge by rate is worked out again;
  // any other is as it was. Points into this object.
  [[nodiscard]] SubmitShipment again(const ShipmentId& shipment) const;

  [[nodiscard]] Fate fate() const { return fate_; }
  void meet(Fate fate) { fate_ = fate; }

 private:
  AccountId carrier_;
  ServiceId service_;
  Money declared_value_;
  Money charge_;
  std::uint32_t weight_g_;
  Currency ledger_;
  ChargeBasis basis_;
  Fate fate_ = Fate::kOnHand;
  KeptAddresses addresses_;
};

// Who pays for the shipment of a replacement: "warranty:USD".
[[nodiscard]] AccountId warranty_account(Currency ledger);

}  // namespace daybook::domain
