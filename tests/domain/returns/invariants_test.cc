// Each invariant of returns is broken once, and found.

#include "domain/invariants.h"

#include "tests/domain/returns/carrier.h"

namespace daybook::domain::testing {
namespace {

class ReturnsInvariants : public ::testing::Test {
 protected:
  void SetUp() override {
    carrier.send(request("r"), "agent");
    carrier.send(open_order_refund("r"));
    carrier.send(ApproveRefund{"r"}, "boss");
    carrier.send(open_order_refund("s"));
    carrier.send(receive("first", 2));
    carrier.send(reserve("r"));
    carrier.send(reserve("s", "other"));
    carrier.send(reserve("t", "other"));
    carrier.send(reserve("u", "other"));
    ASSERT_EQ(check_invariants(carrier.domain()).text(), "");
  }
  Refund& refund() { return *carrier.part<Support>().refunds.find(RefundId("r")); }
  Stock& stock(ModelId model) { return *carrier.part<Inventory>().stock.find(model); }
  OpenReplacement& replacement(ReplacementId id) { return *carrier.part<Inventory>().open.find(id); }
  // True where the check says so, about `what`.
  bool finds(std::string_view what) {
    const Differences found = check_invariants(carrier.domain());
    return found.text().find(what) != std::string::npos;
  }

  Carrier carrier;
};

TEST_F(ReturnsInvariants, RefundIsClosedWithItsFourTeams) {
  refund().state = RefundState::kClosed;
  EXPECT_TRUE(finds("refund r: closed, with the teams 0001 done"));
  refund().state = RefundState::kOpen;
  refund().done = kAllTeams;
  EXPECT_TRUE(finds("refund r: open, with the teams 1111 done"));
  refund().state = RefundState::kAwaited;
  refund().done = 0;
  EXPECT_TRUE(finds("refund r: awaited, with the teams 0000 done"));
}

TEST_F(ReturnsInvariants, TeamThatIsDoneHasEndedItsPiece) {
  refund().done = kAllTeams & ~bit_of(Team::kSales);
  EXPECT_TRUE(finds("refund r: inventory is done, but its piece has not ended"));
  EXPECT_TRUE(finds("refund r: manufacturing is done, but its piece has not ended"));
  EXPECT_TRUE(finds("refund r: accounting is done, but its piece has not ended"));
  EXPECT_FALSE(finds("sales is done"));
  carrier.part<Sales>().decided.erase(OrderRefundId("r"));
  refund().done = bit_of(Team::kSales);
  EXPECT_TRUE(finds("refund r: sales is done, but its piece has not ended"));
}

TEST_F(ReturnsInvariants, OpenRefundIsTheOneOfItsOrder) {
  carrier.part<Support>().open_orders.erase(request("r").order);
  EXPECT_TRUE(finds("refund r: open, but not the open one of order"));
  EXPECT_TRUE(finds("0 orders with an open refund, but 1 open refunds"));
}

TEST_F(ReturnsInvariants, OrderRefundWaitsOrIsDecided) {
  carrier.part<Sales>().decided[OrderRefundId("s")].state = DecidedState::kApproved;
  EXPECT_TRUE(finds("order refund s: both waiting and decided"));
}

TEST_F(ReturnsInvariants, OrderRefundIsOfSomething) {
  carrier.part<Sales>().waiting.find(OrderRefundId("s"))->amount = Amount{};
  EXPECT_TRUE(finds("order refund s: of nothing"));
}

TEST_F(ReturnsInvariants, StockAddsUpToWhatWasReceived) {
  stock("model").free = 2;
  EXPECT_TRUE(finds("model model: 2 received, but 2 free, 1 reserved and 0 sent"));
}

TEST_F(ReturnsInvariants, StockCountsItsReplacements) {
  stock("model").reserved = 2;
  stock("model").free = 0;
  EXPECT_TRUE(finds("model model: 2 reserved and 0 backordered, but the replacements are 1 and 0"));
  stock("other").backordered = 4;
  EXPECT_TRUE(finds("model other: 0 reserved and 4 backordered, but the replacements are 0 and 3"));
}

TEST_F(ReturnsInvariants, ReplacementIsOpenOrClosed) {
  carrier.part<Inventory>().closed[ReplacementId("r")].state = ReplacementState::kSent;
  EXPECT_TRUE(finds("replacement r: both open and closed"));
}

TEST_F(ReturnsInvariants, ReplacementHasAStock) {
  replacement("r").model = ModelId("third");
  EXPECT_TRUE(finds("replacement r: its model third has no stock row"));
}

TEST_F(ReturnsInvariants, BackordersAreAQueue) {
  replacement("t").previous = ReplacementId();
  EXPECT_TRUE(finds("model other: replacement t has no place among its backorders"));
  replacement("t").previous = ReplacementId("s");
  replacement("t").next = ReplacementId();
  EXPECT_TRUE(finds("model other: 3 backorders, but 2 in its queue"));
  replacement("t").next = ReplacementId("u");
  EXPECT_EQ(check_invariants(carrier.domain()).text(), "");
  stock("other").last = ReplacementId("t");
  EXPECT_TRUE(finds("model other: 3 backorders, but 3 in its queue"));
}

}  // namespace
}  // namespace daybook::domain::testing
