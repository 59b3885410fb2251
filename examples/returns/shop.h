// A shop with three returns, for both ways to tell four teams about them: examples/returns_events and
// examples/returns_traditional. What people do is the same; who tells whom is not.
#pragma once

#include <fmt/core.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "domain/domain.h"
#include "domain/returns/accounting/accounting_reactor.h"
#include "domain/returns/inventory/inventory_reactor.h"
#include "domain/returns/manufacturing/manufacturing_reactor.h"
#include "domain/returns/sales/sales_reactor.h"
#include "engine/engine.h"

namespace returns {

using namespace daybook::domain;  // NOLINT(google-build-using-namespace): an example about nothing else
using daybook::Id;
using daybook::Maybe;
using daybook::Messages;
using ShopEngine = daybook::Engine<ShippingDomain>;

constexpr Currency kUsd("USD");
constexpr int kRefunds = 3;  // the first is small enough to be approved by rule, the third is declined

inline RefundId refund_id(int number) { return RefundId(Id::parse(fmt::format("R{}", number)).value()); }
inline ShipmentId delivered_id(int number) { return ShipmentId(Id::parse(fmt::format("S{}", number)).value()); }
inline Amount amount_of_refund(int number) { return {static_cast<std::uint64_t>(number) * 4'000}; }
constexpr Amount kCost{2'000};
constexpr Amount kSalvage{300};

inline RequestRefund refund(int number) {
  return {.refund = refund_id(number),
          .order = OrderId(Id::parse(fmt::format("order-{}", number)).value()),
          .customer = "ada",
          .shipment = delivered_id(number),
          .item = ItemId(Id::parse(fmt::format("kettle-{}", number)).value()),
          .model = "kettle",
          .location = "Accra",
          .amount = amount_of_refund(number),
          .cost = kCost,
          .ledger = kUsd};
}

// As the shop sent it first, and as its replacement goes.
inline SubmitShipment consignment(const ShipmentId& shipment, const AccountId& bill_to) {
  SubmitShipment command;
  command.shipment = shipment;
  command.bill_to = bill_to;
  command.carrier = "carrier";
  command.service = "Truck";
  command.declared_value = Money{6'000};
  command.weight_g = 900;
  command.ledger = kUsd;
  command.ship_from.name = "Warehouse 7";
  command.ship_from.country = "Germany";
  command.ship_to.name = "Ada Mensah";
  command.ship_to.city = "Accra";
  command.ship_to.country = "Ghana";
  return command;
}

// One engine, with a word for what went wrong: an example has nobody else to tell.
class Shop {
 public:
  explicit Shop(const std::string& directory) : engine_(open(directory)), producer_(engine_.producer()) {}

  [[nodiscard]] ShopEngine& engine() { return engine_; }

  // Sends a command, waits for its receipt, and insists that it was accepted.
  template <class C>
  void send(const C& command, const Id& actor) {
    const auto reply = producer_.call(command, {.actor = actor});
    ++sent_;
    if (reply && reply->outcome == daybook::Outcome::kAccepted) return;
    fmt::print(stderr, "{}: {}\n", daybook::kMessage<C>.name, reply ? reply->refusal : reply.error().message());
    std::exit(1);
  }
  [[nodiscard]] std::uint64_t sent() const { return sent_; }

  // Books, stock, and three kettles on their way to Ada, who gets them.
  void open_for_business() {
    send(ConfigureDomain{.auto_open = AutoOpen::kOn, .refund_limit = Amount{5'000}}, "manager");
    const auto open = [&](const AccountId& account, AccountKind kind) {
      send(OpenAccount{.account = account, .ledger = kUsd, .kind = kind}, "manager");
    };
    open("ada", AccountKind::kAsset);
    open("carrier", AccountKind::kIncome);
    open(assets_account(kUsd), AccountKind::kAsset);
    for (const AccountId& expense : {refunds_account(kUsd), warranty_account(kUsd), disposal_account(kUsd)})
      open(expense, AccountKind::kExpense);
    send(SetRate{"Truck", Money{500}, Money{100}, kUsd}, "manager");
    send(ReceiveStock{"delivery-1", "kettle", kRefunds}, "warehouse");
    for (int i = 1; i <= kRefunds; ++i) {
      send(consignment(delivered_id(i), "ada"), "web shop");
      send(AssignShipment{delivered_id(i), "truck-1"}, "dispatcher");
      send(ShipShipment{delivered_id(i)}, "dispatcher");
      send(DeliverShipment{delivered_id(i), "Ada"}, "dispatcher");
    }
  }

  // What the end of the day comes to: equal state, equal hash.
  void report(const std::string& way) {
    fmt::print("{}: state hash {:016x}, {} commands journaled\n", way, engine_.state_hash().value(),
               engine_.positions().released - 1);
  }

 private:
  static ShopEngine open(const std::string& directory) {
    std::filesystem::remove_all(directory);
    auto engine = ShopEngine::open({.directory = directory, .durability = daybook::Durability::kProcess});
    if (engine) return std::move(*engine);
    fmt::print(stderr, "{}\n", engine.error().message());
    std::exit(1);
  }

  ShopEngine engine_;
  daybook::Producer<ShippingDomain> producer_;
  std::uint64_t sent_ = 0;
};

}  // namespace returns
