#pragma once

// A refund's whole story, with the four reactors.

#include <string>

#include "domain/audit.h"
#include "domain/invariants.h"
#include "tests/domain/returns/teams.h"

namespace daybook::domain::testing {

class StoryTest : public ::testing::Test {
 protected:
  void SetUp() override { open_shop(carrier); }
  // The end of a story: the teams have heard everything, nothing is wrong, and to hear it all again changes nothing.
  void TearDown() override {
    teams.run();
    EXPECT_EQ(check_invariants(carrier.domain()).text(), "");
    LedgerAudit audit;
    for (std::size_t i = 0; i < carrier.records(); ++i) audit.add(carrier.record(i));
    EXPECT_EQ(audit.compare(carrier.part<Accounts>()).text(), "");
    EXPECT_EQ(carrier.folded_hash(), carrier.state_hash());
    const std::uint64_t before = carrier.state_hash();
    const std::size_t records = carrier.records();
    teams.start_over();
    teams.run();
    EXPECT_EQ(carrier.state_hash(), before) << "after the reactors have started over";
    EXPECT_GT(carrier.records(), records) << "the reactors did nothing";
  }

  void request_it(RefundId id, std::uint64_t amount = 2'000, std::uint64_t cost = 1'200) {
    ASSERT_TRUE(carrier.send(request(id, amount, cost), "agent").accepted());
    teams.run();
  }
  void in_stock(std::uint32_t quantity) { carrier.send(receive(StockReceiptId("stock"), quantity)); }
  template <class C>
  void person(const C& command) {
    const Result result = carrier.send(command, "boss");
    ASSERT_TRUE(result.accepted()) << result.text();
    teams.run();
  }
  void approve(OrderRefundId id) { person(ApproveRefund{id}); }
  void decline(OrderRefundId id) { person(DeclineRefund{id}); }
  void send_off(ShipmentId shipment) {
    person(assign(shipment));
    person(ship(shipment));
  }
  void take_apart(DisassemblyId id, std::uint64_t salvage) {
    person(RecordDiagnosis{id, "a crack"});
    person(CloseDisassembly{id, Amount{salvage}});
  }

  bool closed(RefundId id) { return carrier.part<Support>().refunds.find(id)->state == RefundState::kClosed; }
  ReplacementState replacement(ReplacementId id) {
    const OpenReplacement* row = carrier.part<Inventory>().open.find(id);
    return row != nullptr ? row->state : carrier.part<Inventory>().closed.find(id)->state;
  }
  const Stock& stock() { return *carrier.part<Inventory>().stock.find(ModelId("model")); }
  const Disposal& disposal(DisposalId id) { return *carrier.part<Disposals>().disposals.find(id); }
  DisassemblyState disassembly(DisassemblyId id) { return carrier.part<Manufacturing>().orders.find(id)->state; }
  DecidedState order_refund(OrderRefundId id) { return carrier.part<Sales>().decided.find(id)->state; }
  const Account& account(AccountId id) { return *carrier.part<Accounts>().accounts.find(id); }
  bool has_shipment(ShipmentId id) {
    return carrier.part<Shipments>().open.find(id) != nullptr || carrier.part<Shipments>().closed.find(id) != nullptr;
  }
  // Why the last command of this type was sent.
  template <Command C>
  std::string reason_of() {
    std::string reason = "never sent";
    for (std::size_t i = 0; i < carrier.records(); ++i) {
      if (carrier.record(i).header().type != kMessage<C>.type) continue;
      Envelope envelope;
      EXPECT_TRUE(envelope.decode(carrier.record(i).envelope(), carrier.record(i).header().envelope));
      reason = envelope.reason;
    }
    return reason;
  }

  Carrier carrier;
  Teams teams{carrier};
};

}  // namespace daybook::domain::testing
