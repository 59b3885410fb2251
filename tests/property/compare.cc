#include "tests/property/compare.h"

#include <fmt/format.h>

#include "engine/outcome.h"

namespace daybook::domain::property {

namespace {

using reference::wide;

// Says what differs in one row, by field.
class Row {
 public:
  Row(std::string name, Differences& found) : name_(std::move(name)), found_(found) {}
  template <class T>
  Row& same(const char* field, const T& engine, const T& reference) {
    if (!(engine == reference)) found_.add(name_ + ": another " + field);
    return *this;
  }
  void missing() { found_.add(name_ + " is not there"); }

 private:
  std::string name_;
  Differences& found_;
};

template <class Table>
void same_size(const char* name, const Table& table, std::size_t wanted, Differences& found) {
  if (table.size() != wanted) found.add(fmt::format("{} {} instead of {}", table.size(), name, wanted));
}

bool is_open(reference::Shipments::Stage stage) { return stage <= reference::Shipments::Stage::kReturning; }

// Both count them in the same order, the rows from 1.
ShipmentState state_of(reference::Shipments::Stage stage) {
  return static_cast<ShipmentState>(static_cast<unsigned>(stage) + 1);
}

void compare_shipments(const reference::Shipments& reference, const Shipments& shipments, Differences& found) {
  std::size_t open = 0;
  for (const auto& [id, wanted] : reference.shipments()) {
    Row row("shipment " + id.text(), found);
    if (is_open(wanted.stage)) {
      ++open;
      const OpenShipment* shipment = shipments.open.find(id);
      if (shipment == nullptr) {
        row.missing();
        continue;
      }
      row.same("state", shipment->state, state_of(wanted.stage)).same("truck", shipment->truck, wanted.truck);
      row.same<std::uint64_t>("version", shipment->version, wanted.version);
      row.same("charge", shipment->charge, wanted.charge).same("basis", shipment->basis, wanted.basis);
      row.same("bill_to", shipment->bill_to, wanted.submitted.bill_to);
      row.same("value", shipment->declared_value, wanted.submitted.declared_value);
      row.same("ledger", shipment->ledger, wanted.submitted.ledger);
      row.same("sequence", shipment->created, Sequence{wanted.sequence});
    } else {
      const ClosedShipment* shipment = shipments.closed.find(id);
      if (shipment == nullptr) {
        row.missing();
        continue;
      }
      row.same("state", shipment->state, state_of(wanted.stage));
      row.same<std::uint64_t>("version", shipment->version, wanted.version);
      row.same("sequence", shipment->created, Sequence{wanted.sequence});
    }
  }
  same_size("open shipments", shipments.open, open, found);
  same_size("closed shipments", shipments.closed, reference.shipments().size() - open, found);
  for (const auto& [key, wanted] : reference.rates()) {
    Row row("rate of " + key.first.text(), found);
    const Rate* rate = shipments.rates.find(RateKey{key.first, key.second});
    if (rate == nullptr) {
      row.missing();
      continue;
    }
    row.same("base", rate->base, wanted.base).same("per_kg", rate->per_kg, wanted.per_kg);
  }
  same_size("rates", shipments.rates, reference.rates().size(), found);
}

void compare_account(const AccountId& id, const reference::Ledger& ledger, const Account* account,
                     Differences& found) {
  Row row("account " + id.text(), found);
  if (account == nullptr) return row.missing();
  const reference::Ledger::Account& wanted = ledger.accounts().at(id);
  const reference::Ledger::Sums sums = ledger.sums(id);
  row.same("debits_pending", wide(account->debits_pending), sums.debits_pending);
  row.same("debits_posted", wide(account->debits_posted), sums.debits_posted);
  row.same("credits_pending", wide(account->credits_pending), sums.credits_pending);
  row.same("credits_posted", wide(account->credits_posted), sums.credits_posted);
  row.same("ledger", account->ledger, wanted.ledger).same("kind", account->kind, wanted.kind);
  row.same("limit", account->limit, wanted.limit).same("credit_line", account->credit_line, wanted.credit_line);
  row.same("version", account->version, wanted.version);
  row.same("sequence", account->created, Sequence{wanted.sequence});
  const AccountState state = wanted.closed      ? AccountState::kClosed
                             : wanted.adoptable ? AccountState::kUnadopted
                                                : AccountState::kOpen;
  row.same("state", account->state, state);
}

TransferState state_of(const reference::Ledger::Movement& movement) {
  using Stage = reference::Ledger::Stage;
  if (movement.reverses) return TransferState::kReversal;
  if (movement.stage == Stage::kVoided) return TransferState::kVoided;
  if (movement.stage == Stage::kExpired) return TransferState::kExpired;
  if (movement.content.held) return movement.reversed ? TransferState::kReversedHold : TransferState::kPosted;
  return movement.reversed ? TransferState::kReversed : TransferState::kPostedAtOnce;
}

void compare_ledger(const reference::Ledger& reference, const Accounts& ledger, Differences& found) {
  for (const auto& [id, account] : reference.accounts()) {
    compare_account(id, reference, ledger.accounts.find(id), found);
  }
  same_size("accounts", ledger.accounts, reference.accounts().size(), found);
  std::size_t pending = 0;
  for (const auto& [id, wanted] : reference.movements()) {
    Row row("transfer " + id.text(), found);
    if (wanted.stage == reference::Ledger::Stage::kPending) {
      ++pending;
      const PendingTransfer* held = ledger.pending.find(id);
      if (held == nullptr) {
        row.missing();
        continue;
      }
      row.same("debit", held->debit, wanted.debit).same("credit", held->credit, wanted.credit);
      row.same("amount", wide(held->amount), wanted.pending);
      row.same("sequence", held->created, Sequence{wanted.sequence});
      row.same<reference::Wide>("deadline", static_cast<reference::Wide>(held->deadline.ns),
                                wanted.deadline_ns.value_or(0));
    } else {
      const ClosedTransfer* done = ledger.transfers.find(id);
      if (done == nullptr) {
        row.missing();
        continue;
      }
      row.same("state", done->state, state_of(wanted)).same("amount", wide(done->posted), wanted.posted);
      row.same("sequence", done->created, Sequence{wanted.sequence});
    }
  }
  same_size("holds", ledger.pending, pending, found);
  same_size("transfers", ledger.transfers, reference.movements().size() - pending, found);
}

void compare_configuration(const reference::Ledger& reference, const ShippingDomain& domain, Differences& found) {
  const auto& wanted = reference.configuration();
  const Configuration* configuration = domain.get<Accounts>().configuration.find(kConfiguration);
  const BillingSettings* settings = domain.get<Billing>().settings.find(kConfiguration);
  if ((configuration != nullptr) != wanted.has_value()) found.add("the configuration is only there for one");
  if (configuration == nullptr || !wanted) return;
  Row row("configuration", found);
  row.same("auto_open", configuration->auto_open, wanted->auto_open);
  row.same("refund_sla_s", configuration->refund_sla_s, wanted->refund_sla_s);
  row.same("refund_limit", configuration->refund_limit, wanted->refund_limit);
  row.same("version", configuration->version, reference.configured());
  if (settings == nullptr) return found.add("billing has no settings");
  row.same("auto_open in billing", settings->auto_open, wanted->auto_open);
}

void compare_failures(const reference::Billing& reference, const Billing& billing, Differences& found) {
  for (const auto& [id, wanted] : reference.failures()) {
    Row row("billing failure of " + id.text(), found);
    const BillingFailure* failure = billing.failures.find(id);
    if (failure == nullptr) {
      row.missing();
      continue;
    }
    row.same("shipment", failure->shipment, wanted.shipment).same("step", failure->step, wanted.step);
  }
  same_size("billing failures", billing.failures, reference.failures().size(), found);
}

}  // namespace

Differences compare(const reference::Reference& reference, const ShippingDomain& domain) {
  Differences found;
  const reference::Reference::Parts& parts = reference.parts();
  compare_shipments(parts.shipments, domain.get<Shipments>(), found);
  compare_ledger(parts.ledger, domain.get<Accounts>(), found);
  compare_configuration(parts.ledger, domain, found);
  compare_failures(parts.billing, domain.get<Billing>(), found);
  return found;
}

}  // namespace daybook::domain::property
