// Support says once that a refund is wanted. Four teams hear of it, each at its own pace, and do their part.
// `returns_events [DIRECTORY]`

#include "engine/reactor.h"
#include "examples/returns/shop.h"

namespace returns {
namespace {

template <class R>
auto start(ShopEngine& engine) {
  auto reactor = daybook::Reactor<ShippingDomain, R>::open(engine);
  const auto started = reactor.and_then([](auto& opened) { return opened->start(); });
  if (started) return std::move(*reactor);
  fmt::print(stderr, "{}\n", started.error().message());
  std::exit(1);
}

// Whether everything is answered. A reactor that has failed will never say so.
template <class R>
bool caught_up(const daybook::Reactor<ShippingDomain, R>& reactor) {
  const daybook::ReactorStatus status = reactor.status();
  if (!status.parked()) return status.lag() == 0;
  fmt::print(stderr, "{}: {}\n", status.name, status.failure);
  std::exit(1);
}

template <class R>
void print_coupling() {
  fmt::print("  {:<13} hears {} events, sends {} commands\n", R::kName.text(), R::Reacts::kCount, R::Sends::kCount);
}

int run(const std::string& directory) {
  Shop shop(directory);
  const auto sales = start<SalesReactor>(shop.engine());
  const auto inventory = start<InventoryReactor>(shop.engine());
  const auto manufacturing = start<ManufacturingReactor>(shop.engine());
  const auto accounting = start<AccountingReactor>(shop.engine());
  const auto sent_by_teams = [&] {
    return sales->status().sent + inventory->status().sent + manufacturing->status().sent + accounting->status().sent;
  };
  // A day takes longer than this; here the next person waits until the teams have answered the one before.
  const auto settle = [&] {
    const auto all_quiet = [&] {
      return caught_up(*sales) && caught_up(*inventory) && caught_up(*manufacturing) && caught_up(*accounting);
    };
    for (int quiet = 0; quiet < 2; quiet = all_quiet() ? quiet + 1 : 0) std::this_thread::yield();
  };

  shop.open_for_business();
  const std::uint64_t before = shop.sent();
  for (int i = 1; i <= kRefunds; ++i) shop.send(refund(i), "support");
  const std::uint64_t by_support = shop.sent() - before;
  settle();
  shop.send(ApproveRefund{OrderRefundId(refund_id(2))}, "manager");
  shop.send(DeclineRefund{OrderRefundId(refund_id(3))}, "manager");
  settle();
  for (int i = 1; i <= 2; ++i) {
    const ShipmentId replacement = shipment_of(ReplacementId(refund_id(i)));
    shop.send(AssignShipment{replacement, "truck-2"}, "dispatcher");
    shop.send(ShipShipment{replacement}, "dispatcher");
    shop.send(DeliverShipment{replacement, "Ada"}, "dispatcher");
    shop.send(RecordDiagnosis{DisassemblyId(refund_id(i)), "no power"}, "engineer");
    shop.send(CloseDisassembly{DisassemblyId(refund_id(i)), kSalvage}, "engineer");
  }
  settle();

  shop.report("events");
  fmt::print("messages: {} commands by support, {} by the teams' reactors\n", by_support, sent_by_teams());
  fmt::print("coupling: support sends 1 kind of command and knows no team\n");
  print_coupling<SalesReactor>();
  print_coupling<InventoryReactor>();
  print_coupling<ManufacturingReactor>();
  print_coupling<AccountingReactor>();
  fmt::print("a team that is down catches up; a fifth team is added without touching anybody\n");
  return 0;
}

}  // namespace
}  // namespace returns

int main(int argc, char** argv) { return returns::run(argc > 1 ? argv[1] : "returns_events.journal"); }
