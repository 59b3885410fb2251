#include "domain/returns/invariants.h"

#include <fmt/format.h>

#include <map>
#include <set>

namespace daybook::domain {

namespace {

// Whether the team's piece has ended.
bool has_ended(const ShippingDomain& domain, Team team, const Id& refund) {
  switch (team) {
    case Team::kSales:
      return domain.get<Sales>().decided.find(OrderRefundId(refund)) != nullptr;
    case Team::kInventory:
      return domain.get<Inventory>().closed.find(ReplacementId(refund)) != nullptr;
    case Team::kManufacturing: {
      const DisassemblyOrder* order = domain.get<Manufacturing>().orders.find(DisassemblyId(refund));
      return order != nullptr && order->state >= DisassemblyState::kClosed;
    }
    case Team::kAccounting: {
      const Disposal* disposal = domain.get<Disposals>().disposals.find(DisposalId(refund));
      return disposal != nullptr && disposal->state != DisposalState::kCharged;
    }
  }
  return false;
}

void check_support(const ShippingDomain& domain, Differences& found) {
  const Support& support = domain.get<Support>();
  std::size_t open = 0;
  support.refunds.for_each([&](const RefundId& id, const Refund& refund) {
    const bool closed = refund.state == RefundState::kClosed;
    const bool awaited = refund.state == RefundState::kAwaited;
    if (awaited ? refund.done == 0 : closed != (refund.done == kAllTeams)) {
      found.add(fmt::format("refund {}: {}, with the teams {:04b} done", id.text(), enumerator_name(refund.state),
                            refund.done));
    }
    for (const Team team : {Team::kSales, Team::kInventory, Team::kManufacturing, Team::kAccounting}) {
      if ((refund.done & bit_of(team)) == 0 || has_ended(domain, team, id)) continue;
      found.add(fmt::format("refund {}: {} is done, but its piece has not ended", id.text(), enumerator_name(team)));
    }
    if (closed || awaited) return;
    ++open;
    const RefundId* of_order = support.open_orders.find(refund.order);
    if (of_order == nullptr || *of_order != id) {
      found.add(fmt::format("refund {}: open, but not the open one of order {}", id.text(), refund.order.text()));
    }
  });
  if (support.open_orders.size() != open) {
    found.add(fmt::format("{} orders with an open refund, but {} open refunds", support.open_orders.size(), open));
  }
}

void check_sales(const Sales& sales, Differences& found) {
  sales.waiting.for_each([&](const OrderRefundId& id, const WaitingRefund& refund) {
    if (sales.decided.find(id) != nullptr) {
      found.add(fmt::format("order refund {}: both waiting and decided", id.text()));
    }
    if (refund.amount == Amount{}) found.add(fmt::format("order refund {}: of nothing", id.text()));
  });
}

// The links of a model's backorders, first to last and back.
void check_queue(const Inventory& inventory, const ModelId& id, const Stock& stock, Differences& found) {
  std::set<ReplacementId> seen;
  ReplacementId previous;
  ReplacementId next = stock.first;
  while (!next.empty() && seen.insert(next).second) {
    const OpenReplacement* replacement = inventory.open.find(next);
    if (replacement == nullptr || replacement->state != ReplacementState::kBackordered || replacement->model != id ||
        replacement->previous != previous) {
      return found.add(
          fmt::format("model {}: replacement {} has no place among its backorders", id.text(), next.text()));
    }
    previous = next;
    next = replacement->next;
  }
  if (!next.empty() || stock.last != previous || seen.size() != stock.backordered) {
    found.add(fmt::format("model {}: {} backorders, but {} in its queue", id.text(), stock.backordered, seen.size()));
  }
}

void check_inventory(const Inventory& inventory, Differences& found) {
  struct Counts {
    std::uint64_t reserved = 0;
    std::uint64_t backordered = 0;
  };
  std::map<ModelId, Counts> models;
  inventory.open.for_each([&](const ReplacementId& id, const OpenReplacement& replacement) {
    Counts& counts = models[replacement.model];
    ++(replacement.state == ReplacementState::kReserved ? counts.reserved : counts.backordered);
    if (inventory.closed.find(id) != nullptr) {
      found.add(fmt::format("replacement {}: both open and closed", id.text()));
    }
    if (inventory.stock.find(replacement.model) == nullptr) {
      found.add(fmt::format("replacement {}: its model {} has no stock row", id.text(), replacement.model.text()));
    }
  });
  inventory.stock.for_each([&](const ModelId& id, const Stock& stock) {
    const Counts counts = models[id];
    if (stock.received != stock.free + stock.reserved + stock.sent) {
      found.add(fmt::format("model {}: {} received, but {} free, {} reserved and {} sent", id.text(), stock.received,
                            stock.free, stock.reserved, stock.sent));
    }
    if (stock.reserved != counts.reserved || stock.backordered != counts.backordered) {
      found.add(fmt::format("model {}: {} reserved and {} backordered, but the replacements are {} and {}", id.text(),
                            stock.reserved, stock.backordered, counts.reserved, counts.backordered));
    }
    check_queue(inventory, id, stock, found);
  });
}

}  // namespace

Differences check_returns(const ShippingDomain& domain) {
  Differences found;
  check_support(domain, found);
  check_sales(domain.get<Sales>(), found);
  check_inventory(domain.get<Inventory>(), found);
  return found;
}

}  // namespace daybook::domain
