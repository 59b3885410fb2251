#include "app/returns_run.h"

#include <fmt/format.h>

#include "app/console.h"
#include "app/core.h"
#include "app/messages.h"
#include "app/team_names.h"
#include "app/teams.h"
#include "domain/events.h"
#include "domain/returns/accounting/accounting_reactor.h"
#include "domain/returns/inventory/consignment.h"
#include "domain/returns/inventory/inventory_reactor.h"
#include "domain/returns/sales/sales_reactor.h"
#include "engine/event_walk.h"
#include "engine/feed.h"

namespace daybook::app {

namespace {

using namespace domain;  // NOLINT(google-build-using-namespace): nearly every line sends one of its commands

constexpr Currency kUsd("USD");
constexpr AccountId kCarrier{"carrier"};
constexpr Id kSupport{"support"};
constexpr Id kManager{"manager"};
constexpr std::uint64_t kLongMs = 3'600'000;

template <class K>
K key(const char* what, std::uint64_t number) {
  return K(Id::parse(fmt::format("{}-{}", what, number)).value());
}

// People at work: each phase sends its commands, then waits until everybody outside has answered.
class Day {
 public:
  Day(DomainEngine& engine, Teams& teams, const ReturnsDay& day)
      : engine_(engine), teams_(teams), day_(day), producer_(engine.producer()) {}

  void play() {
    open_the_books();
    deliver();
    request();
    // An idle engine's timers fire as well.
    wait_until([](const Domain& state) {
      bool all = true;
      state.get<Sales>().waiting.for_each([&](const auto&, const WaitingRefund& row) { all = all && row.version > 1; });
      return all;
    });
    decide();
    restock();
    replace_and_take_apart();
    hold();
  }
  [[nodiscard]] const std::string& wrong() const { return wrong_; }

 private:
  template <class C>
  void send(const char* verb, std::uint64_t number, const C& command, const Id& actor, std::string_view reason = {}) {
    if (!wrong_.empty()) return;
    const SubmitOptions options{.id = key<Id>(verb, number), .actor = actor, .reason = reason};
    for (;;) {
      const auto ticket = producer_.submit(command, options);
      producer_.poll([](const Reply&) {});
      if (ticket) return;
      if (ticket.error().kind != SubmitError::Kind::kBusy) return fail(ticket.error().message());
      producer_.wait();
    }
  }
  template <class C, class Of>
  void send_all(const char* verb, const Id& actor, Of&& command_of) {
    for (std::uint64_t i = 0; i < day_.refunds(); ++i) {
      const ReturnsDay::Case one = day_.refund(i);
      if (const std::optional<C> command = command_of(one)) send(verb, i, *command, actor);
    }
  }
  // Until every receipt is there, and the teams have nothing left to answer.
  void settle() {
    while (wrong_.empty() && (producer_.in_flight() != 0 || !teams_.caught_up())) {
      producer_.wait();
      producer_.poll([](const Reply&) {});
      if (interrupted()) fail("interrupted");
      if (const auto error = engine_.error()) fail(error->message());
      for (const ReactorStatus& team : teams_.status()) {
        if (team.parked()) fail(team.name + " has stopped at " + team.failure);
      }
    }
  }
  template <class Condition>
  void wait_until(Condition&& condition) {
    settle();
    while (wrong_.empty()) {
      const auto reached = engine_.query(condition);
      if (!reached) return fail(reached.error().message());
      if (*reached) return;
      if (interrupted()) return fail("interrupted");
      producer_.wait();
    }
  }
  void fail(std::string what) {
    if (wrong_.empty()) wrong_ = std::move(what);
  }

