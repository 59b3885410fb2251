#pragma once

#include <tuple>

#include "domain/accounts/messages.h"
#include "domain/billing/messages.h"
#include "domain/shipments/messages.h"
#include "engine/compose.h"
#include "engine/decision.h"
#include "engine/table.h"

namespace daybook::domain {

// Ids that everybody can work out: the transfer that holds, and later posts, a shipment's charge; the one that pays for
// a lost shipment; and the account that pays it ("claims:USD").
[[nodiscard]] TransferId hold_of(const ShipmentId& shipment);
[[nodiscard]] TransferId claim_of(const ShipmentId& shipment);
[[nodiscard]] AccountId claims_account(Currency ledger);

struct BillingSettings {
  AutoOpen auto_open = AutoOpen::kOff;
};
DAYBOOK_STRUCT(BillingSettings, auto_open)

struct BillingFailure {
  ShipmentId shipment;
  std::uint64_t version = 0;
  BillingStep step = BillingStep::kInvoice;
  std::uint16_t refusing_part = 0;
  std::uint16_t refusal = 0;
};
DAYBOOK_STRUCT(BillingFailure, shipment, version, step, refusing_part, refusal)

// The policy between shipments and accounts: neither knows the other, or this. What it needs to know of a shipment is
// in the shipment's events, so its state is small: whether accounts open automatically, and what went wrong.
//
// Whether a hold stands for a shipment follows from its event: its charge is not 0, and it was not cancelled for the
// want of one.
class Billing {
 public:
  using Commands = Messages<RecordBillingFailure>;
  using Events = Messages<BillingFailed>;
  using Refusals = BillingRefusal;
  using Reacts = Messages<ShipmentSubmitted, ShipmentDelivered, ShipmentCancelled, ShipmentLost, ShipmentReturned>;
  using Sends = Messages<OpenAccount, HoldTransfer, PostTransfer, VoidTransfer, Transfer, CancelShipment>;
  using Listens = Messages<DomainConfigured>;
  using Decision = daybook::Decision<Billing>;
  static constexpr Rules kRules{.name = "billing", .version = 2};

  void react(const ShipmentSubmitted& event, FollowUps& out) const;
  void react(const ShipmentDelivered& event, FollowUps& out) const;
  void react(const ShipmentCancelled& event, FollowUps& out) const;
  void react(const ShipmentLost& event, FollowUps& out) const;
  void react(const ShipmentReturned& event, FollowUps& out) const;

  // What a command will probably lead to; to be wrong costs time, nothing else.
  void foretell(const SubmitShipment& command, auto&& follow_up) const {
    HoldTransfer hold;
    hold.transfer = hold_of(command.shipment);
    hold.debit = command.bill_to;
    hold.credit = command.carrier;
    follow_up(hold);
  }
  void foretell(const DeliverShipment& command, auto&& follow_up) const {
    follow_up(PostTransfer{hold_of(command.shipment), {}, {}});
  }

  void refused(const OpenAccount& command, Code code, FollowUps& out) const;
  void refused(const HoldTransfer& command, Code code, FollowUps& out) const;
  void refused(const PostTransfer& command, Code code, FollowUps& out) const;
  void refused(const VoidTransfer& command, Code code, FollowUps& out) const;
  void refused(const Transfer& command, Code code, FollowUps& out) const;
  void refused(const CancelShipment& command, Code code, FollowUps& out) const;

  Verdict decide(const RecordBillingFailure& command, Decision& out) const;
  void apply(const BillingFailed& event);
  void apply(const DomainConfigured& event);
  auto tables() { return std::tie(settings, failures); }

  Table<ConfigurationId, BillingSettings> settings;
  Table<TransferId, BillingFailure> failures;

 private:
  void open_named(const ShipmentSubmitted& event, FollowUps& out) const;
};

}  // namespace daybook::domain
