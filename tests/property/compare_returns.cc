#include <algorithm>

#include "tests/property/compare.h"
#include "tests/property/compare_rows.h"

namespace daybook::domain::property {

namespace {

void compare_support(const reference::Support& reference, const Support& support, Differences& found) {
  std::size_t open = 0;
  for (const auto& [id, pair] : reference.refunds()) {
    const reference::Support::Refund& wanted = pair;
    const RefundId& refund_id = id;
    const bool awaited = !wanted.requested;
    const bool is_open = !awaited && !wanted.is_closed();
    open += is_open ? 1 : 0;
    unsigned done = 0;
    for (const Team team : wanted.done) done |= bit_of(team);
    Row row("refund " + id.text(), found);
    row.if_there(support.refunds.find(id), [&](const Refund& refund) {
      row.same<std::uint64_t>("version", refund.version, wanted.version);
      row.same("order", refund.order, awaited ? OrderId() : wanted.requested->order);
      row.same<unsigned>("teams", refund.done, done);
      row.same("state", refund.state,
               awaited              ? RefundState::kAwaited
               : wanted.is_closed() ? RefundState::kClosed
                                    : RefundState::kOpen);
      if (is_open) {
        row.if_there(support.open_orders.find(refund.order),
                     [&](const RefundId& open_one) { row.same("open refund of its order", open_one, refund_id); });
      }
      row.same("sequence", refund.created, Sequence{wanted.sequence});
    });
  }
  same_size("refunds", support.refunds, reference.refunds().size(), found);
  same_size("orders with an open refund", support.open_orders, open, found);
}

DecidedState state_of(const reference::Sales::OrderRefund& refund) {
  if (refund.stage == reference::Sales::Stage::kDeclined) return DecidedState::kDeclined;
  return refund.payment_failed ? DecidedState::kPaymentFailed : DecidedState::kApproved;
}

void compare_sales(const reference::Sales& reference, const Sales& sales, Differences& found) {
  std::size_t waiting = 0;
  for (const auto& [id, pair] : reference.refunds()) {
    const reference::Sales::OrderRefund& wanted = pair;
    Row row("order refund " + id.text(), found);
    const auto look_at_any = [&](const auto& refund) {
      row.same<std::uint64_t>("version", refund.version, wanted.version);
      row.same("sequence", refund.created, Sequence{wanted.sequence});
    };
    if (wanted.stage != reference::Sales::Stage::kWaiting) {
      row.if_there(sales.decided.find(id), [&](const DecidedRefund& refund) {
        look_at_any(refund);
        row.same("state", refund.state, state_of(wanted));
      });
      continue;
    }
    ++waiting;
    row.if_there(sales.waiting.find(id), [&](const WaitingRefund& refund) {
      look_at_any(refund);
      row.same("customer", refund.customer, wanted.opened.customer);
      row.same("requester", refund.requester, wanted.opened.requester);
      row.same("amount", refund.amount, wanted.opened.amount).same("ledger", refund.ledger, wanted.opened.ledger);
    });
  }
  same_size("waiting refunds", sales.waiting, waiting, found);
  same_size("decided refunds", sales.decided, reference.refunds().size() - waiting, found);
}

void compare_stock(const reference::Inventory& reference, const Inventory& inventory, Differences& found) {
  using Stage = reference::Inventory::Stage;
  for (const auto& [id, pair] : reference.stock()) {
    const reference::Inventory::Stock& wanted = pair;
    const auto count = [&, model = id](Stage stage) {
      return static_cast<std::uint64_t>(std::count_if(
          reference.replacements().begin(), reference.replacements().end(),
          [&](const auto& each) { return each.second.asked.model == model && each.second.stage == stage; }));
    };
    Row row("stock of " + id.text(), found);
    row.if_there(inventory.stock.find(id), [&](const Stock& stock) {
      row.same("received", stock.received, wanted.received).same("free", stock.free, wanted.free);
      row.same("reserved", stock.reserved, count(Stage::kReserved)).same("sent", stock.sent, count(Stage::kSent));
      row.same<std::uint64_t>("backordered", stock.backordered, wanted.waiting.size());
      row.same("first", stock.first, wanted.waiting.empty() ? ReplacementId() : wanted.waiting.front());
      row.same("last", stock.last, wanted.waiting.empty() ? ReplacementId() : wanted.waiting.back());
      row.same("version", stock.version, wanted.version);
    });
  }
  same_size("models", inventory.stock, reference.stock().size(), found);
  for (const auto& [id, pair] : reference.receipts()) {
    const reference::Inventory::Receipt& wanted = pair;
    Row row("stock receipt " + id.text(), found);
    row.if_there(inventory.receipts.find(id), [&](const StockReceipt& receipt) {
      row.same("sequence", receipt.created, Sequence{wanted.sequence});
    });
  }
  same_size("stock receipts", inventory.receipts, reference.receipts().size(), found);
}

void compare_replacements(const reference::Inventory& reference, const Inventory& inventory, Differences& found) {
  std::size_t open = 0;
  for (const auto& [id, pair] : reference.replacements()) {
    const reference::Inventory::Replacement& wanted = pair;
    Row row("replacement " + id.text(), found);
    const auto look_at_any = [&](const auto& replacement) {
      // Both count them in the same order, the rows from 1.
      row.same("state", replacement.state, static_cast<ReplacementState>(static_cast<unsigned>(wanted.stage) + 1));
      row.same<std::uint64_t>("version", replacement.version, wanted.version);
      row.same("sequence", replacement.created, Sequence{wanted.sequence});
    };
    if (wanted.has_ended()) {
      row.if_there(inventory.closed.find(id), look_at_any);
      continue;
    }
    ++open;
    row.if_there(inventory.open.find(id), [&](const OpenReplacement& replacement) {
      look_at_any(replacement);
      row.same("model", replacement.model, wanted.asked.model);
      row.same("shipment", replacement.shipment, wanted.asked.shipment);
    });
  }
  same_size("open replacements", inventory.open, open, found);
  same_size("closed replacements", inventory.closed, reference.replacements().size() - open, found);
}

void compare_manufacturing(const reference::Manufacturing& reference, const Manufacturing& manufacturing,
                           Differences& found) {
  for (const auto& [id, pair] : reference.orders()) {
    const reference::Manufacturing::Order& wanted = pair;
    Row row("disassembly " + id.text(), found);
    row.if_there(manufacturing.orders.find(id), [&](const DisassemblyOrder& order) {
      row.same<std::uint64_t>("version", order.version, wanted.version);
      row.same("sequence", order.created, Sequence{wanted.sequence}).same("ledger", order.ledger, wanted.opened.ledger);
      row.same("state", order.state, static_cast<DisassemblyState>(static_cast<unsigned>(wanted.stage) + 1));
    });
  }
  same_size("disassembly orders", manufacturing.orders, reference.orders().size(), found);
}

void compare_disposals(const reference::Disposals& reference, const Disposals& disposals, Differences& found) {
  for (const auto& [id, pair] : reference.disposals()) {
    const reference::Disposals::Disposal& wanted = pair;
    Row row("disposal " + id.text(), found);
    row.if_there(disposals.disposals.find(id), [&](const Disposal& disposal) {
      row.same<std::uint64_t>("version", disposal.version, wanted.version);
      row.same("sequence", disposal.created, Sequence{wanted.sequence});
      row.same("cost", disposal.cost, wanted.charged.cost).same("ledger", disposal.ledger, wanted.charged.ledger);
      row.same("state", disposal.state, static_cast<DisposalState>(static_cast<unsigned>(wanted.stage) + 1));
      row.same("booking", disposal.booking, wanted.booking_failed ? Booking::kFailed : Booking::kInOrder);
    });
  }
  same_size("disposals", disposals.disposals, reference.disposals().size(), found);
}

}  // namespace

void compare_returns(const reference::Reference::Parts& reference, const ShippingDomain& domain, Differences& found) {
  compare_support(reference.support, domain.get<Support>(), found);
  compare_sales(reference.sales, domain.get<Sales>(), found);
  compare_stock(reference.inventory, domain.get<Inventory>(), found);
  compare_replacements(reference.inventory, domain.get<Inventory>(), found);
  compare_manufacturing(reference.manufacturing, domain.get<Manufacturing>(), found);
  compare_disposals(reference.disposals, domain.get<Disposals>(), found);
}

}  // namespace daybook::domain::property
