#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "tests/property/reference/step.h"
#include "tests/property/reference/wide.h"

namespace daybook::domain::reference {

// The lives of shipments, and rates.
class Shipments {
 public:
  enum class Stage { kSubmitted, kAssigned, kShipped, kReturning, kDelivered, kCancelled, kLost, kReturned };
  struct Shipment {
    SubmitShipment submitted;
    Money charge;
    ChargeBasis basis = ChargeBasis::kRate;
    Stage stage = Stage::kSubmitted;
    TruckId truck;
    std::uint64_t version = 0;
    std::uint64_t sequence = 0;
  };

  Verdict run(const SubmitShipment& command, Step& step);
  Verdict run(const AssignShipment& command, Step& step);
  Verdict run(const ShipShipment& command, Step& step);
  Verdict run(const DeliverShipment& command, Step& step);
  Verdict run(const CancelShipment& command, Step& step);
  Verdict run(const ReportShipmentLost& command, Step& step);
  Verdict run(const SetRate& command, Step& step);
  Verdict run(const RecordCheckpoint& command, Step& step);
  Verdict run(const RefuseShipment& command, Step& step);
  Verdict run(const ReceiveReturn& command, Step& step);

  [[nodiscard]] const std::map<ShipmentId, Shipment>& shipments() const { return shipments_; }
  using Rates = std::map<std::pair<ServiceId, Currency>, SetRate>;
  [[nodiscard]] const Rates& rates() const { return rates_; }
  // Their versions.
  [[nodiscard]] const std::map<ServiceId, std::uint64_t>& services() const { return services_; }

 private:
  // Nothing where it cannot be worked out; why not is in the verdict.
  [[nodiscard]] std::optional<Wide> charge_of(const SubmitShipment& command, Verdict& verdict) const;
  // Null: there is none.
  Shipment* find(const ShipmentId& id, Step& step);
  static void tell(Shipment& shipment, Step& step, AnyEvent event);

  std::map<ShipmentId, Shipment> shipments_;
  Rates rates_;
  std::map<ServiceId, std::uint64_t> services_;
};

}  // namespace daybook::domain::reference
