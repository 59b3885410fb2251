#include "domain/invariants.h"
#include "tests/domain/returns/carrier.h"

namespace daybook::domain::testing {
namespace {

class InventoryTest : public ::testing::Test {
 protected:
  static ReplacementId numbered(std::uint64_t number) {
    return ReplacementId(Id::derived("replacement", Id{"test"}, number));
  }
  Stock stock(ModelId model = "model") {
    const Stock* found = carrier.part<Inventory>().stock.find(model);
    return found == nullptr ? Stock{} : *found;
  }
  // Of one that has not ended.
  ReplacementState state(ReplacementId id) { return carrier.part<Inventory>().open.find(id)->state; }
  ReplacementState end_of(ReplacementId id) { return carrier.part<Inventory>().closed.find(id)->state; }
  // Whom the last record reserved for.
  std::vector<ReplacementId> reserved() {
    std::vector<ReplacementId> found;
    for (const ReplacementReserved& event : carrier.last_events<ReplacementReserved>()) found.push_back(event.refund);
    return found;
  }
  void back_order(std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) ASSERT_TRUE(carrier.send(reserve(numbered(i))).accepted());
    ASSERT_EQ(stock().backordered, count);
  }
  void TearDown() override {
    EXPECT_EQ(check_invariants(carrier.domain()).text(), "");
    EXPECT_EQ(carrier.folded_hash(), carrier.state_hash());
  }

  Carrier carrier;
};

TEST_F(InventoryTest, ReceivedStockIsFree) {
  const Result result = carrier.send(receive("first", 3));
  EXPECT_TRUE(result.accepted());
  EXPECT_EQ(result.version, 1U);
  carrier.send(receive("second", 2));
  EXPECT_EQ(stock().received, 5U);
  EXPECT_EQ(stock().free, 5U);
  EXPECT_EQ(stock().version, 2U);
}

TEST_F(InventoryTest, StockIsReceivedOnce) {
  const Result first = carrier.send(receive("first", 3));
  const Result again = carrier.send(receive("first", 3));
  EXPECT_TRUE(again.refused_for(InventoryRefusal::kAlreadyExists)) << again.text();
  EXPECT_EQ(again.related, first.sequence);
  EXPECT_EQ(stock().received, 3U);
  EXPECT_TRUE(carrier.send(receive("first", 4)).refused_for(InventoryRefusal::kExistsWithDifferentContent));
  EXPECT_TRUE(carrier.send(receive("first", 3, "other")).refused_for(InventoryRefusal::kExistsWithDifferentContent));
}

TEST_F(InventoryTest, NothingIsNoStock) {
  EXPECT_TRUE(carrier.send(receive("first", 0)).refused_for(InventoryRefusal::kZeroQuantity));
  EXPECT_TRUE(carrier.send(receive("first", 1)).accepted()) << "a refused receipt does not use up its id";
}

TEST_F(InventoryTest, ReplacementIsReservedOutOfStock) {
  carrier.send(receive("first", 2));
  const Result result = carrier.send(reserve("r"));
  EXPECT_TRUE(result.accepted());
  EXPECT_EQ(result.version, 2U) << "of the stock";
  const auto events = carrier.last_events<ReplacementReserved>();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].shipment, ShipmentId("delivered"));
  EXPECT_EQ(stock().free, 1U);
  EXPECT_EQ(stock().reserved, 1U);
}

TEST_F(InventoryTest, ReplacementWaitsWhereNothingIsInStock) {
  EXPECT_TRUE(carrier.send(reserve("r")).accepted());
  EXPECT_EQ(carrier.last_events<ReplacementBackordered>().size(), 1U);
  EXPECT_EQ(state("r"), ReplacementState::kBackordered);
  EXPECT_EQ(stock().backordered, 1U);
}

TEST_F(InventoryTest, SameReplacementAgainAlreadyExists) {
  carrier.send(receive("first", 1));
  const Result first = carrier.send(reserve("r"));
  EXPECT_TRUE(carrier.send(reserve("r")).refused_for(InventoryRefusal::kAlreadyExists));
  EXPECT_TRUE(carrier.send(reserve("r", "other")).refused_for(InventoryRefusal::kExistsWithDifferentContent));
  carrier.send(RecordReplacementSent{"r"});
  const Result again = carrier.send(reserve("r"));
  EXPECT_TRUE(again.refused_for(InventoryRefusal::kAlreadyExists)) << "ended ones keep their id and content";
  EXPECT_EQ(again.related, first.sequence);
  EXPECT_TRUE(carrier.send(reserve("r", "other")).refused_for(InventoryRefusal::kExistsWithDifferentContent));
}

