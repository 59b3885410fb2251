#pragma once

#include <tl/expected.hpp>
#include <tuple>

#include "domain/returns/inventory/messages.h"
#include "domain/returns/inventory/refusals.h"
#include "domain/returns/inventory/state.h"
#include "engine/compose.h"
#include "engine/decision.h"
#include "engine/table.h"

namespace daybook::domain {

// Backorders filled in one decision. The others are filled by a timer that is due at once, so that no decision record
// grows without bound.
inline constexpr unsigned kMaxFilled = 32;

// Stock by model, and the replacements taken out of it. Whoever waits is served first in, first out: nothing is
// reserved past a backorder. A replacement that has ended moves from `open` to `closed`.
class Inventory {
 public:
  using Commands =
      Messages<ReceiveStock, ReserveReplacement, RecordReplacementSent, WithdrawReplacement, FillBackorders>;
  using Events =
      Messages<StockReceived, ReplacementReserved, ReplacementBackordered, ReplacementSent, ReplacementWithdrawn>;
  using Refusals = InventoryRefusal;
  using Decision = daybook::Decision<Inventory>;
  static constexpr Rules kRules{.name = "inventory", .version = 1};

  Verdict decide(const ReceiveStock& command, Decision& out) const;
  Verdict decide(const ReserveReplacement& command, Decision& out) const;
  Verdict decide(const RecordReplacementSent& command, Decision& out) const;
  Verdict decide(const WithdrawReplacement& command, Decision& out) const;
  Verdict decide(const FillBackorders& command, Decision& out) const;

  void apply(const StockReceived& event, const Context& context);
  void apply(const ReplacementReserved& event, const Context& context);
  void apply(const ReplacementBackordered& event, const Context& context);
  void apply(const ReplacementSent& event);
  void apply(const ReplacementWithdrawn& event);

  void prefetch(const auto& message, Ahead ahead) const {
    if constexpr (requires { message.model; }) stock.prefetch(message.model, ahead);
    if constexpr (requires { message.receipt; }) receipts.prefetch(message.receipt, ahead.index_only());
    if constexpr (requires { message.refund; }) {
      constexpr bool kNew = requires { message.shipment; };
      open.prefetch(message.refund, kNew ? ahead.index_only() : ahead);
      closed.prefetch(message.refund, ahead.index_only());
    }
  }
  auto tables() { return std::tie(stock, receipts, open, closed); }

  Table<ModelId, Stock> stock;
  Table<StockReceiptId, StockReceipt> receipts;
  Table<ReplacementId, OpenReplacement> open;
  Table<ReplacementId, ClosedReplacement> closed;

 private:
  // Reserves for the first backorders what is free.
  void fill(const ModelId& model, const ReplacementId& first, std::uint64_t free, Decision& out) const;
  // The replacement, if it has not ended. Says the version of its stock.
  [[nodiscard]] tl::expected<const OpenReplacement*, Verdict> find_open(const ReplacementId& refund,
                                                                        Decision& out) const;
  [[nodiscard]] const OpenReplacement& row(const ReplacementId& refund) const;
  [[nodiscard]] OpenReplacement& row(const ReplacementId& refund);
  void join_queue(Stock& model, const ReplacementId& refund, OpenReplacement& last);
  void leave_queue(Stock& model, OpenReplacement& leaving);
  void close(const ReplacementId& refund, ReplacementState state);
};

}  // namespace daybook::domain
