// Billing in the other placement: not a policy inside one engine, but two reactors between two. Shipments know nothing
// of money, accounts nothing of shipments, and each side may be down while the other works.
#pragma once

#include "domain/accounts/accounts.h"
#include "domain/billing/billing.h"
#include "domain/shipments/shipments.h"
#include "engine/reactor.h"

namespace across {

using namespace daybook::domain;  // NOLINT(google-build-using-namespace): an example about nothing else
using daybook::EventContext;
using daybook::Id;
using daybook::Maybe;
using daybook::Messages;

inline Maybe<Id> reference_to(const ShipmentId& shipment) { return Maybe<Id>(static_cast<const Id&>(shipment)); }

// Hears the shipments, tells the accounts.
struct BillingReactor {
  static constexpr Id kName{"billing"};
  using Reacts = Messages<ShipmentSubmitted, ShipmentDelivered, ShipmentCancelled, ShipmentLost, ShipmentReturned>;
  using Sends = Messages<HoldTransfer, PostTransfer, VoidTransfer, Transfer>;
  using Reaction = daybook::Reaction<BillingReactor>;

  void react(const ShipmentSubmitted& event, const EventContext&, Reaction& out) {
    if (event.charge == Money{}) return;
    out.send(HoldTransfer{.transfer = hold_of(event.shipment),
                          .debit = event.bill_to,
                          .credit = event.carrier,
                          .reference = reference_to(event.shipment),
                          .amount = amount_of(event.charge),
                          .ledger = event.ledger});
  }
  void react(const ShipmentDelivered& event, const EventContext&, Reaction& out) {
    if (event.charge == Money{}) return;
    out.send(PostTransfer{hold_of(event.shipment), reference_to(event.shipment), {}});
  }
  void react(const ShipmentCancelled& event, const EventContext&, Reaction& out) {
    // Where the hold was refused there is nothing to void, and the accounts say so: nobody else needs to know.
    if (event.charge != Money{}) out.send(VoidTransfer{hold_of(event.shipment), reference_to(event.shipment)});
  }
  void react(const ShipmentLost& event, const EventContext&, Reaction& out) {
    if (event.charge != Money{}) out.send(VoidTransfer{hold_of(event.shipment), reference_to(event.shipment)});
    if (event.declared_value == Money{}) return;
    out.send(Transfer{.transfer = claim_of(event.shipment),
                      .debit = claims_account(event.ledger),
                      .credit = event.bill_to,
                      .reference = reference_to(event.shipment),
                      .amount = amount_of(event.declared_value),
                      .ledger = event.ledger});
  }
  void react(const ShipmentReturned& event, const EventContext&, Reaction& out) {
    if (event.charge != Money{}) out.send(VoidTransfer{hold_of(event.shipment), reference_to(event.shipment)});
  }
};

// Hears what the accounts refuse. A hold: tells the shipments, the compensation. Inside one engine it follows at once;
// here the shipment may have left meanwhile, and then stays what it is. Its invoice, which has no hold, is refused in
// the end: that is for a person, and here it is counted.
struct CompensationReactor {
  static constexpr Id kName{"compensation"};
  static constexpr Id kRefusalsOf = BillingReactor::kName;
  using HearsRefused = Messages<HoldTransfer, PostTransfer>;
  using Sends = Messages<CancelShipment>;
  using Reaction = daybook::Reaction<CompensationReactor>;

  void refused(const HoldTransfer& command, daybook::Code code, const EventContext&, Reaction& out) {
    out.send(CancelShipment{ShipmentId(*command.reference), CancelCause::kRequested},
             daybook::Facts<daybook::Composed<Accounts>>::refusal_name(code));
  }
  void refused(const PostTransfer&, daybook::Code, const EventContext&, Reaction&) { ++unpaid_invoices; }

  std::uint64_t unpaid_invoices = 0;
};

}  // namespace across
