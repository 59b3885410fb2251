// New transfers, at once and held. What becomes of them is in holds.cc and reversals.cc.

#include "domain/accounts/accounts.h"
#include "domain/accounts/content.h"
#include "engine/check.h"

namespace daybook::domain {

namespace {

Account new_account(Currency ledger, AccountKind kind) {
  Account account;
  account.ledger = ledger;
  account.kind = kind;
  account.state = AccountState::kUnadopted;
  return account;
}

// The side's pendings and what is posted, with `more`, fit its sum: whatever becomes of the pendings, nothing
// overflows.
bool fits(Amount pending, Amount posted, Amount more) {
  const std::optional<Amount> sum = checked_add(pending, posted);
  return sum && checked_add(*sum, more).has_value();
}

void add(Amount& sum, Amount amount) { sum.minor += amount.minor; }

}  // namespace

std::optional<Verdict> Accounts::find_double(const TransferId& transfer, const Digest& digest) const {
  const auto exists = [&](const auto& row) {
    return Verdict(row.digest == digest ? AccountRefusal::kAlreadyExists : AccountRefusal::kExistsWithDifferentContent,
                   row.created);
  };
  if (const PendingTransfer* row = pending.find(transfer)) return exists(*row);
  if (const ClosedTransfer* row = transfers.find(transfer)) return exists(*row);
  return std::nullopt;
}

template <class C>
void Accounts::find_sides(const C& command, const Context& context, Sides& sides) const {
  sides.debit = accounts.find(command.debit);
  sides.credit = accounts.find(command.credit);
  if (sides.debit != nullptr && sides.credit != nullptr) [[likely]]
    return;
  if (!context.follow_up || !auto_open()) return;
  if (sides.debit == nullptr && command.debit_kind != AccountKind::kNone) {
    sides.new_debit = new_account(command.ledger, command.debit_kind);
    sides.debit = &sides.new_debit;
    sides.debit_opens = true;
  }
  if (sides.credit == nullptr && command.credit_kind != AccountKind::kNone) {
    sides.new_credit = new_account(command.ledger, command.credit_kind);
    sides.credit = &sides.new_credit;
    sides.credit_opens = true;
  }
}

template <class C>
std::optional<AccountRefusal> Accounts::refusal_of(const C& command, const Sides& sides, Stamp now) {
  if (sides.debit == nullptr || sides.credit == nullptr) return AccountRefusal::kUnknownAccount;
  const Account& debit = *sides.debit;
  const Account& credit = *sides.credit;
  if (debit.state == AccountState::kClosed || credit.state == AccountState::kClosed)
    return AccountRefusal::kAccountClosed;
  if (command.debit == command.credit) return AccountRefusal::kSameAccount;
  if (debit.ledger != command.ledger || credit.ledger != command.ledger) return AccountRefusal::kLedgersDiffer;
  if (command.amount == Amount{}) return AccountRefusal::kZeroAmount;
  if constexpr (requires { command.timeout_ms; }) {
    if (!deadline_of(now, command.timeout_ms)) return AccountRefusal::kTimeoutTooLong;
  }
  return refusal_of_amount(debit, credit, command.amount);
}

std::optional<AccountRefusal> Accounts::refusal_of_amount(const Account& debit, const Account& credit, Amount amount) {
  if (!within_limit(debit, amount, {}) || !within_limit(credit, {}, amount)) return AccountRefusal::kLimitExceeded;
  if (!fits(debit.debits_pending, debit.debits_posted, amount) ||
      !fits(credit.credits_pending, credit.credits_posted, amount)) {
    return AccountRefusal::kOverflow;
  }
  return std::nullopt;
}

template <class E, class C>
Verdict Accounts::decide_transfer(const C& command, TransferKind kind, Decision& out) const {
  Sides sides;
  find_sides(command, out.context(), sides);
  out.version(sides.debit == nullptr ? 0 : sides.debit->version);
  const Digest digest = digest_of_transfer(command, kind);
  if (const std::optional<Verdict> twice = find_double(command.transfer, digest)) return *twice;
  if (const std::optional<AccountRefusal> refusal = refusal_of(command, sides, out.context().now)) return *refusal;
  const auto open = [&](const AccountId& id, const Account& account) {
    out.version(0);
    out.emit(AccountOpened{.account = id,
                           .credit_line = {},
                           .ledger = account.ledger,
                           .kind = account.kind,
                           .limit = AccountLimit::kNone,
                           .origin = AccountOrigin::kAutomatic});
  };
  if (sides.debit_opens) open(command.debit, *sides.debit);
  if (sides.credit_opens) open(command.credit, *sides.credit);
  if (sides.debit_opens || sides.credit_opens) out.version(sides.debit_opens ? 1 : sides.debit->version);
  E event{.transfer = command.transfer,
          .debit = command.debit,
          .credit = command.credit,
          .reference = command.reference,
          .digest = digest,
          .amount = command.amount,
          .ledger = command.ledger};
  if constexpr (requires { event.timeout_ms; }) event.timeout_ms = command.timeout_ms;
  return out.accept(event, sides.credit_opens ? 2 : sides.credit->version + 1);
}

Verdict Accounts::decide(const Transfer& command, Decision& out) const {
  return decide_transfer<Transferred>(command, TransferKind::kAtOnce, out);
}

Verdict Accounts::decide(const HoldTransfer& command, Decision& out) const {
  const Verdict verdict = decide_transfer<TransferHeld>(command, TransferKind::kHeld, out);
  const std::optional<Stamp> deadline = deadline_of(out.context().now, command.timeout_ms);
  if (verdict.is_accepted() && *deadline != Stamp{}) {
    out.arm(*deadline, ExpireTransfer{command.transfer, command.reference});
  }
  return verdict;
}

void Accounts::apply(const Transferred& event, const Context& context) {
  post(event.debit, event.credit, event.amount);
  keep(event.transfer, {.digest = event.digest,
                        .created = context.sequence,
                        .posted = event.amount,
                        .state = TransferState::kPostedAtOnce});
}

void Accounts::keep(const TransferId& transfer, const ClosedTransfer& row) {
  const bool fresh = transfers.insert(transfer, row).second;
  CHECK(fresh);
}

void Accounts::post(const AccountId& debit, const AccountId& credit, Amount amount) {
  Account& debited = account(debit);
  Account& credited = account(credit);
  add(debited.debits_posted, amount);
  add(credited.credits_posted, amount);
  ++debited.version;
  ++credited.version;
  DCHECK(within_limit(debited, {}, {}) && within_limit(credited, {}, {}));
}

void Accounts::apply(const TransferHeld& event, const Context& context) {
  Account& debit = account(event.debit);
  Account& credit = account(event.credit);
  add(debit.debits_pending, event.amount);
  add(credit.credits_pending, event.amount);
  ++debit.version;
  ++credit.version;
  DCHECK(within_limit(debit, {}, {}) && within_limit(credit, {}, {}));
  const std::optional<Stamp> deadline = deadline_of(context.now, event.timeout_ms);
  CHECK(deadline.has_value());
  const bool fresh = pending
                         .insert(event.transfer, PendingTransfer{.digest = event.digest,
                                                                 .created = context.sequence,
                                                                 .debit = event.debit,
                                                                 .credit = event.credit,
                                                                 .amount = event.amount,
                                                                 .deadline = *deadline})
                         .second;
  CHECK(fresh);
}

}  // namespace daybook::domain