TEST_F(InventoryTest, StockThatArrivesFillsBackordersFirstInFirstOut) {
  carrier.send(reserve("r"));
  carrier.send(reserve("s"));
  carrier.send(reserve("t"));
  carrier.send(receive("first", 2));
  EXPECT_EQ(reserved(), (std::vector<ReplacementId>{"r", "s"}));
  EXPECT_EQ(state("t"), ReplacementState::kBackordered);
  EXPECT_EQ(stock().free, 0U);
  carrier.send(receive("second", 2));
  EXPECT_EQ(reserved(), (std::vector<ReplacementId>{"t"}));
  EXPECT_EQ(stock().free, 1U);
}

TEST_F(InventoryTest, ModelsDoNotMix) {
  carrier.send(reserve("r", "other"));
  carrier.send(receive("first", 1));
  EXPECT_EQ(state("r"), ReplacementState::kBackordered);
  EXPECT_EQ(stock().free, 1U);
}

TEST_F(InventoryTest, VersionsOfEventsFollowBothStreams) {
  carrier.send(reserve("r"));
  carrier.send(receive("first", 1));
  std::vector<std::pair<std::uint64_t, std::uint64_t>> versions;
  carrier.record(1).for_each_step([&](const StepView& step) {
    step.for_each_event(
        [&](const EventView& view) { versions.emplace_back(view.header->version, view.header->other_version); });
  });
  // The stock is received, with its receipt; the replacement is reserved.
  EXPECT_EQ(versions, (std::vector<std::pair<std::uint64_t, std::uint64_t>>{{2, 1}, {3, 2}}));
}

TEST_F(InventoryTest, OneDecisionFillsABoundedNumberAndATimerTheOthers) {
  back_order(100);
  carrier.send(receive("first", 90));
  EXPECT_EQ(reserved().size(), kMaxFilled);
  EXPECT_EQ(carrier.timers(), 1U);
  carrier.send(open("a"));  // whatever comes next
  std::vector<ReplacementId> by_timers = reserved();
  ASSERT_EQ(by_timers.size(), 90U - kMaxFilled);
  EXPECT_EQ(by_timers.front(), numbered(kMaxFilled));
  EXPECT_EQ(by_timers.back(), numbered(89));
  EXPECT_EQ(carrier.timers(), 0U);
  EXPECT_EQ(stock().backordered, 10U);
  EXPECT_EQ(stock().free, 0U);
}

TEST_F(InventoryTest, NothingIsReservedPastABackorder) {
  back_order(kMaxFilled + 1);
  carrier.send(receive("first", kMaxFilled + 1));
  ASSERT_EQ(stock().free, 1U) << "it is the last backorder's";
  carrier.send(reserve("late"));
  EXPECT_EQ(state(numbered(kMaxFilled)), ReplacementState::kReserved);
  EXPECT_EQ(state("late"), ReplacementState::kBackordered);
}

// As above, but the one that comes late is decided before the timer fires.
TEST_F(InventoryTest, NothingIsReservedPastABackorderThatItsTimerWillFill) {
  back_order(kMaxFilled + 1);
  carrier.send(receive("first", kMaxFilled + 2));
  EXPECT_TRUE(carrier.decide<Inventory>(reserve("late"), Carrier::By::kPolicy).is_accepted());
  EXPECT_EQ(carrier.decided(), std::vector{kMessage<ReplacementBackordered>.type});
}

TEST_F(InventoryTest, OnlyTheTimerFillsBackorders) {
  back_order(1);
  const Result result = carrier.send(FillBackorders{"model"}, "agent");
  EXPECT_TRUE(result.refused_for(InventoryRefusal::kReservedForTimers)) << result.text();
}

TEST_F(InventoryTest, TimerThatFindsNothingToFillDoesNothing) {
  back_order(1);
  EXPECT_TRUE(carrier.decide<Inventory>(FillBackorders{"model"}, Carrier::By::kTimer).is_accepted());
  EXPECT_TRUE(carrier.decided().empty());
}

