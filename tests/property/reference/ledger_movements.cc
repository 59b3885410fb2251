#include <limits>

#include "tests/property/reference/ledger.h"

namespace daybook::domain::reference {

namespace {

Verdict refuse(const char* name, std::uint64_t related = 0) { return {std::string("accounts.") + name, related}; }

// Journaled time is 64 bits of nanoseconds, and its last one is no deadline.
std::optional<Wide> deadline_of(std::uint64_t now_ns, std::uint64_t timeout_ms) {
  const Wide deadline = static_cast<Wide>(now_ns) + static_cast<Wide>(timeout_ms) * 1'000'000;
  if (deadline >= static_cast<Wide>(std::numeric_limits<std::uint64_t>::max())) return std::nullopt;
  return deadline;
}

}  // namespace

std::optional<Verdict> Ledger::double_of(const TransferId& transfer, const std::optional<TransferId>& reverses,
                                         const Content& content) const {
  const auto found = movements_.find(transfer);
  if (found == movements_.end()) return std::nullopt;
  const Movement& old = found->second;
  const bool same = old.reverses == reverses && old.content == content;
  return refuse(same ? "already_exists" : "exists_with_different_content", old.sequence);
}

bool Ledger::is_there(const AccountId& account, bool opens) const { return opens || accounts_.contains(account); }

Refusal Ledger::refusal_of(const AccountId& debit, const AccountId& credit, Wide amount) const {
  Sums of_debit = sums(debit);
  Sums of_credit = sums(credit);
  of_debit.debits_pending += amount;
  of_credit.credits_pending += amount;
  const auto debited = accounts_.find(debit);
  const auto credited = accounts_.find(credit);
  if ((debited != accounts_.end() && !limit_holds(debited->second, of_debit)) ||
      (credited != accounts_.end() && !limit_holds(credited->second, of_credit))) {
    return "accounts.limit_exceeded";
  }
  if (of_debit.debits_pending + of_debit.debits_posted > kMostOfASide ||
      of_credit.credits_pending + of_credit.credits_posted > kMostOfASide) {
    return "accounts.overflow";
  }
  return {};
}

void Ledger::open_automatically(const AccountId& account, AccountKind kind, Currency ledger, Step& step) {
  accounts_[account] = Account{.ledger = ledger,
                               .kind = kind,
                               .limit = AccountLimit::kNone,
                               .credit_line = {},
                               .adoptable = true,
                               .closed = false,
                               .version = 1,
                               .sequence = step.sequence};
  step.tell(AccountOpened{account, {}, ledger, kind, AccountLimit::kNone, AccountOrigin::kAutomatic}, 1);
}

void Ledger::tell(const Movement& movement, Step& step, AnyEvent event) {
  const std::uint64_t debit = ++accounts_.at(movement.debit).version;
  const std::uint64_t credit = ++accounts_.at(movement.credit).version;
  step.version = debit;
  step.tell(std::move(event), debit, credit);
}

template <class C>
Verdict Ledger::move(const C& command, const Content& content, Step& step) {
  step.finds(version_of(command.debit));
  if (const auto verdict = double_of(command.transfer, std::nullopt, content)) return *verdict;
  const bool may_open = auto_open() && step.sender == Sender::kPolicy;
  const auto opens = [&](const AccountId& account, AccountKind kind) {
    return may_open && kind != AccountKind::kNone && !accounts_.contains(account);
  };
  const Opening opening{opens(command.debit, command.debit_kind), opens(command.credit, command.credit_kind)};
  if (!is_there(command.debit, opening.debit) || !is_there(command.credit, opening.credit)) {
    return refuse("unknown_account");
  }
  const auto closed = [&](const AccountId& account) {
    return accounts_.contains(account) && accounts_.at(account).closed;
  };
  if (closed(command.debit) || closed(command.credit)) return refuse("account_closed");
  if (command.debit == command.credit) return refuse("same_account");
  const auto of_another_ledger = [&](const AccountId& account) {
    return accounts_.contains(account) && accounts_.at(account).ledger != command.ledger;
  };
  if (of_another_ledger(command.debit) || of_another_ledger(command.credit)) return refuse("ledgers_differ");
  if (command.amount.minor == 0) return refuse("zero_amount");
  std::optional<Wide> deadline;
  if (content.timeout_ms != 0) {
    deadline = deadline_of(step.now_ns, content.timeout_ms);
    if (!deadline) return refuse("timeout_too_long");
  }
  const Wide amount = wide(command.amount);
  if (Refusal refusal = refusal_of(command.debit, command.credit, amount); !refusal.empty()) return {refusal};

  if (opening.debit) open_automatically(command.debit, command.debit_kind, command.ledger, step);
  if (opening.credit) open_automatically(command.credit, command.credit_kind, command.ledger, step);
  Movement& movement = movements_[command.transfer];
  movement = Movement{.content = content,
                      .reverses = {},
                      .debit = command.debit,
                      .credit = command.credit,
                      .stage = content.held ? Stage::kPending : Stage::kPosted,
                      .pending = content.held ? amount : 0,
                      .posted = content.held ? 0 : amount,
                      .deadline_ns = deadline,
                      .reversed = false,
                      .sequence = step.sequence};
  if (content.held) {
    tell(movement, step,
         TransferHeld{command.transfer,
                      command.debit,
                      command.credit,
                      command.reference,
                      {},
                      command.amount,
                      command.ledger,
                      0,
                      content.timeout_ms});
  } else {
    tell(movement, step,
         Transferred{
             command.transfer, command.debit, command.credit, command.reference, {}, command.amount, command.ledger});
  }
  if (deadline) {
    step.timers.push_back({static_cast<std::uint64_t>(*deadline), ExpireTransfer{command.transfer, command.reference}});
  }
  return {};
}

Verdict Ledger::run(const Transfer& command, Step& step) {
  const Content content{.debit = command.debit,
                        .credit = command.credit,
                        .reference = command.reference,
                        .amount = command.amount,
                        .ledger = command.ledger,
                        .held = false,
                        .timeout_ms = 0};
  return move(command, content, step);
}

Verdict Ledger::run(const HoldTransfer& command, Step& step) {
  const Content content{.debit = command.debit,
                        .credit = command.credit,
                        .reference = command.reference,
                        .amount = command.amount,
                        .ledger = command.ledger,
                        .held = true,
                        .timeout_ms = command.timeout_ms};
  return move(command, content, step);
}

// Of a transfer that is done nothing is known but a digest, so there is no account whose version could be told.
Ledger::Movement* Ledger::find(const TransferId& transfer, Step& step) {
  const auto found = movements_.find(transfer);
  if (found == movements_.end()) return nullptr;
  if (found->second.stage == Stage::kPending) step.finds(version_of(found->second.debit));
  return &found->second;
}

Verdict Ledger::unresolvable(const Movement* movement) {
  if (movement == nullptr) return refuse("unknown_transfer");
  if (!movement->content.held || movement->reverses) return refuse("not_held", movement->sequence);
  if (movement->stage != Stage::kPending) return refuse("already_resolved", movement->sequence);
  return {};
}

Verdict Ledger::run(const PostTransfer& command, Step& step) {
  Movement* movement = find(command.transfer, step);
  if (movement != nullptr && movement->stage == Stage::kExpired) return refuse("expired", movement->sequence);
  if (Verdict verdict = unresolvable(movement); !verdict.refusal.empty()) return verdict;
  if (movement->deadline_ns && *movement->deadline_ns <= static_cast<Wide>(step.now_ns))
    return refuse("expired", movement->sequence);
  const Wide amount = command.amount ? wide(*command.amount) : movement->pending;
  if (amount == 0) return refuse("zero_amount");
  if (amount > movement->pending) return refuse("more_than_held");
  const Wide released = movement->pending - amount;
  movement->stage = Stage::kPosted;
  movement->pending = 0;
  movement->posted = amount;
  tell(*movement, step,
       TransferPosted{command.transfer, movement->debit, movement->credit, command.reference, amount_of(amount),
                      amount_of(released), movement->content.ledger});
  return {};
}

Verdict Ledger::run(const VoidTransfer& command, Step& step) {
  Movement* movement = find(command.transfer, step);
  if (Verdict verdict = unresolvable(movement); !verdict.refusal.empty()) return verdict;
  const Wide released = movement->pending;
  movement->stage = Stage::kVoided;
  movement->pending = 0;
  tell(*movement, step,
       TransferVoided{command.transfer, movement->debit, movement->credit, command.reference, amount_of(released),
                      movement->content.ledger});
  return {};
}

Verdict Ledger::run(const ExpireTransfer& command, Step& step) {
  Movement* movement = find(command.transfer, step);
  if (step.sender != Sender::kTimer) return refuse("reserved_for_timers");
  if (movement->stage != Stage::kPending) return {};
  const Wide released = movement->pending;
  movement->stage = Stage::kExpired;
  movement->pending = 0;
  tell(*movement, step,
       TransferExpired{command.transfer, movement->debit, movement->credit, command.reference, amount_of(released),
                       movement->content.ledger});
  return {};
}

Verdict Ledger::run(const ReverseTransfer& command, Step& step) {
  step.finds(version_of(command.credit));
  const Content said{.debit = command.debit,
                     .credit = command.credit,
                     .reference = command.reference,
                     .amount = command.amount,
                     .ledger = command.ledger,
                     .held = command.kind == TransferKind::kHeld,
                     .timeout_ms = command.timeout_ms};
  if (const auto verdict = double_of(command.transfer, command.original, said)) return *verdict;
  const auto found = movements_.find(command.original);
  if (found == movements_.end()) return refuse("unknown_transfer");
  Movement& original = found->second;
  if (original.stage != Stage::kPosted) return refuse("not_posted", original.sequence);
  if (original.reverses) return refuse("not_reversible", original.sequence);
  if (original.reversed) return refuse("already_reversed", original.sequence);
  if (original.content != said) return refuse("original_differs", original.sequence);
  const AccountId debit = original.credit;
  const AccountId credit = original.debit;
  if (accounts_.at(debit).closed || accounts_.at(credit).closed) return refuse("account_closed");
  const Wide amount = original.posted;
  if (Refusal refusal = refusal_of(debit, credit, amount); !refusal.empty()) return {refusal};

  original.reversed = true;
  Movement& movement = movements_[command.transfer];
  movement = Movement{.content = said,
                      .reverses = command.original,
                      .debit = debit,
                      .credit = credit,
                      .stage = Stage::kPosted,
                      .pending = 0,
                      .posted = amount,
                      .deadline_ns = {},
                      .reversed = false,
                      .sequence = step.sequence};
  tell(
      movement, step,
      TransferReversed{
          command.transfer, command.original, debit, credit, command.reference, {}, amount_of(amount), command.ledger});
  return {};
}

}  // namespace daybook::domain::reference
