#include "domain/accounts/accounts.h"

#include "engine/check.h"

// Accounts and the configuration; transfers are in transfers.cc.

namespace daybook::domain {

bool Accounts::auto_open() const {
  const Configuration* row = configuration.find(kConfiguration);
  return row != nullptr && row->auto_open == AutoOpen::kOn;
}

const Account& Accounts::account(const AccountId& id) const {
  const Account* found = accounts.find(id);
  CHECK(found != nullptr);
  return *found;
}

Account& Accounts::account(const AccountId& id) {
  Account* found = accounts.find(id);
  CHECK(found != nullptr);
  return *found;
}

Verdict Accounts::decide(const ConfigureDomain& command, Decision& out) const {
  const Configuration* row = configuration.find(command.configuration);
  out.version(row == nullptr ? 0 : row->version);
  if (command.configuration != kConfiguration) return AccountRefusal::kUnknownConfiguration;
  return out.accept(
      DomainConfigured{command.configuration, command.auto_open, command.refund_sla_s, command.refund_limit});
}

Verdict Accounts::decide(const OpenAccount& command, Decision& out) const {
  const Account* row = accounts.find(command.account);
  out.version(row == nullptr ? 0 : row->version);
  if (command.origin == AccountOrigin::kAutomatic) {
    if (!out.context().follow_up) return AccountRefusal::kReservedForPolicies;
    if (!auto_open()) return AccountRefusal::kAutoOpenOff;
    // A policy names accounts without knowing which are there.
    if (row != nullptr) return out.accept();
  }
  // The kind was a guess, by what the account was first named as.
  const bool adopts = row != nullptr && row->state == AccountState::kUnadopted && row->ledger == command.ledger;
  if (row != nullptr && !adopts) {
    const bool same = row->state != AccountState::kUnadopted && row->ledger == command.ledger &&
                      row->kind == command.kind && row->limit == command.limit &&
                      row->credit_line == command.credit_line;
    return Verdict(same ? AccountRefusal::kAlreadyExists : AccountRefusal::kExistsWithDifferentContent, row->created);
  }
  if (!command.ledger.valid()) return AccountRefusal::kInvalidLedger;
  if (command.kind == AccountKind::kNone) return AccountRefusal::kNoKind;
  if (command.limit == AccountLimit::kNone && command.credit_line != Amount{}) {
    return AccountRefusal::kCreditLineWithoutLimit;
  }
  if (adopts) {
    Account adopted = *row;
    adopted.limit = command.limit;
    adopted.credit_line = command.credit_line;
    if (!within_limit(adopted, {}, {})) return AccountRefusal::kLimitExceeded;
    return out.accept(AccountAdopted{
        .account = command.account, .credit_line = command.credit_line, .limit = command.limit, .kind = command.kind});
  }
  return out.accept(AccountOpened{.account = command.account,
                                  .credit_line = command.credit_line,
                                  .ledger = command.ledger,
                                  .kind = command.kind,
                                  .limit = command.limit,
                                  .origin = command.origin});
}

Verdict Accounts::decide(const CloseAccount& command, Decision& out) const {
  const Account* row = accounts.find(command.account);
  out.version(row == nullptr ? 0 : row->version);
  if (row == nullptr) return AccountRefusal::kUnknownAccount;
  if (row->state == AccountState::kClosed) return AccountRefusal::kAccountClosed;
  if (row->debits_pending != Amount{} || row->credits_pending != Amount{}) return AccountRefusal::kPendingsRemain;
  if (row->debits_posted != row->credits_posted) return AccountRefusal::kBalanceRemains;
  return out.accept(AccountClosed{command.account});
}

void Accounts::apply(const DomainConfigured& event) {
  Configuration& row = configuration[event.configuration];
  row.auto_open = event.auto_open;
  row.refund_sla_s = event.refund_sla_s;
  row.refund_limit = event.refund_limit;
  ++row.version;
}

void Accounts::apply(const AccountOpened& event, const Context& context) {
  const bool automatic = event.origin == AccountOrigin::kAutomatic;
  Account row{};
  row.credit_line = event.credit_line;
  row.created = context.sequence;
  row.version = 1;
  row.ledger = event.ledger;
  row.kind = event.kind;
  row.limit = event.limit;
  row.state = automatic ? AccountState::kUnadopted : AccountState::kOpen;
  const bool fresh = accounts.insert(event.account, row).second;
  CHECK(fresh);
}

void Accounts::apply(const AccountAdopted& event, const Context& context) {
  Account& row = account(event.account);
  row.credit_line = event.credit_line;
  row.limit = event.limit;
  if (event.kind != AccountKind::kNone) row.kind = event.kind;
  row.state = AccountState::kOpen;
  row.created = context.sequence;
  ++row.version;
}

void Accounts::apply(const AccountClosed& event) {
  Account& row = account(event.account);
  row.state = AccountState::kClosed;
  ++row.version;
}

}  // namespace daybook::domain
