#include "domain/invariants.h"

#include <fmt/format.h>

#include <map>
#include <string_view>

#include "domain/returns/invariants.h"

namespace daybook::domain {

namespace {

__extension__ typedef unsigned __int128 Wide;  // NOLINT(modernize-use-using)

struct Sums {
  Wide debits = 0;
  Wide credits = 0;
};

void check_account(const AccountId& id, const Account& account, const Sums& held, Differences& found) {
  if (!within_limit(account, {}, {})) found.add(fmt::format("account {}: its limit is broken", id.text()));
  if (!account.ledger.valid()) found.add(fmt::format("account {}: it has no ledger", id.text()));
  if (account.kind == AccountKind::kNone) found.add(fmt::format("account {}: it has no kind", id.text()));
  if (held.debits != account.debits_pending.minor || held.credits != account.credits_pending.minor) {
    found.add(fmt::format("account {}: pending debits {} and credits {}, but its holds add up to {} and {}", id.text(),
                          account.debits_pending.minor, account.credits_pending.minor, held.debits, held.credits));
  }
  if (!checked_add(account.debits_pending, account.debits_posted) ||
      !checked_add(account.credits_pending, account.credits_posted)) {
    found.add(fmt::format("account {}: posting what is pending would overflow", id.text()));
  }
  if (account.state != AccountState::kClosed) return;
  if (account.debits_pending != Amount{} || account.credits_pending != Amount{}) {
    found.add(fmt::format("account {}: closed with pendings", id.text()));
  }
  if (account.debits_posted != account.credits_posted) {
    found.add(fmt::format("account {}: closed with a balance", id.text()));
  }
}

void check_sides(std::string_view what, const std::map<Currency, Sums>& ledgers, Differences& found) {
  for (const auto& [ledger, sums] : ledgers) {
    if (sums.debits == sums.credits) continue;
    found.add(fmt::format("ledger {}: {} debits are {}, credits {}", ledger.text(), what, sums.debits, sums.credits));
  }
}

// What is done: what was given back never counted, and what is reversed has its reversal.
void check_done(const Accounts& accounts, Differences& found) {
  struct Group {
    std::size_t count = 0;
    Wide posted = 0;
    void add(const ClosedTransfer& transfer) {
      ++count;
      posted += transfer.posted.minor;
    }
  };
  Group reversed;
  Group reversals;
  accounts.transfers.for_each([&](const TransferId& id, const ClosedTransfer& transfer) {
    const bool released = transfer.state == TransferState::kVoided || transfer.state == TransferState::kExpired;
    if (released != (transfer.posted == Amount{})) {
      found.add(fmt::format("transfer {}: {}, with {} posted", id.text(), enumerator_name(transfer.state),
                            transfer.posted.minor));
    }
    if (is_reversed(transfer.state)) reversed.add(transfer);
    if (transfer.state == TransferState::kReversal) reversals.add(transfer);
  });
  if (reversed.count != reversals.count || reversed.posted != reversals.posted) {
    found.add(fmt::format("{} transfers are reversed, for {}, but there are {} reversals, for {}", reversed.count,
                          reversed.posted, reversals.count, reversals.posted));
  }
}

}  // namespace

Differences check_invariants(const Accounts& accounts) {
  Differences found;
  std::map<AccountId, Sums> held;
  accounts.pending.for_each([&](const TransferId& id, const PendingTransfer& transfer) {
    held[transfer.debit].debits += transfer.amount.minor;
    held[transfer.credit].credits += transfer.amount.minor;
    if (transfer.amount == Amount{}) found.add(fmt::format("transfer {}: holds nothing", id.text()));
    if (transfer.debit == transfer.credit) found.add(fmt::format("transfer {}: one account on both sides", id.text()));
    if (accounts.transfers.find(id) != nullptr) {
      found.add(fmt::format("transfer {}: both pending and resolved", id.text()));
    }
    for (const AccountId& side : {transfer.debit, transfer.credit}) {
      if (accounts.accounts.find(side) != nullptr) continue;
      found.add(fmt::format("transfer {}: its account {} does not exist", id.text(), side.text()));
    }
  });
  std::map<Currency, Sums> posted;
  std::map<Currency, Sums> pending;
  accounts.accounts.for_each([&](const AccountId& id, const Account& account) {
    const auto sums = held.find(id);
    check_account(id, account, sums == held.end() ? Sums{} : sums->second, found);
    posted[account.ledger].debits += account.debits_posted.minor;
    posted[account.ledger].credits += account.credits_posted.minor;
    pending[account.ledger].debits += account.debits_pending.minor;
    pending[account.ledger].credits += account.credits_pending.minor;
  });
  check_sides("posted", posted, found);
  check_sides("pending", pending, found);
  check_done(accounts, found);
  return found;
}

Differences check_invariants(const Shipments& shipments) {
  Differences found;
  shipments.open.for_each([&](const ShipmentId& id, const OpenShipment& shipment) {
    if (is_closed(shipment.state)) {
      found.add(fmt::format("shipment {}: open, but {}", id.text(), enumerator_name(shipment.state)));
    }
    if (shipments.closed.find(id) != nullptr) found.add(fmt::format("shipment {}: both open and closed", id.text()));
    if (shipment.charge < Money{} || shipment.declared_value < Money{}) {
      found.add(fmt::format("shipment {}: a negative amount", id.text()));
    }
    if ((shipment.state == ShipmentState::kSubmitted) != shipment.truck.empty()) {
      found.add(fmt::format("shipment {}: {}, with truck '{}'", id.text(), enumerator_name(shipment.state),
                            shipment.truck.empty() ? "" : shipment.truck.text()));
    }
  });
  shipments.closed.for_each([&](const ShipmentId& id, const ClosedShipment& shipment) {
    if (is_closed(shipment.state)) return;
    found.add(fmt::format("shipment {}: closed, but {}", id.text(), enumerator_name(shipment.state)));
  });
  return found;
}

Differences check_invariants(const ShippingDomain& domain) {
  Differences found = check_invariants(domain.get<Accounts>());
  found.add(check_invariants(domain.get<Shipments>()));
  found.add(check_returns(domain));
  return found;
}

}  // namespace daybook::domain
