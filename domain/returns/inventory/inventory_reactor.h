#pragma once

#include <unordered_map>

#include "domain/returns/inventory/consignment.h"
#include "domain/returns/inventory/messages.h"
#include "domain/returns/published.h"
#include "domain/shipments/messages.h"
#include "engine/reaction.h"

namespace daybook::domain {

// Ids that everybody can work out: the shipment of a replacement.
[[nodiscard]] ShipmentId shipment_of(const ReplacementId& refund);

// The inventory team's ear: has a replacement reserved for each refund that is requested, and a shipment submitted
// when it is. Once a shipment was asked for, it is the arbiter: a replacement is sent when it ships, and withdrawn when
// it is cancelled, whoever cancels it, and be it before anybody asked for the replacement: a person may have submitted
// it by hand. A declined refund cancels it, or, where none was asked for yet, withdraws the replacement, and be it
// declined before support asks. It remembers every shipment, since any may come back.
class InventoryReactor {
 public:
  static constexpr Id kName{"inventory"};
  using Listens = Messages<ShipmentSubmitted, RefundRequested, RefundDeclined, ReplacementReserved, ShipmentShipped,
                           ShipmentCancelled>;
  using Reacts = Messages<RefundRequested, RefundDeclined, ReplacementReserved, ShipmentShipped, ShipmentCancelled,
                          ReplacementWithdrawn>;
  using Sends =
      Messages<ReserveReplacement, SubmitShipment, CancelShipment, RecordReplacementSent, WithdrawReplacement>;
  using HearsRefused = Messages<SubmitShipment>;
  using Reaction = daybook::Reaction<InventoryReactor>;

  void apply(const ShipmentSubmitted& event);
  void apply(const RefundRequested& event);
  void apply(const RefundDeclined& event);
  void apply(const ReplacementReserved& event);
  void apply(const ShipmentShipped& event);
  void apply(const ShipmentCancelled& event);

  void react(const RefundRequested& event, const EventContext& context, Reaction& out) const;
  void react(const RefundDeclined& event, const EventContext& context, Reaction& out) const;
  void react(const ReplacementReserved& event, const EventContext& context, Reaction& out) const;
  void react(const ShipmentShipped& event, const EventContext& context, Reaction& out) const;
  void react(const ShipmentCancelled& event, const EventContext& context, Reaction& out) const;
  void react(const ReplacementWithdrawn& event, const EventContext& context, Reaction& out) const;

  void refused(const SubmitShipment& command, Code code, const EventContext& context, Reaction& out) const;

 private:
  enum class Stage : std::uint8_t {
    kAsked,      // to be reserved
    kDeclined,   // before a shipment was asked for: there will be none
    kSubmitted,  // the shipment decides
  };
  struct Replacement {
    ReplacementId refund;
    Stage stage = Stage::kAsked;
  };
  [[nodiscard]] const Replacement* find(const ShipmentId& shipment) const;
  [[nodiscard]] Fate fate_of(const ShipmentId& shipment) const;
  void meet(const ShipmentId& shipment, Fate fate);

  std::unordered_map<ShipmentId, Consignment, IdHash> consignments_;
  std::unordered_map<ShipmentId, Replacement, IdHash> replacements_;  // by the shipment of the replacement
};

}  // namespace daybook::domain
