#include "domain/invariants.h"
#include "tests/domain/returns/carrier.h"

namespace daybook::domain::testing {
namespace {

class SupportTest : public ::testing::Test {
 protected:
  const Refund* refund(RefundId id) { return carrier.part<Support>().refunds.find(id); }
  Result request_it(RefundId id) { return carrier.send(request(id), "agent"); }
  // Each team ends its piece of the refund, without the reactors.
  void end_sales(Id id) {
    carrier.send(open_order_refund(OrderRefundId(id)));
    ASSERT_TRUE(carrier.send(ApproveRefund{OrderRefundId(id)}, "boss").accepted());
  }
  void end_inventory(Id id) {
    carrier.send(reserve(ReplacementId(id)));
    ASSERT_TRUE(carrier.send(WithdrawReplacement{ReplacementId(id)}).accepted());
  }
  void end_manufacturing(Id id) {
    carrier.send(open_disassembly(DisassemblyId(id)));
    ASSERT_TRUE(carrier.send(WithdrawDisassembly{DisassemblyId(id)}).accepted());
  }
  void end_accounting(Id id) {
    carrier.send(charge(DisposalId(id)));
    ASSERT_TRUE(carrier.send(ReverseAssetDisposal{DisposalId(id)}).accepted());
  }
  void TearDown() override {
    EXPECT_EQ(check_invariants(carrier.domain()).text(), "");
    EXPECT_EQ(carrier.folded_hash(), carrier.state_hash());
  }

