// Accounts and the configuration. What moves between accounts is in ledger_movements.cc.

#include "tests/property/reference/ledger.h"

namespace daybook::domain::reference {

namespace {

Verdict refuse(const char* name, std::uint64_t related = 0) { return {std::string("accounts.") + name, related}; }

}  // namespace

Ledger::Sums Ledger::sums(const AccountId& account) const {
  Sums sums;
  for (const auto& [id, movement] : movements_) {
    if (movement.debit == account) {
      sums.debits_pending += movement.pending;
      sums.debits_posted += movement.posted;
    }
    if (movement.credit == account) {
      sums.credits_pending += movement.pending;
      sums.credits_posted += movement.posted;
    }
  }
  return sums;
}

bool Ledger::limit_holds(const Account& account, Sums sums) const {
  const Wide line = wide(account.credit_line);
  switch (account.limit) {
    case AccountLimit::kDebitsMustNotExceedCredits:
      return sums.debits_pending + sums.debits_posted <= sums.credits_posted + line;
    case AccountLimit::kCreditsMustNotExceedDebits:
      return sums.credits_pending + sums.credits_posted <= sums.debits_posted + line;
    case AccountLimit::kNone:
      break;
  }
  return true;
}

bool Ledger::auto_open() const { return configuration_ && configuration_->auto_open == AutoOpen::kOn; }

std::uint64_t Ledger::version_of(const AccountId& account) const {
  const auto found = accounts_.find(account);
  return found == accounts_.end() ? 0 : found->second.version;
}

Verdict Ledger::run(const ConfigureDomain& command, Step& step) {
  if (command.configuration != kConfiguration) return refuse("unknown_configuration");
  step.finds(configured_);
  configuration_ = command;
  step.version = ++configured_;
  step.tell(DomainConfigured{command.configuration, command.auto_open, command.refund_sla_s, command.refund_limit},
            configured_);
  return {};
}

Verdict Ledger::run(const OpenAccount& command, Step& step) {
  step.finds(version_of(command.account));
  const bool automatic = command.origin == AccountOrigin::kAutomatic;
  if (automatic && step.sender != Sender::kPolicy) return refuse("reserved_for_policies");
  if (automatic && !auto_open()) return refuse("auto_open_off");
  const auto found = accounts_.find(command.account);
  if (found == accounts_.end()) return open_anew(command, step);
  if (automatic) return {};  // it wants the account to be there, and it is

  const Account& old = found->second;
  if (old.adoptable && !old.closed && old.ledger == command.ledger) return adopt(command, step);
  const bool same = old.ledger == command.ledger && old.kind == command.kind && old.limit == command.limit &&
                    old.credit_line == command.credit_line;
  return refuse(same ? "already_exists" : "exists_with_different_content", old.sequence);
}

Verdict Ledger::open_anew(const OpenAccount& command, Step& step) {
  if (!command.ledger.valid()) return refuse("invalid_ledger");
  if (command.kind == AccountKind::kNone) return refuse("no_kind");
  if (command.limit == AccountLimit::kNone && command.credit_line.minor != 0)
    return refuse("credit_line_without_limit");
  accounts_[command.account] = Account{.ledger = command.ledger,
                                       .kind = command.kind,
                                       .limit = command.limit,
                                       .credit_line = command.credit_line,
                                       .adoptable = command.origin == AccountOrigin::kAutomatic,
                                       .closed = false,
                                       .version = 1,
                                       .sequence = step.sequence};
  step.version = 1;
  step.tell(
      AccountOpened{command.account, command.credit_line, command.ledger, command.kind, command.limit, command.origin},
      1);
  return {};
}

Verdict Ledger::adopt(const OpenAccount& command, Step& step) {
  if (command.kind == AccountKind::kNone) return refuse("no_kind");
  if (command.limit == AccountLimit::kNone && command.credit_line.minor != 0)
    return refuse("credit_line_without_limit");
  Account& account = accounts_.at(command.account);
  Account adopted = account;
  adopted.adoptable = false;
  adopted.kind = command.kind;
  adopted.limit = command.limit;
  adopted.credit_line = command.credit_line;
  adopted.sequence = step.sequence;
  adopted.version += 1;
  if (!limit_holds(adopted, sums(command.account))) return refuse("limit_exceeded");
  account = adopted;
  step.version = adopted.version;
  step.tell(AccountAdopted{command.account, command.credit_line, command.limit, 0, command.kind}, adopted.version);
  return {};
}

Verdict Ledger::run(const CloseAccount& command, Step& step) {
  const auto found = accounts_.find(command.account);
  if (found == accounts_.end()) return refuse("unknown_account");
  Account& account = found->second;
  step.finds(account.version);
  if (account.closed) return refuse("account_closed");
  const Sums now = sums(command.account);
  if (now.debits_pending != 0 || now.credits_pending != 0) return refuse("pendings_remain");
  if (now.debits_posted != now.credits_posted) return refuse("balance_remains");
  account.closed = true;
  step.version = ++account.version;
  step.tell(AccountClosed{command.account}, account.version);
  return {};
}

}  // namespace daybook::domain::reference
