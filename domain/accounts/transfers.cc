#include "domain/accounts/accounts.h"
#include "engine/check.h"

namespace daybook::domain {

namespace {

template <class C>
Digest digest_of_transfer(const C& command, std::uint32_t held) {
  return digest_of_block(TransferContent{.debit = command.debit,
                                         .credit = command.credit,
                                         .reference = *command.reference,
                                         .amount = command.amount,
                                         .ledger = command.ledger,
                                         .held = held});
}

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
void subtract(Amount& sum, Amount amount) {
  CHECK(amount <= sum);
  sum.minor -= amount.minor;
}

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
std::optional<AccountRefusal> Accounts::refusal_of(const C& command, const Sides& sides) {
  if (sides.debit == nullptr || sides.credit == nullptr) return AccountRefusal::kUnknownAccount;
  const Account& debit = *sides.debit;
  const Account& credit = *sides.credit;
  if (debit.state == AccountState::kClosed || credit.state == AccountState::kClosed)
    return AccountRefusal::kAccountClosed;
  if (command.debit == command.credit) return AccountRefusal::kSameAccount;
  if (debit.ledger != command.ledger || credit.ledger != command.ledger) return AccountRefusal::kLedgersDiffer;
  if (command.amount == Amount{}) return AccountRefusal::kZeroAmount;
  if (!within_limit(debit, command.amount, {}) || !within_limit(credit, {}, command.amount)) {
    return AccountRefusal::kLimitExceeded;
  }
  if (!fits(debit.debits_pending, debit.debits_posted, command.amount) ||
      !fits(credit.credits_pending, credit.credits_posted, command.amount)) {
    return AccountRefusal::kOverflow;
  }
  return std::nullopt;
}

template <class E, class C>
Verdict Accounts::decide_transfer(const C& command, std::uint32_t held, Decision& out) const {
  Sides sides;
  find_sides(command, out.context(), sides);
  out.version(sides.debit == nullptr ? 0 : sides.debit->version);
  const Digest digest = digest_of_transfer(command, held);
  if (const std::optional<Verdict> twice = find_double(command.transfer, digest)) return *twice;
  if (const std::optional<AccountRefusal> refusal = refusal_of(command, sides)) return *refusal;
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
  return out.accept(E{.transfer = command.transfer,
                      .debit = command.debit,
                      .credit = command.credit,
                      .reference = command.reference,
                      .digest = digest,
                      .amount = command.amount,
                      .ledger = command.ledger},
                    sides.credit_opens ? 2 : sides.credit->version + 1);
}

Verdict Accounts::decide(const Transfer& command, Decision& out) const {
  return decide_transfer<Transferred>(command, 0, out);
}

Verdict Accounts::decide(const HoldTransfer& command, Decision& out) const {
  return decide_transfer<TransferHeld>(command, 1, out);
}

const PendingTransfer* Accounts::find_pending(const TransferId& transfer, Decision& out,
                                              std::optional<Verdict>& refusal) const {
  if (const PendingTransfer* row = pending.find(transfer)) {
    out.version(account(row->debit).version);
    return row;
  }
  out.version(0);
  const ClosedTransfer* row = transfers.find(transfer);
  if (row == nullptr) {
    refusal = AccountRefusal::kUnknownTransfer;
  } else {
    const bool was_held = row->state != TransferState::kPostedAtOnce;
    refusal = Verdict(was_held ? AccountRefusal::kAlreadyResolved : AccountRefusal::kNotHeld, row->created);
  }
  return nullptr;
}

Verdict Accounts::decide(const PostTransfer& command, Decision& out) const {
  std::optional<Verdict> refusal;
  const PendingTransfer* held = find_pending(command.transfer, out, refusal);
  if (held == nullptr) return *refusal;
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

Verdict Accounts::decide(const VoidTransfer& command, Decision& out) const {
  std::optional<Verdict> refusal;
  const PendingTransfer* held = find_pending(command.transfer, out, refusal);
  if (held == nullptr) return *refusal;
  const Account& credit = account(held->credit);
  return out.accept(TransferVoided{.transfer = command.transfer,
                                   .debit = held->debit,
                                   .credit = held->credit,
                                   .reference = command.reference,
                                   .released = held->amount,
                                   .ledger = credit.ledger},
                    credit.version + 1);
}

void Accounts::apply(const Transferred& event, const Context& context) {
  Account& debit = account(event.debit);
  Account& credit = account(event.credit);
  add(debit.debits_posted, event.amount);
  add(credit.credits_posted, event.amount);
  ++debit.version;
  ++credit.version;
  const bool fresh = transfers
                         .insert(event.transfer, ClosedTransfer{.digest = event.digest,
                                                                .created = context.sequence,
                                                                .posted = event.amount,
                                                                .state = TransferState::kPostedAtOnce})
                         .second;
  CHECK(fresh);
}

void Accounts::apply(const TransferHeld& event, const Context& context) {
  Account& debit = account(event.debit);
  Account& credit = account(event.credit);
  add(debit.debits_pending, event.amount);
  add(credit.credits_pending, event.amount);
  ++debit.version;
  ++credit.version;
  const bool fresh = pending
                         .insert(event.transfer, PendingTransfer{.digest = event.digest,
                                                                 .created = context.sequence,
                                                                 .debit = event.debit,
                                                                 .credit = event.credit,
                                                                 .amount = event.amount})
                         .second;
  CHECK(fresh);
}

void Accounts::apply(const TransferPosted& event) { resolve(event.transfer, event.posted, TransferState::kPosted); }
void Accounts::apply(const TransferVoided& event) { resolve(event.transfer, {}, TransferState::kVoided); }

void Accounts::resolve(const TransferId& transfer, Amount posted, TransferState state) {
  const PendingTransfer* held = pending.find(transfer);
  CHECK(held != nullptr && posted <= held->amount);
  Account& debit = account(held->debit);
  Account& credit = account(held->credit);
  subtract(debit.debits_pending, held->amount);
  subtract(credit.credits_pending, held->amount);
  add(debit.debits_posted, posted);
  add(credit.credits_posted, posted);
  ++debit.version;
  ++credit.version;
  transfers.insert(transfer,
                   ClosedTransfer{.digest = held->digest, .created = held->created, .posted = posted, .state = state});
  pending.erase(transfer);
}

}  // namespace daybook::domain
