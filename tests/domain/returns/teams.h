#pragma once

// The four reactors beside a domain, fed by hand: each is as far in the journal as a test lets it be.

#include "domain/returns/accounting/accounting_reactor.h"
#include "domain/returns/inventory/inventory_reactor.h"
#include "domain/returns/manufacturing/manufacturing_reactor.h"
#include "domain/returns/sales/sales_reactor.h"
#include "engine/reactor_facts.h"
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
    answers_.begin(R::kName, record.header().sequence);
    if constexpr (Lists::Listens::kCount != 0) {
      each<typename Lists::Listens>(record, envelope,
                                    [&](const auto& event, const EventContext&) { reactor_.apply(event); });
    }
    each<typename Lists::Reacts>(record, envelope, [&](const auto& event, const EventContext& context) {
      Reaction<R> out(answers_, context);
      reactor_.react(event, context, out);
    });
    if constexpr (Lists::HearsRefused::kCount != 0) {
      const bool mine = envelope.cause.reactor == R::kName;
      if (mine && record.header().outcome == Outcome::kRefused) hear_refusal(record, envelope);
    }
    EXPECT_EQ(answers_.wrong(), "");
    for (const Answers::Answer& answer : answers_.all()) send(answer);
  }
  // As a reactor would that has lost its place, in an engine that does not know its commands again.
  void start_over() {
    reactor_ = R();
    position_ = 0;
  }

 private:
  using Lists = daybook::detail::ReactorLists<R>;

  template <class List, class F>
  static void each(const DecisionView& record, const Envelope& envelope, F&& f) {
    for_each_event(record, envelope, [&](const EventView& view, const EventContext& context) {
      EXPECT_TRUE(visit_event(view, [&](const auto& event) {
        if constexpr (daybook::detail::IsIn<std::remove_cvref_t<decltype(event)>, List>::value) f(event, context);
      }));
    });
  }
  void hear_refusal(const DecisionView& record, const Envelope& envelope) {
    for_each_step(record, envelope, [&](const StepView& step, const EventContext& context) {
      if (context.follow_up || context.by_timer) return;
      daybook::detail::with_command<typename Lists::HearsRefused>(step, [&](const auto* command) {
        Reaction<R> out(answers_, context);
        reactor_.refused(*command, step.header().code, context, out);
        return true;
      });
    });
  }
  void send(const Answers::Answer& answer) {
    Envelope envelope{.correlation = answer.correlation, .actor = R::kName, .reason = answer.reason};
    envelope.cause = answer.cause;
    carrier_.send(answer.type, answer.block_bytes, answer.payload, envelope);
  }

  static_assert(daybook::detail::check_reactor<R, ShippingCommands>());
  Carrier& carrier_;
  R reactor_;
  Answers answers_;
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
