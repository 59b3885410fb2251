#include "tests/property/compare.h"

#include "app/messages.h"
#include "tests/property/compare_rows.h"

namespace daybook::domain::property {

namespace {

using reference::wide;

bool is_open(reference::Shipments::Stage stage) { return stage <= reference::Shipments::Stage::kReturning; }

// Both count them in the same order, the rows from 1.
ShipmentState state_of(reference::Shipments::Stage stage) {
  return static_cast<ShipmentState>(static_cast<unsigned>(stage) + 1);
}

void compare_shipments(const reference::Shipments& reference, const Shipments& shipments, Differences& found) {
  std::size_t open = 0;
  for (const auto& [id, pair] : reference.shipments()) {
    const reference::Shipments::Shipment& wanted = pair;
    Row row("shipment " + id.text(), found);
    const auto look_at_any = [&](const auto& shipment) {
      row.same("state", shipment.state, state_of(wanted.stage));
      row.same<std::uint64_t>("version", shipment.version, wanted.version);
      row.same("sequence", shipment.created, Sequence{wanted.sequence});
    };
    if (!is_open(wanted.stage)) {
      row.if_there(shipments.closed.find(id), look_at_any);
      continue;
    }
    ++open;
    row.if_there(shipments.open.find(id), [&](const OpenShipment& shipment) {
      look_at_any(shipment);
      row.same("truck", shipment.truck, wanted.truck);
      row.same("charge", shipment.charge, wanted.charge).same("basis", shipment.basis, wanted.basis);
      row.same("bill_to", shipment.bill_to, wanted.submitted.bill_to);
      row.same("value", shipment.declared_value, wanted.submitted.declared_value);
      row.same("ledger", shipment.ledger, wanted.submitted.ledger);
    });
  }
  same_size("open shipments", shipments.open, open, found);
  same_size("closed shipments", shipments.closed, reference.shipments().size() - open, found);
  for (const auto& [key, pair] : reference.rates()) {
    const SetRate& wanted = pair;
    Row row("rate of " + key.first.text(), found);
    row.if_there(shipments.rates.find(RateKey{key.first, key.second}), [&](const Rate& rate) {
      row.same("base", rate.base, wanted.base).same("per_kg", rate.per_kg, wanted.per_kg);
    });
  }
  same_size("rates", shipments.rates, reference.rates().size(), found);
  for (const auto& [id, pair] : reference.services()) {
    const std::uint64_t wanted = pair;
    Row row("service " + id.text(), found);
    row.if_there(shipments.services.find(id),
                 [&](const Service& service) { row.same<std::uint64_t>("version", service.version, wanted); });
  }
  same_size("services", shipments.services, reference.services().size(), found);
}

void compare_account(const AccountId& id, const reference::Ledger& ledger, const Accounts& accounts,
                     Differences& found) {
  const reference::Ledger::Account& wanted = ledger.accounts().at(id);
  const reference::Ledger::Sums sums = ledger.sums(id);
  const AccountState state = wanted.closed      ? AccountState::kClosed
                             : wanted.adoptable ? AccountState::kUnadopted
                                                : AccountState::kOpen;
  Row row("account " + id.text(), found);
  row.if_there(accounts.accounts.find(id), [&](const Account& account) {
    row.same("debits_pending", wide(account.debits_pending), sums.debits_pending);
    row.same("debits_posted", wide(account.debits_posted), sums.debits_posted);
    row.same("credits_pending", wide(account.credits_pending), sums.credits_pending);
    row.same("credits_posted", wide(account.credits_posted), sums.credits_posted);
    row.same("ledger", account.ledger, wanted.ledger).same("kind", account.kind, wanted.kind);
    row.same("limit", account.limit, wanted.limit).same("credit_line", account.credit_line, wanted.credit_line);
    row.same("version", account.version, wanted.version).same("state", account.state, state);
    row.same("sequence", account.created, Sequence{wanted.sequence});
  });
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
  for (const auto& [id, account] : reference.accounts()) compare_account(id, reference, ledger, found);
  same_size("accounts", ledger.accounts, reference.accounts().size(), found);
  std::size_t pending = 0;
  for (const auto& [id, pair] : reference.movements()) {
    const reference::Ledger::Movement& wanted = pair;
    Row row("transfer " + id.text(), found);
    if (wanted.stage != reference::Ledger::Stage::kPending) {
      row.if_there(ledger.transfers.find(id), [&](const ClosedTransfer& done) {
        row.same("state", done.state, state_of(wanted)).same("amount", wide(done.posted), wanted.posted);
        row.same("sequence", done.created, Sequence{wanted.sequence});
      });
      continue;
    }
    ++pending;
    row.if_there(ledger.pending.find(id), [&](const PendingTransfer& held) {
      row.same("debit", held.debit, wanted.debit).same("credit", held.credit, wanted.credit);
      row.same("amount", wide(held.amount), wanted.pending);
      row.same("sequence", held.created, Sequence{wanted.sequence});
      const auto deadline = static_cast<reference::Wide>(held.deadline.ns);
      row.same("deadline", deadline, wanted.deadline_ns.value_or(0));
    });
  }
  same_size("holds", ledger.pending, pending, found);
  same_size("transfers", ledger.transfers, reference.movements().size() - pending, found);
}

void compare_configuration(const reference::Ledger& reference, const ShippingDomain& domain, Differences& found) {
  if (!reference.configuration()) {
    return same_size("configurations", domain.get<Accounts>().configuration, 0, found);
  }
  const ConfigureDomain& wanted = *reference.configuration();
  Row row("the configuration", found);
  row.if_there(domain.get<Accounts>().configuration.find(kConfiguration), [&](const Configuration& configuration) {
    row.same("auto_open", configuration.auto_open, wanted.auto_open);
    row.same("refund_sla_s", configuration.refund_sla_s, wanted.refund_sla_s);
    row.same("refund_limit", configuration.refund_limit, wanted.refund_limit);
    row.same("version", configuration.version, reference.configured());
  });
  Row billing("billing's configuration", found);
  billing.if_there(domain.get<Billing>().settings.find(kConfiguration), [&](const BillingSettings& settings) {
    billing.same("auto_open", settings.auto_open, wanted.auto_open);
  });
  Row sales("sales' configuration", found);
  sales.if_there(domain.get<Sales>().settings.find(kConfiguration), [&](const SalesSettings& settings) {
    sales.same("limit", settings.refund_limit, wanted.refund_limit);
    sales.same<std::uint64_t>("sla", settings.refund_sla_s, wanted.refund_sla_s);
  });
}

void compare_failures(const reference::Billing& reference, const Billing& billing, Differences& found) {
  for (const auto& [id, pair] : reference.failures()) {
    const reference::Billing::Failure& wanted = pair;
    Row row("billing failure of " + id.text(), found);
    row.if_there(billing.failures.find(id), [&](const BillingFailure& failure) {
      row.same("shipment", failure.shipment, wanted.recorded.shipment).same("step", failure.step, wanted.recorded.step);
      row.same("refusal", app::refusal_text({failure.refusing_part, failure.refusal}), wanted.code);
      row.same<std::uint64_t>("version", failure.version, wanted.version);
    });
  }
  same_size("billing failures", billing.failures, reference.failures().size(), found);
}

}  // namespace

Differences compare(const reference::Reference::Parts& reference, const ShippingDomain& domain) {
  Differences found;
  compare_shipments(reference.shipments, domain.get<Shipments>(), found);
  compare_ledger(reference.ledger, domain.get<Accounts>(), found);
  compare_configuration(reference.ledger, domain, found);
  compare_failures(reference.billing, domain.get<Billing>(), found);
  compare_returns(reference, domain, found);
  return found;
}

}  // namespace daybook::domain::property
