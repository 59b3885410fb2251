#include "domain/audit.h"

#include <fmt/format.h>

namespace daybook::domain {

void LedgerAudit::add(const AccountOpened& event) {
  Balance balance;
  balance.version = 1;
  balance.ledger = event.ledger;
  if (!balances_.emplace(event.account, balance).second) {
    wrong_.add(fmt::format("account {}: opened twice", event.account.text()));
  }
}

void LedgerAudit::add(const AccountAdopted& event) { ++balances_[event.account].version; }

void LedgerAudit::add(const AccountClosed& event) {
  Balance& balance = balances_[event.account];
  balance.closed = true;
  ++balance.version;
}

template <class E>
void LedgerAudit::check_sides(const E& event) {
  for (const AccountId& side : {event.debit, event.credit}) {
    const auto found = balances_.find(side);
    if (found == balances_.end()) {
      wrong_.add(fmt::format("transfer {}: account {} was never opened", event.transfer.text(), side.text()));
    } else if (found->second.closed) {
      wrong_.add(fmt::format("transfer {}: account {} is closed", event.transfer.text(), side.text()));
    } else if (found->second.ledger != event.ledger) {
      wrong_.add(fmt::format("transfer {}: account {} is of another ledger", event.transfer.text(), side.text()));
    }
    ++balances_[side].version;
  }
}

// A new transfer, with what it adds to both sides.
void LedgerAudit::add(const TransferId& transfer, const Movement& movement) {
  if (!transfers_.emplace(transfer, movement).second) {
    wrong_.add(fmt::format("transfer {}: made twice", transfer.text()));
  }
  balances_[movement.debit].debits_pending += movement.held;
  balances_[movement.credit].credits_pending += movement.held;
  balances_[movement.debit].debits_posted += movement.posted;
  balances_[movement.credit].credits_posted += movement.posted;
}

void LedgerAudit::add(const Transferred& event) {
  check_sides(event);
  add(event.transfer, {.debit = event.debit, .credit = event.credit, .posted = static_cast<Wide>(event.amount.minor)});
}

void LedgerAudit::add(const TransferHeld& event) {
  check_sides(event);
  add(event.transfer,
      {.debit = event.debit, .credit = event.credit, .held = static_cast<Wide>(event.amount.minor), .pending = true});
}

void LedgerAudit::add(const TransferReversed& event) {
  check_sides(event);
  const auto amount = static_cast<Wide>(event.amount.minor);
  if (const auto found = transfers_.find(event.original); found == transfers_.end()) {
    wrong_.add(fmt::format("transfer {}: reversed, but never made", event.original.text()));
  } else {
    Movement& original = found->second;
    if (original.reversed) wrong_.add(fmt::format("transfer {}: reversed twice", event.original.text()));
    if (original.reversal) wrong_.add(fmt::format("transfer {}: a reversal was reversed", event.original.text()));
    if (original.debit != event.credit || original.credit != event.debit || original.posted != amount) {
      wrong_.add(fmt::format("transfer {}: reversed as something else than was posted", event.original.text()));
    }
    original.reversed = true;
  }
  add(event.transfer, {.debit = event.debit, .credit = event.credit, .posted = amount, .reversal = true});
}

template <class E>
void LedgerAudit::resolve(const E& event, Wide posted) {
  check_sides(event);
  const auto found = transfers_.find(event.transfer);
  if (found == transfers_.end()) {
    return wrong_.add(fmt::format("transfer {}: resolved, but never held", event.transfer.text()));
  }
  Movement& hold = found->second;
  if (!hold.pending) return wrong_.add(fmt::format("transfer {}: resolved twice", event.transfer.text()));
  if (hold.debit != event.debit || hold.credit != event.credit || hold.held != posted + event.released.minor) {
    wrong_.add(fmt::format("transfer {}: resolved as something else than was held", event.transfer.text()));
  }
  hold.pending = false;
  hold.posted = posted;
  balances_[hold.debit].debits_pending -= hold.held;
  balances_[hold.credit].credits_pending -= hold.held;
  balances_[hold.debit].debits_posted += posted;
  balances_[hold.credit].credits_posted += posted;
}

void LedgerAudit::add(const TransferPosted& event) { resolve(event, static_cast<Wide>(event.posted.minor)); }
void LedgerAudit::add(const TransferVoided& event) { resolve(event, 0); }
void LedgerAudit::add(const TransferExpired& event) { resolve(event, 0); }

void LedgerAudit::add(const DecisionView& decision) {
  decision.for_each_step([&](const StepView& step) {
    step.for_each_event([&](const EventView& view) {
      if (is_control(view.header->type)) return;  // the engine's own; a tick's record has timers' events beside it
      if (visit_event(view, [&](const auto& event) { add(event); })) return;
      wrong_.add(fmt::format("an event of the unknown type {}", view.header->type));
    });
  });
}

void LedgerAudit::compare_account(const AccountId& id, const Balance& balance, const Account* account,
                                  Differences& found) {
  if (account == nullptr) return found.add(fmt::format("account {}: not in the state", id.text()));
  const auto check = [&](std::string_view what, Wide folded, Amount amount) {
    if (folded == static_cast<Wide>(amount.minor)) return;
    found.add(fmt::format("account {}: {} {}, but its transfers add up to {}", id.text(), what, amount.minor, folded));
  };
  check("debits_pending", balance.debits_pending, account->debits_pending);
  check("debits_posted", balance.debits_posted, account->debits_posted);
  check("credits_pending", balance.credits_pending, account->credits_pending);
  check("credits_posted", balance.credits_posted, account->credits_posted);
  if (balance.ledger != account->ledger) found.add(fmt::format("account {}: of another ledger", id.text()));
  if (balance.closed != (account->state == AccountState::kClosed)) {
    found.add(fmt::format("account {}: open here and closed there", id.text()));
  }
  if (balance.version != account->version) {
    found.add(fmt::format("account {}: version {}, but {} events", id.text(), account->version, balance.version));
  }
}

void LedgerAudit::compare_transfer(const TransferId& id, const Movement& movement, const Accounts& accounts,
                                   Differences& found) {
  const PendingTransfer* pending = accounts.pending.find(id);
  const ClosedTransfer* done = accounts.transfers.find(id);
  if ((pending != nullptr) != movement.pending) {
    found.add(fmt::format("transfer {}: {} pending in the state", id.text(), movement.pending ? "not" : "still"));
  } else if (pending != nullptr && static_cast<Wide>(pending->amount.minor) != movement.held) {
    found.add(fmt::format("transfer {}: another amount is pending", id.text()));
  }
  if ((done != nullptr) == movement.pending) {
    found.add(fmt::format("transfer {}: {} done in the state", id.text(), movement.pending ? "already" : "not"));
  } else if (done != nullptr) {
    if (static_cast<Wide>(done->posted.minor) != movement.posted) {
      found.add(fmt::format("transfer {}: {} posted in the state, but its events say {}", id.text(), done->posted.minor,
                            movement.posted));
    }
    if (is_reversed(done->state) != movement.reversed ||
        (done->state == TransferState::kReversal) != movement.reversal) {
      found.add(fmt::format("transfer {}: {} in the state", id.text(), enumerator_name(done->state)));
    }
  }
}

Differences LedgerAudit::compare(const Accounts& accounts) const {
  Differences found = wrong_;
  for (const auto& [id, balance] : balances_) compare_account(id, balance, accounts.accounts.find(id), found);
  accounts.accounts.for_each([&](const AccountId& id, const Account&) {
    if (!balances_.contains(id)) found.add(fmt::format("account {}: in the state, but never opened", id.text()));
  });
  std::size_t held = 0;
  for (const auto& [id, movement] : transfers_) {
    if (movement.pending) ++held;
    compare_transfer(id, movement, accounts, found);
  }
  if (accounts.pending.size() != held || accounts.transfers.size() != transfers_.size() - held) {
    found.add(fmt::format("{} pending and {} done transfers, but the events made {} and {}", accounts.pending.size(),
                          accounts.transfers.size(), held, transfers_.size() - held));
  }
  return found;
}

}  // namespace daybook::domain
