#pragma once

// What each team's reactor must answer, given what happened: everything it hears of, in order. It listens to all events
// of a record before it reacts to them.

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "tests/property/reference/names.h"
#include "tests/property/reference/step.h"

namespace daybook::domain::reference {

class SalesReactor {
 public:
  static constexpr Id kName{"sales"};
  explicit SalesReactor(const Names& names) : names_(names) {}

  void listen(const Transferred& event) { paid_[event.transfer] = event; }
  void listen(const TransferReversed& event) { paid_.erase(event.original); }
  void react(const RefundRequested& event, std::vector<FollowUp>& out) const;
  void react(const RefundApproved& event, std::vector<FollowUp>& out) const;
  void refused(const Transfer& command, const Refusal& refusal, std::vector<FollowUp>& out) const;

 private:
  Names names_;
  std::map<TransferId, Transferred> paid_;
};

class InventoryReactor {
 public:
  static constexpr Id kName{"inventory"};
  explicit InventoryReactor(const Names& names) : names_(names) {}

  void listen(const ShipmentSubmitted& event) { shipments_[event.shipment] = event; }
  void listen(const RefundRequested& event);
  void listen(const RefundDeclined& event);
  void listen(const ReplacementReserved& event);
  void listen(const ShipmentShipped& event) { left_.insert(event.shipment); }
  void listen(const ShipmentCancelled& event) { cancelled_.insert(event.shipment); }

  void react(const RefundRequested& event, std::vector<FollowUp>& out) const;
  void react(const ReplacementReserved& event, std::vector<FollowUp>& out) const;
  void react(const RefundDeclined& event, std::vector<FollowUp>& out) const;
  void react(const ShipmentShipped& event, std::vector<FollowUp>& out) const;
  void react(const ShipmentCancelled& event, std::vector<FollowUp>& out) const;
  void react(const ReplacementWithdrawn& event, std::vector<FollowUp>& out) const;
  void refused(const SubmitShipment& command, const Refusal& refusal, std::vector<FollowUp>& out) const;

 private:
  enum class Stage { kAsked, kDeclined, kUnknown, kSubmitted };
  struct Replacement {
    ReplacementId refund;
    Stage stage = Stage::kAsked;
  };
  // By the shipment that is to bring it; null: it is of no replacement.
  [[nodiscard]] const Replacement* find(const ShipmentId& shipment) const;
  // Nothing can be done about it any more.
  [[nodiscard]] bool is_over(const ShipmentId& shipment) const {
    return left_.contains(shipment) || cancelled_.contains(shipment);
  }
  [[nodiscard]] SubmitShipment once_more(const ShipmentSubmitted& original, const ShipmentId& shipment) const;

  Names names_;
  std::map<ShipmentId, ShipmentSubmitted> shipments_;
  std::set<ShipmentId> left_;  // of all shipments: whose they are may be heard later
  std::set<ShipmentId> cancelled_;
  std::map<ShipmentId, Replacement> replacements_;
};

class ManufacturingReactor {
 public:
  static constexpr Id kName{"manufacturing"};
  void listen(const RefundDeclined& event) { declined_.insert(event.refund); }
  void react(const RefundRequested& event, std::vector<FollowUp>& out) const;
  void react(const RefundDeclined& event, std::vector<FollowUp>& out) const;

 private:
  std::set<Id> declined_;
};

class AccountingReactor {
 public:
  static constexpr Id kName{"accounting"};
  explicit AccountingReactor(const Names& names) : names_(names) {}

  void listen(const TransferHeld& event) { held_[event.transfer] = event; }
  void listen(const TransferPosted& event) { posted_[event.transfer] = event.posted; }
  void listen(const TransferVoided& event) { posted_[event.transfer] = std::nullopt; }
  void listen(const TransferExpired& event) {
    held_.erase(event.transfer);
    posted_[event.transfer] = std::nullopt;
  }
  void listen(const TransferReversed& event) { posted_[event.original] = std::nullopt; }
  void listen(const RefundDeclined& event) { declined_.insert(event.refund); }

  void react(const RefundRequested& event, std::vector<FollowUp>& out) const;
  void react(const DisposalCharged& event, std::vector<FollowUp>& out) const;
  void react(const DisassemblyClosed& event, std::vector<FollowUp>& out) const;
  void react(const DisposalSettled& event, std::vector<FollowUp>& out) const;
  void react(const RefundDeclined& event, std::vector<FollowUp>& out) const;
  void react(const DisposalReversed& event, std::vector<FollowUp>& out) const;
  void refused(const HoldTransfer& command, const Refusal& refusal, std::vector<FollowUp>& out) const;
  void refused(const PostTransfer& command, const Refusal& refusal, std::vector<FollowUp>& out) const;
  void refused(const VoidTransfer& command, const Refusal& refusal, std::vector<FollowUp>& out) const;

 private:
  Names names_;
  std::map<TransferId, TransferHeld> held_;
  std::set<Id> declined_;
  std::map<TransferId, std::optional<Amount>> posted_;  // of holds that are resolved; nothing: it does not stand
};

}  // namespace daybook::domain::reference
