#pragma once

// The four reactors beside a domain, fed by hand: each is as far in the journal as a test lets it be.

#include "domain/returns/accounting/accounting_reactor.h"
#include "domain/returns/inventory/inventory_reactor.h"
#include "domain/returns/manufacturing/manufacturing_reactor.h"
#include "domain/returns/sales/sales_reactor.h"
#include "engine/reactor_handlers.h"
#include "tests/domain/returns/carrier.h"

namespace daybook::domain::testing {

// One reactor and its place in the journal. As the engine has it: of a record it first learns what it listens to, then
// answers, and hears last that the record's own command was refused.
template <class R>
class Ear {
 public:
  explicit Ear(Carrier& carrier) : carrier_(carrier) {}

  [[nodiscard]] bool has_more() const { return position_ < carrier_.records(); }
  // Hears the next record, and sends what it answers.
  void hear() {
    const DecisionView record = carrier_.record(position_++);
    Envelope envelope;
    ASSERT_TRUE(envelope.decode(record.envelope(), record.header().envelope));
    ASSERT_TRUE(handlers_.listen(record, envelope));
    const auto answered = handlers_.answer(record, envelope);
    ASSERT_TRUE(answered.has_value()) << answered.error();
    for (const Answers::Answer& answer : handlers_.answers()) send(answer);
  }
  // As a reactor would that has lost its place, in an engine that does not know its commands again.
  void start_over() {
    handlers_ = ReactorHandlers<ShippingDomain, R>(R());
    position_ = 0;
  }

 private:
  void send(const Answers::Answer& answer) {
    Envelope envelope{.correlation = answer.correlation, .actor = R::kName, .reason = answer.reason};
    envelope.cause = answer.cause;
    carrier_.send(answer.type, answer.block_bytes, answer.payload, envelope);
  }

  static_assert(daybook::detail::check_reactor<R, Facts<ShippingDomain>, ShippingCommands>());

  Carrier& carrier_;
  ReactorHandlers<ShippingDomain, R> handlers_{R()};
  std::size_t position_ = 0;
};

class Teams {
 public:
  explicit Teams(Carrier& carrier) : sales(carrier), inventory(carrier), manufacturing(carrier), accounting(carrier) {}

  static constexpr std::size_t kCount = 4;
  // Calls f(ear) for the team of this number.
  template <class F>
  void with(std::size_t number, F&& f) {
    if (number == 0) f(sales);
    if (number == 1) f(inventory);
    if (number == 2) f(manufacturing);
    if (number == 3) f(accounting);
  }
  // Until nothing comes any more.
  void run() {
    for (bool heard = true; heard;) {
      heard = false;
      for (std::size_t team = 0; team < kCount; ++team) {
        with(team, [&](auto& ear) {
          for (; ear.has_more(); heard = true) ear.hear();
        });
      }
    }
  }
  void start_over() {
    for (std::size_t team = 0; team < kCount; ++team) with(team, [](auto& ear) { ear.start_over(); });
  }

  Ear<SalesReactor> sales;
  Ear<InventoryReactor> inventory;
  Ear<ManufacturingReactor> manufacturing;
  Ear<AccountingReactor> accounting;
};

// A carrier whose house accounts are open, and a shipment "delivered" that has brought a customer an item.
inline void open_shop(Carrier& carrier) {
  carrier.send(configure(1'000, 3'600));
  carrier.send(open("customer"));
  carrier.send(open("carrier", AccountKind::kIncome));
  carrier.send(open(refunds_account(kUsd), AccountKind::kExpense));
  carrier.send(open(warranty_account(kUsd), AccountKind::kExpense));
  carrier.send(open(disposal_account(kUsd), AccountKind::kExpense));
  carrier.send(open(assets_account(kUsd)));
  SubmitShipment delivered = submit("delivered", 300);
  delivered.ship_from.line1 = "Gate 4";
  delivered.ship_to.city = "Accra";
  carrier.send(delivered);
  carrier.send(assign("delivered"));
  carrier.send(ship("delivered"));
  ASSERT_TRUE(carrier.send(deliver("delivered")).accepted());
}

}  // namespace daybook::domain::testing
