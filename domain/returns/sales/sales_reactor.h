#pragma once

#include <unordered_map>

#include "domain/accounts/messages.h"
#include "domain/returns/published.h"
#include "domain/returns/sales/messages.h"
#include "engine/reaction.h"

namespace daybook::domain {

// Ids that everybody can work out: the transfer that pays a refund, and the account that bears it ("refunds:USD").
[[nodiscard]] TransferId payment_of(const OrderRefundId& refund);
[[nodiscard]] AccountId refunds_account(Currency ledger);

// The sales team's ear: opens an order refund for each refund that is requested, and has the ledger pay what is
// approved. What it knows are the payments made, and not given back, so that it can tell a payment that was refused
// because somebody has made just this one from one that was refused for a reason.
class SalesReactor {
 public:
  static constexpr Id kName{"sales"};
  using Listens = Messages<Transferred, TransferReversed>;
  using Reacts = Messages<RefundRequested, RefundApproved>;
  using Sends = Messages<OpenOrderRefund, Transfer, RecordPaymentFailure>;
  using HearsRefused = Messages<Transfer>;
  using Reaction = daybook::Reaction<SalesReactor>;

  void apply(const Transferred& event);
  void apply(const TransferReversed& event) { paid_.erase(event.original); }

  void react(const RefundRequested& event, const EventContext& context, Reaction& out) const;
  void react(const RefundApproved& event, const EventContext& context, Reaction& out) const;

  void refused(const Transfer& command, Code code, const EventContext& context, Reaction& out) const;

 private:
  struct Payment {
    AccountId customer;
    Amount amount;
    Currency ledger;
    friend bool operator==(const Payment&, const Payment&) = default;
  };
  std::unordered_map<TransferId, Payment, IdHash> paid_;
};

}  // namespace daybook::domain