TEST_F(InventoryTest, SentReplacementLeavesTheStock) {
  carrier.send(receive("first", 1));
  carrier.send(reserve("r"));
  EXPECT_TRUE(carrier.send(RecordReplacementSent{"r"}).accepted());
  EXPECT_EQ(carrier.last_events<ReplacementSent>().at(0).model, ModelId("model"));
  EXPECT_EQ(end_of("r"), ReplacementState::kSent);
  EXPECT_EQ(stock().reserved, 0U);
  EXPECT_EQ(stock().sent, 1U);
}

TEST_F(InventoryTest, BackorderCannotBeSent) {
  back_order(1);
  EXPECT_TRUE(carrier.send(RecordReplacementSent{numbered(0)}).refused_for(InventoryRefusal::kNotReserved));
}

TEST_F(InventoryTest, WithdrawnReplacementGoesBackIntoStock) {
  carrier.send(receive("first", 1));
  carrier.send(reserve("r"));
  EXPECT_TRUE(carrier.send(WithdrawReplacement{"r"}).accepted());
  EXPECT_EQ(end_of("r"), ReplacementState::kWithdrawn);
  EXPECT_EQ(stock().free, 1U);
  EXPECT_EQ(stock().reserved, 0U);
}

TEST_F(InventoryTest, WithdrawnReplacementGoesToTheNextBackorder) {
  carrier.send(receive("first", 1));
  carrier.send(reserve("r"));
  carrier.send(reserve("s"));
  carrier.send(reserve("t"));
  carrier.send(WithdrawReplacement{"r"});
  EXPECT_EQ(reserved(), (std::vector<ReplacementId>{"s"}));
  EXPECT_EQ(stock().free, 0U);
}

TEST_F(InventoryTest, WithdrawnBackorderLeavesItsPlace) {
  for (const std::uint64_t place : {0U, 1U, 2U}) {  // first, in between, last
    Carrier other;
    for (std::uint64_t i = 0; i < 3; ++i) other.send(reserve(numbered(i)));
    EXPECT_TRUE(other.send(WithdrawReplacement{numbered(place)}).accepted());
    EXPECT_EQ(check_invariants(other.domain()).text(), "");
    other.send(receive("first", 3));
    std::vector<ReplacementId> left;
    for (std::uint64_t i = 0; i < 3; ++i) {
      if (i != place) left.push_back(numbered(i));
    }
    std::vector<ReplacementId> filled;
    for (const ReplacementReserved& event : other.last_events<ReplacementReserved>()) filled.push_back(event.refund);
    EXPECT_EQ(filled, left);
    EXPECT_EQ(other.part<Inventory>().stock.find(ModelId("model"))->free, 1U);
  }
}

TEST_F(InventoryTest, EndIsMadeOnce) {
  EXPECT_TRUE(carrier.send(RecordReplacementSent{"r"}).refused_for(InventoryRefusal::kUnknownReplacement));
  EXPECT_TRUE(carrier.send(WithdrawReplacement{"r"}).refused_for(InventoryRefusal::kUnknownReplacement));
  carrier.send(receive("first", 2));
  const Result reserved_at = carrier.send(reserve("sent"));
  carrier.send(reserve("withdrawn"));
  carrier.send(RecordReplacementSent{"sent"});
  carrier.send(WithdrawReplacement{"withdrawn"});
  EXPECT_TRUE(carrier.send(RecordReplacementSent{"sent"}).refused_for(InventoryRefusal::kAlreadySent));
  EXPECT_TRUE(carrier.send(WithdrawReplacement{"sent"}).refused_for(InventoryRefusal::kAlreadySent));
  EXPECT_TRUE(carrier.send(RecordReplacementSent{"withdrawn"}).refused_for(InventoryRefusal::kAlreadyWithdrawn));
  EXPECT_TRUE(carrier.send(WithdrawReplacement{"withdrawn"}).refused_for(InventoryRefusal::kAlreadyWithdrawn));
  EXPECT_EQ(carrier.send(WithdrawReplacement{"sent"}).related, reserved_at.sequence);
}

}  // namespace
}  // namespace daybook::domain::testing