  Carrier carrier;
};

TEST_F(SupportTest, RequestPublishesWhatIdentifiesEachPiece) {
  const Result result = request_it("r");
  EXPECT_TRUE(result.accepted()) << result.text();
  EXPECT_EQ(result.version, 1U);
  EXPECT_EQ(result.follow_ups, 0U);
  const auto events = carrier.last_events<RefundRequested>();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].refund, RefundId("r"));
  EXPECT_EQ(events[0].order, request("r").order);
  EXPECT_EQ(events[0].customer, AccountId("customer"));
  EXPECT_EQ(events[0].shipment, ShipmentId("delivered"));
  EXPECT_EQ(events[0].item, ItemId("item"));
  EXPECT_EQ(events[0].model, ModelId("model"));
  EXPECT_EQ(events[0].location, LocationId("dock-3"));
  EXPECT_EQ(events[0].requester, Id("agent"));
  EXPECT_EQ(events[0].amount, Amount{2'000});
  EXPECT_EQ(events[0].cost, Amount{1'200});
  EXPECT_EQ(events[0].ledger, kUsd);
  EXPECT_EQ(refund("r")->state, RefundState::kOpen);
}

TEST_F(SupportTest, SameRefundAgainAlreadyExists) {
  const Result first = request_it("r");
  const Result again = carrier.send(request("r"), "somebody else");
  EXPECT_TRUE(again.refused_for(SupportRefusal::kAlreadyExists)) << again.text();
  EXPECT_EQ(again.related, first.sequence);
  EXPECT_EQ(again.version, 1U);
}

TEST_F(SupportTest, OtherContentIsToldApart) {
  const Result first = request_it("r");
  RequestRefund other = request("r");
  other.location = LocationId("dock-4");
  const Result again = carrier.send(other, "agent");
  EXPECT_TRUE(again.refused_for(SupportRefusal::kExistsWithDifferentContent)) << again.text();
  EXPECT_EQ(again.related, first.sequence);
}

TEST_F(SupportTest, SomebodyMustHaveAsked) {
  EXPECT_TRUE(carrier.send(request("r")).refused_for(SupportRefusal::kNoActor));
  EXPECT_TRUE(request_it("r").accepted()) << "a refused request does not use up its id";
}

TEST_F(SupportTest, LedgerIsThreeLetters) {
  RequestRefund command = request("r");
  command.ledger = Currency("usd");
  EXPECT_TRUE(carrier.send(command, "agent").refused_for(SupportRefusal::kInvalidLedger));
}

TEST_F(SupportTest, NothingIsNoRefund) {
  EXPECT_TRUE(carrier.send(request("r", 0), "agent").refused_for(SupportRefusal::kZeroAmount));
  EXPECT_TRUE(carrier.send(request("r", 1, 0), "agent").accepted()) << "an item may cost nothing";
}

TEST_F(SupportTest, OrderHasOneOpenRefund) {
  const Result first = request_it("r");
  RequestRefund second = request("s");
  second.order = request("r").order;
  const Result result = carrier.send(second, "agent");
  EXPECT_TRUE(result.refused_for(SupportRefusal::kOrderHasOpenRefund)) << result.text();
  EXPECT_EQ(result.related, first.sequence);
  EXPECT_EQ(result.version, 0U);
}

TEST_F(SupportTest, OrderMayHaveAnotherRefundWhenTheFirstIsClosed) {
  request_it("r");
  end_sales("r");
  end_inventory("r");
  end_manufacturing("r");
  end_accounting("r");
  RequestRefund second = request("s");
  second.order = request("r").order;
  EXPECT_TRUE(carrier.send(second, "agent").accepted());
}

TEST_F(SupportTest, EachEndOfATeamIsRecordedWithIt) {
  request_it("r");
  end_inventory("r");
  const auto done = carrier.last_events<TeamDone>();
  ASSERT_EQ(done.size(), 1U);
  EXPECT_EQ(done[0].team, Team::kInventory);
  EXPECT_EQ(refund("r")->done, bit_of(Team::kInventory));
  EXPECT_EQ(refund("r")->version, 2U);
}

TEST_F(SupportTest, ClosesWithTheFourthTeamInWhateverOrder) {
  unsigned order[] = {0, 1, 2, 3};
  int number = 0;
  do {
    const RefundId id(Id::derived("refund", Id{"test"}, static_cast<std::uint64_t>(number)));
    ASSERT_TRUE(request_it(id).accepted());
    for (int i = 0; i < 4; ++i) {
      EXPECT_EQ(refund(id)->state, RefundState::kOpen);
      if (order[i] == 0) end_sales(id);
      if (order[i] == 1) end_inventory(id);
      if (order[i] == 2) end_manufacturing(id);
      if (order[i] == 3) end_accounting(id);
    }
    EXPECT_EQ(refund(id)->state, RefundState::kClosed);
    EXPECT_EQ(carrier.last_events<RefundClosed>().size(), 1U);
    EXPECT_EQ(refund(id)->version, 6U) << "requested, four times done, closed";
    ++number;
  } while (std::next_permutation(std::begin(order), std::end(order)));
  EXPECT_EQ(number, 24);
  EXPECT_EQ(carrier.all_events<RefundClosed>().size(), 24U);
}

TEST_F(SupportTest, EveryEndOfATeamCounts) {
  request_it("r");
  carrier.send(open_order_refund("r"));
  carrier.send(DeclineRefund{"r"}, "boss");
  carrier.send(receive("stock", 1));
  carrier.send(reserve("r"));
  carrier.send(RecordReplacementSent{"r"});
  carrier.send(open_disassembly("r"));
  carrier.send(RecordDiagnosis{"r", "a crack"});
  carrier.send(CloseDisassembly{"r", Amount{100}});
  carrier.send(charge("r"));
  EXPECT_EQ(refund("r")->state, RefundState::kOpen);
  carrier.send(SettleAssetDisposal{"r", Amount{100}});
  EXPECT_EQ(refund("r")->state, RefundState::kClosed);
}

TEST_F(SupportTest, SecondEndOfATeamChangesNothing) {
  request_it("r");
  end_sales("r");
  const RecordTeamDone again{"r", Team::kSales};
  EXPECT_TRUE(carrier.decide<Support>(again, Carrier::By::kPolicy).is_accepted());
  EXPECT_TRUE(carrier.decided().empty());
}

TEST_F(SupportTest, OnlyThePolicyRecordsThatATeamIsDone) {
  request_it("r");
  const Result result = carrier.send(RecordTeamDone{"r", Team::kSales}, "agent");
  EXPECT_TRUE(result.refused_for(SupportRefusal::kReservedForPolicies)) << result.text();
  EXPECT_EQ(result.version, 1U);
}

// People may open and end a piece by hand, before support asks.
TEST_F(SupportTest, PieceThatEndsBeforeTheRequestCounts) {
  end_sales("r");
  ASSERT_NE(refund("r"), nullptr);
  EXPECT_EQ(refund("r")->state, RefundState::kAwaited);
  EXPECT_EQ(refund("r")->done, bit_of(Team::kSales));
  const Result requested = request_it("r");
  EXPECT_TRUE(requested.accepted()) << requested.text();
  EXPECT_EQ(requested.version, 2U);
  EXPECT_EQ(refund("r")->state, RefundState::kOpen);
  EXPECT_EQ(refund("r")->created.value, requested.sequence);
  end_inventory("r");
  end_manufacturing("r");
  EXPECT_EQ(refund("r")->state, RefundState::kOpen);
  end_accounting("r");
  EXPECT_EQ(refund("r")->state, RefundState::kClosed);
}

TEST_F(SupportTest, RefundWhosePiecesHaveAllEndedIsClosedAsItIsRequested) {
  end_sales("r");
  end_inventory("r");
  end_manufacturing("r");
  end_accounting("r");
  EXPECT_EQ(refund("r")->state, RefundState::kAwaited);
  EXPECT_TRUE(carrier.all_events<RefundClosed>().empty());
  const Result requested = request_it("r");
  EXPECT_EQ(requested.version, 6U) << "four times done, requested, closed";
  EXPECT_EQ(carrier.last_events<RefundRequested>().size(), 1U);
  const auto closed = carrier.last_events<RefundClosed>();
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_EQ(closed[0].order, request("r").order);
  EXPECT_EQ(refund("r")->state, RefundState::kClosed);
  EXPECT_TRUE(request_it("r").refused_for(SupportRefusal::kAlreadyExists));
  RequestRefund second = request("s");
  second.order = request("r").order;
  EXPECT_TRUE(carrier.send(second, "agent").accepted()) << "it blocks its order no longer";
}

TEST_F(SupportTest, RequestOfAnAwaitedRefundIsHeldAgainstTheSameRules) {
  end_sales("r");
  const Result refused = carrier.send(request("r", 0), "agent");
  EXPECT_TRUE(refused.refused_for(SupportRefusal::kZeroAmount)) << refused.text();
  EXPECT_EQ(refused.version, 1U);
  EXPECT_EQ(refund("r")->state, RefundState::kAwaited);
}

TEST_F(SupportTest, ClosedRefundKeepsItsIdAndContent) {
  const Result first = request_it("r");
  end_sales("r");
  end_inventory("r");
  end_manufacturing("r");
  end_accounting("r");
  const Result again = request_it("r");
  EXPECT_TRUE(again.refused_for(SupportRefusal::kAlreadyExists));
  EXPECT_EQ(again.related, first.sequence);
}

}  // namespace
}  // namespace daybook::domain::testing