  void open_the_books() {
    send("configure", 0,
         ConfigureDomain{.auto_open = AutoOpen::kOn, .refund_sla_s = 1, .refund_limit = ReturnsDay::kLimit}, kManager);
    std::uint64_t number = 0;
    const auto open = [&](const AccountId& account, AccountKind kind) {
      send("open", number++, OpenAccount{.account = account, .ledger = kUsd, .kind = kind}, kManager);
    };
    open(kCarrier, AccountKind::kIncome);
    open(assets_account(kUsd), AccountKind::kAsset);
    for (const AccountId& expense : {refunds_account(kUsd), warranty_account(kUsd), disposal_account(kUsd)})
      open(expense, AccountKind::kExpense);
    for (std::uint64_t model = 0; model < ReturnsDay::kModels; ++model) {
      if (model == ReturnsDay::kScarceModel) continue;
      send("stock", model,
           ReceiveStock{key<StockReceiptId>("receipt", model), key<ModelId>("model", model),
                        static_cast<std::uint32_t>(day_.of_model(model))},
           kManager);
    }
  }
  void ship(const char* way, const ShipmentId& shipment, std::uint64_t number) {
    send(fmt::format("{}-assign", way).c_str(), number, AssignShipment{shipment, "truck-1"}, "dispatcher");
    send(fmt::format("{}-ship", way).c_str(), number, ShipShipment{shipment}, "dispatcher");
    send(fmt::format("{}-deliver", way).c_str(), number, DeliverShipment{shipment, "A. Okafor"}, "dispatcher");
  }
  void deliver() {
    for (std::uint64_t i = 0; i < day_.refunds(); ++i) {
      SubmitShipment command;
      command.shipment = key<ShipmentId>("S", i);
      command.bill_to = key<AccountId>("customer", i % 100);
      command.carrier = kCarrier;
      command.service = "Truck";
      command.quoted_charge = Money{static_cast<std::int64_t>(ReturnsDay::kCharge.minor)};
      command.weight_g = 900;
      command.ledger = kUsd;
      command.ship_to.name = "Amara Okafor";
      command.ship_to.country = "Ghana";
      send("submit", i, command, "web shop");
      ship("out", command.shipment, i);
    }
    settle();
  }
  void request() {
    for (std::uint64_t i = 0; i < day_.refunds(); ++i) {
      const ReturnsDay::Case one = day_.refund(i);
      RequestRefund command{.refund = key<RefundId>("R", i),
                            .order = key<OrderId>("order", i),
                            .customer = key<AccountId>("customer", i % 100),
                            .shipment = key<ShipmentId>("S", i),
                            .item = key<ItemId>("item", i),
                            .model = key<ModelId>("model", one.model),
                            .location = "Accra",
                            .amount = one.amount,
                            .cost = one.cost,
                            .ledger = kUsd};
      send("request", i, command, kSupport, "does not start");
      command.refund = key<RefundId>("RR", i);
      if (one.asked_twice) send("again", i, command, kSupport, "pressed twice");
    }
    settle();
  }
  void decide() {
    for (std::uint64_t i = 0; i < day_.refunds(); ++i) {
      const ReturnsDay::Case one = day_.refund(i);
      const auto refund = key<OrderRefundId>("R", i);
      if (one.decided_by_asker) send("myself", i, ApproveRefund{refund}, kSupport);
      if (one.way == ReturnsDay::Way::kApproved) send("approve", i, ApproveRefund{refund}, kManager, "as agreed");
      if (one.declined()) send("decline", i, DeclineRefund{refund}, kManager, "out of warranty");
    }
    settle();
  }
  void restock() {
    const std::uint64_t model = ReturnsDay::kScarceModel;
    if (day_.of_model(model) == 0) return;
    send("stock", model,
         ReceiveStock{key<StockReceiptId>("receipt", model), key<ModelId>("model", model),
                      static_cast<std::uint32_t>(day_.of_model(model))},
         kManager);
    settle();
  }
  void replace_and_take_apart() {
    for (std::uint64_t i = 0; i < day_.refunds(); ++i) {
      const ReturnsDay::Case one = day_.refund(i);
      if (one.declined()) continue;
      ship("new", shipment_of(key<ReplacementId>("R", i)), i);
      const auto order = key<DisassemblyId>("R", i);
      send("diagnose", i, RecordDiagnosis{order, "a broken capacitor"}, "engineer");
      send("close", i, CloseDisassembly{order, one.salvage}, "engineer");
    }
    settle();
  }
  void hold() {
    for (std::uint64_t i = 0; i < day_.holds(); ++i) {
      send("hold", i,
           HoldTransfer{.transfer = key<TransferId>("H", i),
                        .debit = key<AccountId>("customer", 0),
                        .credit = kCarrier,
                        .amount = Amount{100 + i},
                        .ledger = kUsd,
                        .timeout_ms = ReturnsDay::expires(i) ? 1 : kLongMs},
           kManager);
    }
    wait_until([this](const Domain& state) {
      bool none = true;
      for (std::uint64_t i = 0; i < day_.holds(); ++i) {
        const bool pending = state.get<Accounts>().pending.find(key<TransferId>("H", i)) != nullptr;
        none = none && !(pending && ReturnsDay::expires(i));
      }
      return none;
    });
    for (std::uint64_t i = 0; i < day_.holds(); ++i) {
      send("post", i, PostTransfer{key<TransferId>("H", i), {}, {}}, kManager);
      if (!ReturnsDay::is_reversed(i)) continue;
      send("reverse", i,
           ReverseTransfer{.transfer = key<TransferId>("V", i),
                           .original = key<TransferId>("H", i),
                           .debit = key<AccountId>("customer", 0),
                           .credit = kCarrier,
                           .amount = Amount{100 + i},
                           .timeout_ms = kLongMs,
                           .ledger = kUsd,
                           .kind = TransferKind::kHeld},
           kManager, "typed wrong");
    }
    settle();
  }

  DomainEngine& engine_;
  Teams& teams_;
  const ReturnsDay& day_;
  Producer<Domain> producer_;
  std::string wrong_;
};

}  // namespace

std::string run_returns(const Options& options, const ReturnsDay& day) {
  auto engine = DomainEngine::open(options);
  if (!engine) return engine.error().message();
  auto teams = Teams::open(*engine, team_names());
  if (!teams) return teams.error().message();
  if (auto started = teams->start(); !started) return started.error().message();
  Day people(*engine, *teams, day);
  people.play();
  teams->stop();
  const auto stopped = engine->stop();
  return !people.wrong().empty() || stopped ? people.wrong() : stopped.error().message();
}

tl::expected<ReturnsDay::Counts, std::string> count_returns(const std::string& directory) {
  auto feed = Feed::open(journal::Storage::system(), directory, 1);
  if (!feed) return tl::unexpected(feed.error().message());
  ReturnsDay::Counts counts;
  for (;;) {
    const auto record = feed->next();
    if (!record) return tl::unexpected(record.error().message());
    if (!*record) return counts;
    const DecisionView decision = **record;
    if (decision.header().outcome == Outcome::kRefused) ++counts.refusals[refusal_text(decision.header().code)];
    for_each_event(decision, {}, [&](const EventView& view, const EventContext& context) {
      ++counts.events[std::string(event_name(view.header->type))];
      visit_event(view, [&]<class E>(const E& event) {
        if constexpr (std::is_same_v<E, Transferred>) {
          if (event.debit == refunds_account(kUsd)) counts.paid += event.amount.minor;
        } else if constexpr (std::is_same_v<E, TransferPosted>) {
          if (event.debit == disposal_account(kUsd)) counts.lost += event.posted.minor;
        }
      });
      if (context.by_timer && !context.follow_up) ++counts.timers;
    });
    decision.for_each_step([&](const StepView& step) { counts.follow_ups += step.header().policy != 0 ? 1U : 0U; });
  }
}

}  // namespace daybook::app
