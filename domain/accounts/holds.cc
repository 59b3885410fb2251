// What becomes of a hold: it is posted, voided, or its time passes.

#include "domain/accounts/accounts.h"
#include "engine/check.h"

namespace daybook::domain {

const PendingTransfer* Accounts::find_pending(const TransferId& transfer, Decision& out) const {
  const PendingTransfer* row = pending.find(transfer);
  out.version(row == nullptr ? 0 : account(row->debit).version);
  return row;
}

Verdict Accounts::why_not_pending(const TransferId& transfer) const {
  const ClosedTransfer* row = transfers.find(transfer);
  if (row == nullptr) return AccountRefusal::kUnknownTransfer;
  return Verdict(was_held(row->state) ? AccountRefusal::kAlreadyResolved : AccountRefusal::kNotHeld, row->created);
}

Verdict Accounts::decide(const PostTransfer& command, Decision& out) const {
  const PendingTransfer* held = find_pending(command.transfer, out);
  if (held == nullptr) {
    const ClosedTransfer* done = transfers.find(command.transfer);
    const bool expired = done != nullptr && done->state == TransferState::kExpired;
    return expired ? Verdict(AccountRefusal::kExpired, done->created) : why_not_pending(command.transfer);
  }
  // Of many timers that are due at once some have to wait: no later than that, the money is no longer promised.
  if (has_expired(*held, out.context().now)) return Verdict(AccountRefusal::kExpired, held->created);
  const Amount posted = command.amount.value_or(held->amount);
  if (posted == Amount{}) return AccountRefusal::kZeroAmount;
  if (posted > held->amount) return AccountRefusal::kMoreThanHeld;
  const Account& credit = account(held->credit);
  return out.accept(TransferPosted{.transfer = command.transfer,
                                   .debit = held->debit,
                                   .credit = held->credit,
                                   .reference = command.reference,
                                   .posted = posted,
                                   .released = Amount{held->amount.minor - posted.minor},
                                   .ledger = credit.ledger},
                    credit.version + 1);
}

// Of VoidTransfer and ExpireTransfer: all of it is given back.
template <class E, class C>
Verdict Accounts::release(const C& command, const PendingTransfer& held, Decision& out) const {
  const Account& credit = account(held.credit);
  return out.accept(E{.transfer = command.transfer,
                      .debit = held.debit,
                      .credit = held.credit,
                      .reference = command.reference,
                      .released = held.amount,
                      .ledger = credit.ledger},
                    credit.version + 1);
}

Verdict Accounts::decide(const VoidTransfer& command, Decision& out) const {
  const PendingTransfer* held = find_pending(command.transfer, out);
  return held == nullptr ? why_not_pending(command.transfer) : release<TransferVoided>(command, *held, out);
}

// A timer cannot be disarmed: it also comes for a hold that was posted or voided in time.
Verdict Accounts::decide(const ExpireTransfer& command, Decision& out) const {
  const PendingTransfer* held = find_pending(command.transfer, out);
  if (!out.context().by_timer) return AccountRefusal::kReservedForTimers;
  return held == nullptr ? out.accept() : release<TransferExpired>(command, *held, out);
}

void Accounts::apply(const TransferPosted& event) { resolve(event.transfer, event.posted, TransferState::kPosted); }
void Accounts::apply(const TransferVoided& event) { resolve(event.transfer, {}, TransferState::kVoided); }
void Accounts::apply(const TransferExpired& event) { resolve(event.transfer, {}, TransferState::kExpired); }

void Accounts::resolve(const TransferId& transfer, Amount posted, TransferState state) {
  const PendingTransfer* held = pending.find(transfer);
  CHECK(held != nullptr && posted <= held->amount);
  Amount& debits = account(held->debit).debits_pending;
  Amount& credits = account(held->credit).credits_pending;
  CHECK(held->amount <= debits && held->amount <= credits);
  debits.minor -= held->amount.minor;
  credits.minor -= held->amount.minor;
  post(held->debit, held->credit, posted);
  keep(transfer, {.digest = held->digest, .created = held->created, .posted = posted, .state = state});
  pending.erase(transfer);
}

}  // namespace daybook::domain
