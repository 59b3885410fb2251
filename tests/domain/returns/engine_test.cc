// The four reactors on a real engine: its journal, its cursors, a restart.

#include "domain/returns/accounting/accounting_reactor.h"
#include "domain/returns/inventory/inventory_reactor.h"
#include "domain/returns/manufacturing/manufacturing_reactor.h"
#include "domain/returns/sales/sales_reactor.h"
#include "engine/reactor.h"
#include "tests/domain/returns/carrier.h"
#include "tests/engine/engine_fixture.h"

namespace daybook::domain::testing {
namespace {

class ReturnsEngine : public ::testing::Test, public EngineFixture<ShippingDomain> {
 protected:
  ReturnsEngine() { options.intake = Intake::kShared; }
  void SetUp() override {
    open();
    open_teams();
    open_accounts();
    deliver_a_shipment();
    does(receive("first", 1), "storekeeper");
  }

  void open_teams() {
    sales = react<SalesReactor>();
    inventory = react<InventoryReactor>();
    manufacturing = react<ManufacturingReactor>();
    accounting = react<AccountingReactor>();
  }
  void restart() {
    sales.reset();
    inventory.reset();
    manufacturing.reset();
    accounting.reset();
    reopen();
    open_teams();
  }
  template <class C>
  void does(const C& command, const Id& actor) {
    const Reply reply = call(command, {.actor = actor});
    ASSERT_EQ(reply.outcome, Outcome::kAccepted) << reply.refusal;
  }
  // Until every team that is there has heard and answered everything.
  void catch_up() {
    for (bool more = true; more;) {
      more = false;
      const auto go_on = [&](auto& reactor) {
        if (reactor == nullptr) return;
        reactor->do_work();
        ASSERT_EQ(reactor->status().failure, "");
        more = more || !reactor->caught_up();
      };
      go_on(sales);
      go_on(inventory);
      go_on(manufacturing);
      go_on(accounting);
    }
  }
  [[nodiscard]] Refund refund(RefundId id) {
    return engine->query([&](const ShippingDomain& domain) { return *domain.get<Support>().refunds.find(id); }).value();
  }
  [[nodiscard]] Account account(AccountId id) {
    return engine->query([&](const ShippingDomain& domain) { return *domain.get<Accounts>().accounts.find(id); })
        .value();
  }
  // What people do about a refund, once its pieces are there.
  void approve_and_ship(Id id) {
    does(ApproveRefund{OrderRefundId(id)}, "boss");
    does(assign(shipment_of(ReplacementId(id))), "dispatcher");
    does(ship(shipment_of(ReplacementId(id))), "dispatcher");
  }
  void take_apart(DisassemblyId id) {
    does(RecordDiagnosis{id, "a crack"}, "mechanic");
    does(CloseDisassembly{id, Amount{700}}, "mechanic");
  }

  std::unique_ptr<Reactor<ShippingDomain, SalesReactor>> sales;
  std::unique_ptr<Reactor<ShippingDomain, InventoryReactor>> inventory;
  std::unique_ptr<Reactor<ShippingDomain, ManufacturingReactor>> manufacturing;
  std::unique_ptr<Reactor<ShippingDomain, AccountingReactor>> accounting;

 private:
  using EngineFixture<ShippingDomain>::open;
  template <class R>
  std::unique_ptr<Reactor<ShippingDomain, R>> react() {
    auto opened = Reactor<ShippingDomain, R>::open(*engine);
    EXPECT_TRUE(opened.has_value()) << opened.error().message();
    return opened ? std::move(*opened) : nullptr;
  }
  void open_accounts() {
    does(testing::open("customer"), "boss");
    does(testing::open("carrier", AccountKind::kIncome), "boss");
    does(testing::open(refunds_account(kUsd), AccountKind::kExpense), "boss");
    does(testing::open(warranty_account(kUsd), AccountKind::kExpense), "boss");
    does(testing::open(disposal_account(kUsd), AccountKind::kExpense), "boss");
    does(testing::open(assets_account(kUsd)), "boss");
  }
  void deliver_a_shipment() {
    does(submit("delivered"), "dispatcher");
    does(assign("delivered"), "dispatcher");
    does(ship("delivered"), "dispatcher");
    does(deliver("delivered"), "dispatcher");
  }
};

TEST_F(ReturnsEngine, RefundGoesThroughFourTeamsAndARestart) {
  does(request("r"), "agent");
  catch_up();
  approve_and_ship("r");
  restart();
  catch_up();
  take_apart("r");
  catch_up();
  EXPECT_EQ(refund("r").state, RefundState::kClosed);
  EXPECT_EQ(account("customer").credits_posted, Amount{2'000});
  EXPECT_EQ(account(disposal_account(kUsd)).debits_posted, Amount{500});
  const std::uint64_t before = hash();
  restart();
  catch_up();
  EXPECT_EQ(hash(), before);
}

TEST_F(ReturnsEngine, TeamThatWasAwayCatchesUp) {
  accounting.reset();
  does(request("r"), "agent");
  catch_up();
  approve_and_ship("r");
  take_apart("r");
  catch_up();
  EXPECT_EQ(refund("r").done, kAllTeams & ~bit_of(Team::kAccounting)) << "the three others do not wait";
  restart();
  catch_up();
  EXPECT_EQ(refund("r").state, RefundState::kClosed);
  EXPECT_EQ(account(disposal_account(kUsd)).debits_posted, Amount{500});
}

TEST_F(ReturnsEngine, DeclinedRefundTakesEverythingBack) {
  does(request("r"), "agent");
  catch_up();
  does(DeclineRefund{"r"}, "boss");
  catch_up();
  EXPECT_EQ(refund("r").state, RefundState::kClosed);
  EXPECT_EQ(account("customer").credits_posted, Amount{});
  EXPECT_EQ(account(warranty_account(kUsd)).debits_pending, Amount{});
  EXPECT_EQ(account(disposal_account(kUsd)).debits_pending, Amount{});
  EXPECT_EQ(account(disposal_account(kUsd)).debits_posted, Amount{});
}

}  // namespace
}  // namespace daybook::domain::testing
