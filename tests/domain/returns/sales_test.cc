#include "domain/invariants.h"
#include "tests/domain/returns/carrier.h"

namespace daybook::domain::testing {
namespace {

constexpr std::uint32_t kSla = 3'600;

class SalesTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(carrier.send(configure(1'000, kSla)).accepted()); }
  const WaitingRefund* waiting(OrderRefundId id) { return carrier.part<Sales>().waiting.find(id); }
  const DecidedRefund* decided(OrderRefundId id) { return carrier.part<Sales>().decided.find(id); }
  void TearDown() override {
    EXPECT_EQ(check_invariants(carrier.domain()).text(), "");
    EXPECT_EQ(carrier.folded_hash(), carrier.state_hash());
  }

  Carrier carrier;
};

TEST_F(SalesTest, RefundWithinTheLimitIsApprovedByRule) {
  const Result result = carrier.send(open_order_refund("r", 1'000));
  EXPECT_TRUE(result.accepted());
  EXPECT_EQ(result.version, 2U);
  const auto approved = carrier.last_events<RefundApproved>();
  ASSERT_EQ(approved.size(), 1U);
  EXPECT_FALSE(approved[0].approver.has_value());
  EXPECT_EQ(approved[0].amount, Amount{1'000});
  EXPECT_EQ(approved[0].customer, AccountId("customer"));
  EXPECT_EQ(approved[0].ledger, kUsd);
  EXPECT_EQ(decided("r")->state, DecidedState::kApproved);
  EXPECT_EQ(carrier.timers(), 0U);
}

TEST_F(SalesTest, RefundBeyondTheLimitWaits) {
  EXPECT_EQ(carrier.send(open_order_refund("r", 1'001)).version, 1U);
  EXPECT_TRUE(carrier.last_events<RefundApproved>().empty());
  EXPECT_NE(waiting("r"), nullptr);
  EXPECT_EQ(carrier.timers(), 1U);
}

TEST_F(SalesTest, WithoutALimitEveryRefundWaits) {
  carrier.send(configure(0, 0));
  carrier.send(open_order_refund("r", 1));
  EXPECT_NE(waiting("r"), nullptr);
  Carrier unconfigured;
  unconfigured.send(open_order_refund("r", 1));
  EXPECT_NE(unconfigured.part<Sales>().waiting.find(OrderRefundId("r")), nullptr);
}

TEST_F(SalesTest, LimitOfTodayChangesNoRefundOfYesterday) {
  carrier.send(open_order_refund("r", 1'001));
  carrier.send(configure(5'000, kSla));
  EXPECT_NE(waiting("r"), nullptr);
  carrier.send(open_order_refund("s", 1'001));
  EXPECT_EQ(waiting("s"), nullptr);
}

TEST_F(SalesTest, SameRefundAgainAlreadyExists) {
  const Result open = carrier.send(open_order_refund("r", 2'000));
  EXPECT_TRUE(carrier.send(open_order_refund("r", 2'000)).refused_for(SalesRefusal::kAlreadyExists));
  carrier.send(DeclineRefund{"r"}, "boss");
  const Result again = carrier.send(open_order_refund("r", 2'000));
  EXPECT_TRUE(again.refused_for(SalesRefusal::kAlreadyExists)) << "decided refunds keep their id and content";
  EXPECT_EQ(again.related, open.sequence);
  EXPECT_EQ(again.version, 2U);
}

TEST_F(SalesTest, OtherContentIsToldApart) {
  const Result open = carrier.send(open_order_refund("r", 2'000));
  const Result other = carrier.send(open_order_refund("r", 2'001));
  EXPECT_TRUE(other.refused_for(SalesRefusal::kExistsWithDifferentContent)) << other.text();
  EXPECT_EQ(other.related, open.sequence);
}

TEST_F(SalesTest, LedgerIsThreeLetters) {
  OpenOrderRefund command = open_order_refund("r");
  command.ledger = Currency();
  EXPECT_TRUE(carrier.send(command).refused_for(SalesRefusal::kInvalidLedger));
}

TEST_F(SalesTest, NothingIsNoRefund) {
  EXPECT_TRUE(carrier.send(open_order_refund("r", 0)).refused_for(SalesRefusal::kZeroAmount));
}

TEST_F(SalesTest, SomebodyElseApproves) {
  carrier.send(open_order_refund("r", 2'000));
  const Result result = carrier.send(ApproveRefund{"r"}, "boss");
  EXPECT_TRUE(result.accepted()) << result.text();
  EXPECT_EQ(result.version, 2U);
  const auto approved = carrier.last_events<RefundApproved>();
  ASSERT_EQ(approved.size(), 1U);
  EXPECT_EQ(approved[0].approver, Maybe<Id>(Id("boss")));
  EXPECT_EQ(approved[0].amount, Amount{2'000});
  EXPECT_EQ(decided("r")->state, DecidedState::kApproved);
  EXPECT_EQ(waiting("r"), nullptr);
}

TEST_F(SalesTest, SomebodyElseDeclines) {
  carrier.send(open_order_refund("r", 2'000));
  EXPECT_TRUE(carrier.send(DeclineRefund{"r"}, "boss").accepted());
  const auto declined = carrier.last_events<RefundDeclined>();
  ASSERT_EQ(declined.size(), 1U);
  EXPECT_EQ(declined[0].decliner, Id("boss"));
  EXPECT_EQ(decided("r")->state, DecidedState::kDeclined);
}

template <class C>
void expect_who_may_decide(Carrier& carrier) {
  EXPECT_TRUE(carrier.send(C{"r"}, "boss").refused_for(SalesRefusal::kUnknownRefund));
  carrier.send(open_order_refund("r", 2'000));
  EXPECT_TRUE(carrier.send(C{"r"}).refused_for(SalesRefusal::kNoActor));
  EXPECT_TRUE(carrier.send(C{"r"}, "requester").refused_for(SalesRefusal::kApproverIsRequester));
  EXPECT_TRUE(carrier.send(C{"r"}, "boss").accepted());
}

TEST_F(SalesTest, NobodyApprovesWhatTheyAskedFor) { expect_who_may_decide<ApproveRefund>(carrier); }
TEST_F(SalesTest, NobodyDeclinesWhatTheyAskedFor) { expect_who_may_decide<DeclineRefund>(carrier); }

TEST_F(SalesTest, DecisionIsMadeOnce) {
  const Result open = carrier.send(open_order_refund("approved", 2'000));
  carrier.send(open_order_refund("declined", 2'000));
  carrier.send(open_order_refund("by rule", 1));
  carrier.send(ApproveRefund{"approved"}, "boss");
  carrier.send(DeclineRefund{"declined"}, "boss");
  const auto refusal = [&](auto command) {
    const Result result = carrier.send(command, "boss");
    EXPECT_FALSE(result.accepted());
    return result.text();
  };
  EXPECT_EQ(refusal(ApproveRefund{"approved"}), "already_approved");
  EXPECT_EQ(refusal(DeclineRefund{"approved"}), "already_approved");
  EXPECT_EQ(refusal(DeclineRefund{"by rule"}), "already_approved");
  EXPECT_EQ(refusal(ApproveRefund{"declined"}), "already_declined");
  EXPECT_EQ(refusal(DeclineRefund{"declined"}), "already_declined");
  EXPECT_EQ(carrier.send(ApproveRefund{"approved"}, "boss").related, open.sequence);
}

TEST_F(SalesTest, RefundThatWaitsTooLongIsEscalatedOnce) {
  carrier.send(open_order_refund("r", 2'000));
  carrier.pass(kSla - 1);
  carrier.send(open("a"));
  EXPECT_TRUE(carrier.last_events<RefundEscalated>().empty());
  carrier.pass(1);
  carrier.send(open("b"));
  const auto escalated = carrier.last_events<RefundEscalated>();
  ASSERT_EQ(escalated.size(), 1U);
  EXPECT_EQ(escalated[0].refund, OrderRefundId("r"));
  EXPECT_EQ(waiting("r")->version, 2U);
  for (const char* account : {"c", "d", "e"}) {
    carrier.pass(10 * kSla);
    carrier.send(open(AccountId(Id::parse(account).value())));
  }
  EXPECT_EQ(carrier.all_events<RefundEscalated>().size(), 1U);
  EXPECT_TRUE(carrier.send(ApproveRefund{"r"}, "boss").accepted()) << "it may still be decided";
}

TEST_F(SalesTest, RefundThatIsDecidedInTimeIsNotEscalated) {
  carrier.send(open_order_refund("approved", 2'000));
  carrier.send(open_order_refund("declined", 2'000));
  carrier.send(ApproveRefund{"approved"}, "boss");
  carrier.send(DeclineRefund{"declined"}, "boss");
  carrier.pass(2 * kSla);
  carrier.send(open("a"));
  EXPECT_EQ(carrier.timers(), 0U);
  EXPECT_TRUE(carrier.all_events<RefundEscalated>().empty());
}

TEST_F(SalesTest, WithoutAnSlaNothingIsEscalated) {
  carrier.send(configure(1'000, 0));
  carrier.send(open_order_refund("r", 2'000));
  EXPECT_EQ(carrier.timers(), 0U);
}

TEST_F(SalesTest, OnlyTheTimerEscalates) {
  carrier.send(open_order_refund("r", 2'000));
  const Result result = carrier.send(EscalateRefund{"r"}, "agent");
  EXPECT_TRUE(result.refused_for(SalesRefusal::kReservedForTimers)) << result.text();
}

TEST_F(SalesTest, PaymentThatFailsIsRecordedOnce) {
  carrier.send(open_order_refund("r", 1));
  const RecordPaymentFailure command{"r", 2, 3};
  EXPECT_EQ(carrier.send(command).version, 3U);
  const auto failed = carrier.last_events<RefundPaymentFailed>();
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ((Code{failed[0].refusing_part, failed[0].refusal}), (Code{2, 3}));
  EXPECT_EQ(decided("r")->state, DecidedState::kPaymentFailed);
  const Result again = carrier.send(command);
  EXPECT_TRUE(again.accepted());
  EXPECT_TRUE(carrier.last_events<RefundPaymentFailed>().empty());
  EXPECT_TRUE(carrier.send(ApproveRefund{"r"}, "boss").refused_for(SalesRefusal::kAlreadyApproved));
}

TEST_F(SalesTest, OnlyWhatIsApprovedIsPaid) {
  EXPECT_TRUE(carrier.send(RecordPaymentFailure{"r", 2, 3}).refused_for(SalesRefusal::kUnknownRefund));
  carrier.send(open_order_refund("r", 2'000));
  EXPECT_TRUE(carrier.send(RecordPaymentFailure{"r", 2, 3}).refused_for(SalesRefusal::kNotApproved));
  carrier.send(DeclineRefund{"r"}, "boss");
  EXPECT_TRUE(carrier.send(RecordPaymentFailure{"r", 2, 3}).refused_for(SalesRefusal::kNotApproved));
}

}  // namespace
}  // namespace daybook::domain::testing
