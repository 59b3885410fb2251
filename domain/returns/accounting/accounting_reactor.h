#pragma once

#include <unordered_map>
#include <unordered_set>

#include "domain/accounts/messages.h"
#include "domain/returns/accounting/messages.h"
#include "domain/returns/published.h"
#include "engine/reaction.h"

namespace daybook::domain {

// Ids that everybody can work out: the transfer that holds, and later posts, a disposal's cost; and the accounts it
// goes between ("disposal:USD", "assets:USD").
[[nodiscard]] TransferId booking_of(const DisposalId& refund);
[[nodiscard]] AccountId disposal_account(Currency ledger);
[[nodiscard]] AccountId assets_account(Currency ledger);

// The accounting team's ear: charges a disposal for each refund that is requested, settles it when the disassembly
// says what the parts are worth, reverses it where the refund is declined, or was before support asked; and has the
// ledger hold the cost, post the loss, or let it go. What it knows are the bookings, so that it can tell one that was
// refused because somebody has made just this one from one that was refused for a reason. A hold made by hand may have
// expired, and what was posted may have been given back: then nothing is held, or posted.
class AccountingReactor {
 public:
  static constexpr Id kName{"accounting"};
  using Listens =
      Messages<TransferHeld, TransferPosted, TransferVoided, TransferExpired, TransferReversed, RefundDeclined>;
  using Reacts =
      Messages<RefundRequested, DisposalCharged, DisassemblyClosed, DisposalSettled, RefundDeclined, DisposalReversed>;
  using Sends = Messages<ChargeAssetDisposal, SettleAssetDisposal, ReverseAssetDisposal, HoldTransfer, PostTransfer,
                         VoidTransfer, RecordBookingFailure>;
  using HearsRefused = Messages<HoldTransfer, PostTransfer, VoidTransfer>;
  using Reaction = daybook::Reaction<AccountingReactor>;

  void apply(const TransferHeld& event);
  void apply(const TransferPosted& event);
  void apply(const TransferVoided& event);
  void apply(const TransferExpired& event);
  void apply(const TransferReversed& event);
  void apply(const RefundDeclined& event) { declined_.insert(event.refund); }

  void react(const RefundRequested& event, const EventContext& context, Reaction& out) const;
  void react(const DisposalCharged& event, const EventContext& context, Reaction& out) const;
  void react(const DisassemblyClosed& event, const EventContext& context, Reaction& out) const;
  void react(const DisposalSettled& event, const EventContext& context, Reaction& out) const;
  void react(const RefundDeclined& event, const EventContext& context, Reaction& out) const;
  void react(const DisposalReversed& event, const EventContext& context, Reaction& out) const;

  void refused(const HoldTransfer& command, Code code, const EventContext& context, Reaction& out) const;
  void refused(const PostTransfer& command, Code code, const EventContext& context, Reaction& out) const;
  void refused(const VoidTransfer& command, Code code, const EventContext& context, Reaction& out) const;

 private:
  enum class State : std::uint8_t { kNone, kHeld, kPosted, kVoided, kExpired, kReversed };
  // Between the accounts of a disposal.
  struct Booked {
    State state = State::kNone;
    Amount held;
    Amount posted;
    Currency ledger;
  };
  template <class E>
  [[nodiscard]] Booked* booked(const E& event);
  [[nodiscard]] Booked find(const TransferId& booking) const;

  std::unordered_map<TransferId, Booked, IdHash> bookings_;
  std::unordered_set<Id, IdHash> declined_;
};

}  // namespace daybook::domain
