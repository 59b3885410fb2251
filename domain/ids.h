#pragma once

#include "engine/id.h"

namespace daybook::domain {

using ShipmentId = Key<"shipment">;
using TruckId = Key<"truck">;
using ServiceId = Key<"service">;  // a way to travel: "Air", "Truck", "Ocean"
using ItemId = Key<"item">;        // of a shipment's line item
using ScanCode = Key<"scan">;      // what a checkpoint's scanner read or was told: "ARRIVED", "CUSTOMS"
using AccountId = Key<"account">;
using TransferId = Key<"transfer">;
using ConfigurationId = Key<"configuration">;

// Of returns. Each team's piece of a refund has the refund's bytes for its id, and a type of its own, because it has a
// version of its own.
using RefundId = Key<"refund">;
using OrderRefundId = Key<"order_refund">;
using ReplacementId = Key<"replacement">;
using DisassemblyId = Key<"disassembly">;
using DisposalId = Key<"disposal">;
using OrderId = Key<"order">;
using ModelId = Key<"model">;
using LocationId = Key<"location">;           // where the item is that came back
using StockReceiptId = Key<"stock_receipt">;  // one arrival of stock

// For the standard's containers.
struct IdHash {
  [[nodiscard]] std::size_t operator()(const Id& id) const noexcept { return id.hash(); }
};

}  // namespace daybook::domain
