#include "tests/domain/ledger_model.h"

#include <limits>

namespace daybook::domain::testing {

using R = AccountRefusal;
using Answer = LedgerModel::Answer;

LedgerModel::Sums LedgerModel::sums(const AccountId& account) const {
  Sums result;
  for (const auto& [id, move] : moves_) {
    const Wide pending = move.stage == Stage::kHeld ? move.held : 0;
    if (move.debit == account) result.debits_pending += pending, result.debits_posted += move.posted;
    if (move.credit == account) result.credits_pending += pending, result.credits_posted += move.posted;
  }
  return result;
}

bool LedgerModel::limit_allows(const AccountId& account, Wide more_debits, Wide more_credits) const {
  const OpenAccount& opened = accounts_.at(account).opened;
  const Sums now = sums(account);
  const Wide line = static_cast<Wide>(opened.credit_line.minor);
  if (opened.limit == AccountLimit::kDebitsMustNotExceedCredits) {
    return now.debits_pending + now.debits_posted + more_debits <= now.credits_posted + line;
  }
  if (opened.limit == AccountLimit::kCreditsMustNotExceedDebits) {
    return now.credits_pending + now.credits_posted + more_credits <= now.debits_posted + line;
  }
  return true;
}

Answer LedgerModel::run(const OpenAccount& command, std::uint64_t sequence) {
  if (const auto found = accounts_.find(command.account); found != accounts_.end()) {
    const OpenAccount& old = found->second.opened;
    const bool same = old.credit_line == command.credit_line && old.ledger == command.ledger &&
                      old.kind == command.kind && old.limit == command.limit;
    return {same ? R::kAlreadyExists : R::kExistsWithDifferentContent, found->second.sequence};
  }
  if (command.kind == AccountKind::kNone) return {R::kNoKind};
  if (command.limit == AccountLimit::kNone && command.credit_line.minor != 0) return {R::kCreditLineWithoutLimit};
  accounts_[command.account] = Account{command, sequence, false};
  return {};
}

Answer LedgerModel::run(const CloseAccount& command, std::uint64_t) {
  const auto found = accounts_.find(command.account);
  if (found == accounts_.end()) return {R::kUnknownAccount};
  if (found->second.closed) return {R::kAccountClosed};
  const Sums now = sums(command.account);
  if (now.debits_pending != 0 || now.credits_pending != 0) return {R::kPendingsRemain};
  if (now.debits_posted != now.credits_posted) return {R::kBalanceRemains};
  found->second.closed = true;
  return {};
}

std::optional<R> LedgerModel::amount_refused(const AccountId& debit, const AccountId& credit, Wide amount) const {
  if (!limit_allows(debit, amount, 0) || !limit_allows(credit, 0, amount)) return R::kLimitExceeded;
  constexpr Wide kMost = std::numeric_limits<std::uint64_t>::max();
  const Sums debits = sums(debit);
  const Sums credits = sums(credit);
  if (debits.debits_pending + debits.debits_posted + amount > kMost ||
      credits.credits_pending + credits.credits_posted + amount > kMost) {
    return R::kOverflow;
  }
  return std::nullopt;
}

namespace {

// All that makes two transfers the same.
template <class C>
std::string content_of(const C& command, bool held, std::uint64_t timeout_ms) {
  return command.debit.text() + "|" + command.credit.text() + "|" +
         (command.reference ? command.reference->text() : "-") + "|" + std::to_string(command.amount.minor) + "|" +
         std::string(command.ledger.text()) + "|" + (held ? "held" : "moved") + "|" + std::to_string(timeout_ms);
}

}  // namespace

template <class C>
Answer LedgerModel::move(const C& command, Stage stage, std::uint64_t timeout_ms, std::uint64_t sequence) {
  const bool held = stage == Stage::kHeld;
  const std::string content = content_of(command, held, timeout_ms);
  if (const auto found = moves_.find(command.transfer); found != moves_.end()) {
    return {found->second.content == content ? R::kAlreadyExists : R::kExistsWithDifferentContent,
            found->second.sequence};
  }
  const auto debit = accounts_.find(command.debit);
  const auto credit = accounts_.find(command.credit);
  if (debit == accounts_.end() || credit == accounts_.end()) return {R::kUnknownAccount};
  if (debit->second.closed || credit->second.closed) return {R::kAccountClosed};
  if (command.debit == command.credit) return {R::kSameAccount};
  if (debit->second.opened.ledger != command.ledger || credit->second.opened.ledger != command.ledger) {
    return {R::kLedgersDiffer};
  }
  if (command.amount.minor == 0) return {R::kZeroAmount};
  const Wide due = timeout_ms == 0 ? 0 : now_ns_ + static_cast<Wide>(timeout_ms) * 1'000'000;
  if (due >= std::numeric_limits<std::uint64_t>::max()) return {R::kTimeoutTooLong};
  const Wide amount = static_cast<Wide>(command.amount.minor);
  if (const auto refusal = amount_refused(command.debit, command.credit, amount)) return {*refusal};
  if (due != 0) timers_.emplace(due, sequence, command.transfer);
  moves_[command.transfer] = Move{.debit = command.debit,
                                  .credit = command.credit,
                                  .content = content,
                                  .held = held ? amount : 0,
                                  .posted = held ? 0 : amount,
                                  .stage = stage,
                                  .sequence = sequence,
                                  .due_ns = due};
  return {};
}

Answer LedgerModel::run(const Transfer& command, std::uint64_t sequence) {
  return move(command, Stage::kMoved, 0, sequence);
}
Answer LedgerModel::run(const HoldTransfer& command, std::uint64_t sequence) {
  return move(command, Stage::kHeld, command.timeout_ms, sequence);
}

void LedgerModel::begin(std::uint64_t now_ns) {
  constexpr int kTurns = 16;
  now_ns_ = static_cast<Wide>(now_ns);
  for (int turn = 0; turn < kTurns && !timers_.empty() && std::get<0>(*timers_.begin()) <= now_ns_; ++turn) {
    Move& move = moves_.at(std::get<2>(*timers_.begin()));
    if (move.stage == Stage::kHeld) move.stage = Stage::kExpired;
    timers_.erase(timers_.begin());
  }
}

Answer LedgerModel::run(const ExpireTransfer&, std::uint64_t) { return {R::kReservedForTimers}; }

Answer LedgerModel::run(const PostTransfer& command, std::uint64_t) {
  const auto found = moves_.find(command.transfer);
  if (found == moves_.end()) return {R::kUnknownTransfer};
  Move& move = found->second;
  if (move.stage == Stage::kMoved || move.stage == Stage::kReversal) return {R::kNotHeld, move.sequence};
  if (move.stage == Stage::kPosted || move.stage == Stage::kVoided) return {R::kAlreadyResolved, move.sequence};
  const bool late = move.due_ns != 0 && move.due_ns <= now_ns_;
  if (move.stage == Stage::kExpired || late) return {R::kExpired, move.sequence};
  const Wide amount = command.amount ? static_cast<Wide>(command.amount->minor) : move.held;
  if (amount == 0) return {R::kZeroAmount};
  if (amount > move.held) return {R::kMoreThanHeld};
  move.stage = Stage::kPosted;
  move.posted = amount;
  return {};
}

Answer LedgerModel::run(const VoidTransfer& command, std::uint64_t) {
  const auto found = moves_.find(command.transfer);
  if (found == moves_.end()) return {R::kUnknownTransfer};
  Move& move = found->second;
  if (move.stage == Stage::kMoved || move.stage == Stage::kReversal) return {R::kNotHeld, move.sequence};
  if (move.stage != Stage::kHeld) return {R::kAlreadyResolved, move.sequence};
  move.stage = Stage::kVoided;
  return {};
}

Answer LedgerModel::run(const ReverseTransfer& command, std::uint64_t sequence) {
  const std::string said = content_of(command, command.kind == TransferKind::kHeld, command.timeout_ms);
  const std::string content = "reverses " + command.original.text() + ": " + said;
  if (const auto found = moves_.find(command.transfer); found != moves_.end()) {
    return {found->second.content == content ? R::kAlreadyExists : R::kExistsWithDifferentContent,
            found->second.sequence};
  }
  const auto found = moves_.find(command.original);
  if (found == moves_.end()) return {R::kUnknownTransfer};
  Move& original = found->second;
  if (original.stage == Stage::kReversal) return {R::kNotReversible, original.sequence};
  if (original.stage != Stage::kMoved && original.stage != Stage::kPosted) return {R::kNotPosted, original.sequence};
  if (original.reversed) return {R::kAlreadyReversed, original.sequence};
  if (original.content != said) return {R::kOriginalDiffers, original.sequence};
  if (accounts_.at(original.debit).closed || accounts_.at(original.credit).closed) return {R::kAccountClosed};
  if (const auto refusal = amount_refused(original.credit, original.debit, original.posted)) return {*refusal};
  original.reversed = true;
  moves_[command.transfer] = Move{.debit = original.credit,
                                  .credit = original.debit,
                                  .content = content,
                                  .posted = original.posted,
                                  .stage = Stage::kReversal,
                                  .sequence = sequence};
  return {};
}

}  // namespace daybook::domain::testing
