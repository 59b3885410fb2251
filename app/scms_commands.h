#pragma once

#include <cstdint>
#include <vector>

#include "app/scms.h"
#include "domain/domain.h"

namespace daybook::app::scms {

inline constexpr domain::Currency kUsd{"USD"};

// What is sent for a shipment, in this order.
enum class Phase : std::uint8_t { kSubmit, kAssign, kShip, kDeliver, kInsure };

// The commands of one shipment. Their texts point into the file.
class ShipmentCommands {
 public:
  ShipmentCommands(const File& file, const Shipment& shipment);

  [[nodiscard]] domain::SubmitShipment submit() const;
  [[nodiscard]] domain::AssignShipment assign() const;
  [[nodiscard]] domain::ShipShipment ship() const;
  [[nodiscard]] domain::DeliverShipment deliver() const;
  // Apart from freight, to an account of its own.
  [[nodiscard]] domain::Transfer insure() const;

 private:
  const Row& row_;
  const Shipment& shipment_;
  std::vector<domain::LineItem> items_;
};

// One command to send.
struct Step {
  Date day{};  // its place in time
  Phase phase{};
  std::size_t shipment = 0;  // index into File::shipments
};

// The business day that a command carries, as the file has it, even where an order is younger than its delivery.
[[nodiscard]] Date occurred_on(const Shipment& shipment, Phase phase);

// Everything to send for the shipments without fault, in the order (day, phase, shipment). An order that is younger
// than its delivery takes its place on the day of delivery, since nothing can be delivered before it is submitted.
[[nodiscard]] std::vector<Step> timeline(const File& file);

}  // namespace daybook::app::scms
