#include "domain/returns/inventory/inventory.h"

#include "engine/check.h"

namespace daybook::domain {

namespace {

Verdict exists(bool same, Sequence created) {
  return {same ? InventoryRefusal::kAlreadyExists : InventoryRefusal::kExistsWithDifferentContent, created};
}

}  // namespace

Verdict Inventory::decide(const ReceiveStock& command, Decision& out) const {
  const Digest digest = digest_of(command, out);
  const Stock* row = stock.find(command.model);
  out.version(row == nullptr ? 0 : row->version);
  if (const StockReceipt* twice = receipts.find(command.receipt)) {
    return exists(twice->digest == digest, twice->created);
  }
  if (command.quantity == 0) return InventoryRefusal::kZeroQuantity;
  out.emit(StockReceived{command.receipt, command.model, digest, command.quantity}, 1);
  if (row != nullptr) fill(command.model, row->first, row->free + command.quantity, out);
  return out.accept();
}

Verdict Inventory::decide(const ReserveReplacement& command, Decision& out) const {
  const Digest digest = digest_of(command, out);
  const Stock* row = stock.find(command.model);
  out.version(row == nullptr ? 0 : row->version);
  if (const OpenReplacement* twice = open.find(command.refund)) return exists(twice->digest == digest, twice->created);
  if (const ClosedReplacement* twice = closed.find(command.refund)) {
    return exists(twice->digest == digest, twice->created);
  }
  if (row != nullptr && row->free != 0 && row->first.empty()) {
    return out.accept(ReplacementReserved{command.refund, command.model, command.shipment, digest}, 1);
  }
  return out.accept(ReplacementBackordered{command.refund, command.model, command.shipment, digest}, 1);
}

Verdict Inventory::decide(const RecordReplacementSent& command, Decision& out) const {
  const auto found = find_open(command.refund, out);
  if (!found) return found.error();
  const OpenReplacement& replacement = **found;
  if (replacement.state == ReplacementState::kBackordered) return InventoryRefusal::kNotReserved;
  return out.accept(ReplacementSent{command.refund, replacement.model}, replacement.version + 1);
}

Verdict Inventory::decide(const WithdrawReplacement& command, Decision& out) const {
  const auto found = find_open(command.refund, out);
  if (!found) return found.error();
  const OpenReplacement& replacement = **found;
  out.emit(ReplacementWithdrawn{command.refund, replacement.model}, replacement.version + 1);
  if (replacement.state == ReplacementState::kReserved) {
    const Stock* row = stock.find(replacement.model);
    fill(replacement.model, row->first, row->free + 1, out);
  }
  return out.accept();
}

Verdict Inventory::decide(const FillBackorders& command, Decision& out) const {
  const Stock* row = stock.find(command.model);
  out.version(row == nullptr ? 0 : row->version);
  if (!out.context().by_timer) return InventoryRefusal::kReservedForTimers;
  CHECK(row != nullptr);
  fill(command.model, row->first, row->free, out);
  return out.accept();
}

void Inventory::fill(const ModelId& model, const ReplacementId& first, std::uint64_t free, Decision& out) const {
  ReplacementId next = first;
  for (unsigned filled = 0; free != 0 && !next.empty(); --free, ++filled) {
    if (filled == kMaxFilled) return out.arm(out.context().now, FillBackorders{model});
    const OpenReplacement& waiting = row(next);
    out.emit(ReplacementReserved{next, model, waiting.shipment, waiting.digest}, waiting.version + 1);
    next = waiting.next;
  }
}

tl::expected<const OpenReplacement*, Verdict> Inventory::find_open(const ReplacementId& refund, Decision& out) const {
  if (const OpenReplacement* found = open.find(refund)) {
    out.version(stock.find(found->model)->version);
    return found;
  }
  out.version(0);
  const ClosedReplacement* gone = closed.find(refund);
  if (gone == nullptr) return tl::unexpected(Verdict(InventoryRefusal::kUnknownReplacement));
  const bool sent = gone->state == ReplacementState::kSent;
  return tl::unexpected(
      Verdict(sent ? InventoryRefusal::kAlreadySent : InventoryRefusal::kAlreadyWithdrawn, gone->created));
}

void Inventory::apply(const StockReceived& event, const Context& context) {
  Stock& model = stock[event.model];
  model.received += event.quantity;
  model.free += event.quantity;
  ++model.version;
  const bool fresh = receipts.insert(event.receipt, StockReceipt{event.digest, context.sequence}).second;
  CHECK(fresh);
}

void Inventory::apply(const ReplacementReserved& event, const Context& context) {
  Stock& model = stock[event.model];
  CHECK(model.free != 0);
  --model.free;
  ++model.reserved;
  ++model.version;
  OpenReplacement& replacement = open[event.refund];
  if (replacement.version != 0) {
    leave_queue(model, replacement);
  } else {
    replacement.digest = event.digest;
    replacement.created = context.sequence;
    replacement.model = event.model;
    replacement.shipment = event.shipment;
  }
  replacement.state = ReplacementState::kReserved;
  ++replacement.version;
}

void Inventory::apply(const ReplacementBackordered& event, const Context& context) {
  Stock& model = stock[event.model];
  ++model.version;
  const auto [replacement, fresh] = open.insert(event.refund, OpenReplacement{.digest = event.digest,
                                                                              .created = context.sequence,
                                                                              .model = event.model,
                                                                              .shipment = event.shipment,
                                                                              .previous = {},
                                                                              .next = {},
                                                                              .version = 1,
                                                                              .state = ReplacementState::kBackordered});
  CHECK(fresh);
  join_queue(model, event.refund, *replacement);
}

void Inventory::apply(const ReplacementSent& event) {
  Stock& model = stock[event.model];
  --model.reserved;
  ++model.sent;
  ++model.version;
  close(event.refund, ReplacementState::kSent);
}

void Inventory::apply(const ReplacementWithdrawn& event) {
  Stock& model = stock[event.model];
  OpenReplacement& replacement = row(event.refund);
  if (replacement.state == ReplacementState::kBackordered) {
    leave_queue(model, replacement);
  } else {
    --model.reserved;
    ++model.free;
  }
  ++model.version;
  close(event.refund, ReplacementState::kWithdrawn);
}

void Inventory::join_queue(Stock& model, const ReplacementId& refund, OpenReplacement& last) {
  last.previous = model.last;
  if (model.first.empty()) {
    model.first = refund;
  } else {
    row(model.last).next = refund;
  }
  model.last = refund;
  ++model.backordered;
}

void Inventory::leave_queue(Stock& model, OpenReplacement& leaving) {
  ReplacementId& before = leaving.previous.empty() ? model.first : row(leaving.previous).next;
  ReplacementId& after = leaving.next.empty() ? model.last : row(leaving.next).previous;
  before = leaving.next;
  after = leaving.previous;
  leaving.previous = leaving.next = ReplacementId();
  --model.backordered;
}

const OpenReplacement& Inventory::row(const ReplacementId& refund) const {
  const OpenReplacement* found = open.find(refund);
  CHECK(found != nullptr);
  return *found;
}

OpenReplacement& Inventory::row(const ReplacementId& refund) {
  OpenReplacement* found = open.find(refund);
  CHECK(found != nullptr);
  return *found;
}

void Inventory::close(const ReplacementId& refund, ReplacementState state) {
  const OpenReplacement& last = row(refund);
  closed.insert(
      refund,
      ClosedReplacement{.digest = last.digest, .created = last.created, .version = last.version + 1, .state = state});
  open.erase(refund);
}

}  // namespace daybook::domain
