#pragma once

#include <map>
#include <vector>

#include "tests/property/reference/names.h"
#include "tests/property/reference/step.h"

namespace daybook::domain::reference {

// The policy between shipments and the ledger.
class Billing {
 public:
  explicit Billing(const Names& names) : names_(names) {}

  // What it wants done about an event, and about the refusal of what it wanted.
  void react(const ShipmentSubmitted& event, std::vector<FollowUp>& out) const;
  void react(const ShipmentDelivered& event, std::vector<FollowUp>& out) const;
  void react(const ShipmentCancelled& event, std::vector<FollowUp>& out) const;
  void react(const ShipmentReturned& event, std::vector<FollowUp>& out) const;
  void react(const ShipmentLost& event, std::vector<FollowUp>& out) const;
  void refused(const HoldTransfer& command, const Refusal& refusal, std::vector<FollowUp>& out) const;
  void refused(const PostTransfer& command, const Refusal& refusal, std::vector<FollowUp>& out) const;
  void refused(const VoidTransfer& command, const Refusal& refusal, std::vector<FollowUp>& out) const;
  void refused(const Transfer& command, const Refusal& refusal, std::vector<FollowUp>& out) const;
  void listen(const DomainConfigured& event) { auto_open_ = event.auto_open; }

  Verdict run(const RecordBillingFailure& command, Step& step);

  // The last failure of a transfer, and how many there were.
  struct Failure {
    RecordBillingFailure recorded;
    Refusal code;
    std::uint64_t version = 0;
  };
  [[nodiscard]] const std::map<TransferId, Failure>& failures() const { return failures_; }

 private:
  void release(const ShipmentId& shipment, Money charge, std::vector<FollowUp>& out) const;

  Names names_;
  AutoOpen auto_open_ = AutoOpen::kOff;
  std::map<TransferId, Failure> failures_;
};

}  // namespace daybook::domain::reference
