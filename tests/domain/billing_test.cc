// What becomes of the accounts when shipments are billed; the events are in billing_events_test.cc.

#include "domain/invariants.h"
#include "tests/domain/world.h"

namespace daybook::domain::testing {
namespace {

class BillingTest : public ::testing::Test {
 protected:
  void open_accounts() {
    world.send(open_limited("customer", 10'000));
    world.send(open("carrier", AccountKind::kIncome));
  }
  void send_off(ShipmentId shipment) {
    ASSERT_TRUE(world.send(assign(shipment)).accepted());
    ASSERT_TRUE(world.send(ship(shipment)).accepted());
  }
  const Account& account(AccountId id) { return *world.accounts().accounts.find(id); }
  static std::vector<std::uint16_t> types(std::initializer_list<MessageInfo> messages) {
    std::vector<std::uint16_t> result;
    for (const MessageInfo& message : messages) result.push_back(message.type);
    return result;
  }
  void TearDown() override {
    EXPECT_EQ(check_invariants(world.domain()).text(), "");
    EXPECT_EQ(world.folded_hash(), world.state_hash());
  }

  World world;
};

TEST_F(BillingTest, DeliveryPostsTheHold) {
  open_accounts();
  world.send(submit("s", 1'000));
  send_off("s");
  world.send(deliver("s"));
  EXPECT_EQ(account("customer").debits_posted, Amount{1'000});
  EXPECT_EQ(account("carrier").credits_posted, Amount{1'000});
  EXPECT_EQ(world.accounts().pending.size(), 0U);
  EXPECT_EQ(world.last_events<TransferPosted>().at(0).reference, Maybe<Id>(Id{"s"}));
}

TEST_F(BillingTest, CancelVoidsTheHold) {
  open_accounts();
  world.send(submit("s", 1'000));
  const Result result = world.send(cancel("s"));
  EXPECT_EQ(result.follow_ups, 1U);
  EXPECT_EQ(world.last_steps(), types({kMessage<CancelShipment>, kMessage<VoidTransfer>}));
  EXPECT_EQ(account("customer").debits_pending, Amount{});
  EXPECT_EQ(world.accounts().transfers.find(hold_of("s"))->state, TransferState::kVoided);
}

TEST_F(BillingTest, ReturnVoidsTheHold) {
  open_accounts();
  world.send(submit("s", 1'000));
  send_off("s");
  EXPECT_EQ(world.send(refuse("s")).follow_ups, 0U);
  EXPECT_EQ(account("customer").debits_pending, Amount{1'000});
  EXPECT_EQ(world.send(receive_return("s")).follow_ups, 1U);
  EXPECT_EQ(world.last_steps(), types({kMessage<ReceiveReturn>, kMessage<VoidTransfer>}));
  EXPECT_EQ(account("customer").debits_pending, Amount{});
  EXPECT_EQ(world.last_events<TransferVoided>().size(), 1U);
}

TEST_F(BillingTest, ReturnOfAFreeShipmentVoidsNothing) {
  open_accounts();
  world.send(submit("s", 0));
  send_off("s");
  world.send(refuse("s"));
  EXPECT_EQ(world.send(receive_return("s")).follow_ups, 0U);
}

TEST_F(BillingTest, ReturnWhoseHoldIsGoneIsABillingFailure) {
  open_accounts();
  world.send(submit("s", 1'000));
  send_off("s");
  ASSERT_TRUE(world.send(post(hold_of("s"))).accepted());
  world.send(refuse("s"));
  EXPECT_TRUE(world.send(receive_return("s")).accepted());
  EXPECT_EQ(world.last_steps(),
            types({kMessage<ReceiveReturn>, kMessage<VoidTransfer>, kMessage<RecordBillingFailure>}));
  const auto failed = world.last_events<BillingFailed>();
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed[0].step, BillingStep::kRelease);
  EXPECT_EQ(failed[0].shipment, ShipmentId("s"));
}

TEST_F(BillingTest, LostShipmentIsReleasedAndPaidFor) {
  open_accounts();
  world.send(open(claims_account(kUsd), AccountKind::kExpense));
  world.send(submit("s", 1'000));
  send_off("s");
  const Result result = world.send(report_lost("s"));
  EXPECT_EQ(result.follow_ups, 2U);
  EXPECT_EQ(world.last_steps(), types({kMessage<ReportShipmentLost>, kMessage<VoidTransfer>, kMessage<Transfer>}));
  EXPECT_EQ(account("customer").debits_pending, Amount{});
  EXPECT_EQ(account("customer").credits_posted, Amount{5'000});
  EXPECT_EQ(account(claims_account(kUsd)).debits_posted, Amount{5'000});
  EXPECT_EQ(world.last_events<Transferred>().at(0).transfer, claim_of("s"));
}

TEST_F(BillingTest, ClaimsAccountIsNamedByItsLedger) {
  EXPECT_EQ(claims_account(kUsd).text(), "claims:USD");
  EXPECT_EQ(claims_account(kEur).text(), "claims:EUR");
}

TEST_F(BillingTest, ShipmentThatCannotBePaidForIsCancelled) {
  open_accounts();
  const Result result = world.send(submit("s", 10'001));
  EXPECT_TRUE(result.accepted());
  EXPECT_EQ(result.follow_ups, 2U);
  EXPECT_EQ(result.refused_follow_ups, 1U);
  EXPECT_EQ(world.last_steps(), types({kMessage<SubmitShipment>, kMessage<HoldTransfer>, kMessage<CancelShipment>}));
  std::vector<StepView> steps;
  world.last_record().for_each_step([&](const StepView& step) { steps.push_back(step); });
  EXPECT_EQ(steps.at(1).header().code, code_of(AccountRefusal::kLimitExceeded));
  EXPECT_EQ(steps.at(2).reason(), "limit_exceeded");
  EXPECT_EQ(world.last_events<ShipmentCancelled>().at(0).cause, CancelCause::kHoldRefused);
  EXPECT_EQ(world.shipments().closed.find(ShipmentId("s"))->state, ShipmentState::kCancelled);
  EXPECT_EQ(account("customer").debits_pending, Amount{});
  EXPECT_EQ(world.accounts().transfers.size(), 0U);
  EXPECT_EQ(world.billing().failures.size(), 0U);
}

TEST_F(BillingTest, AutoOpenOpensPayerAndCarrierWithTheFirstHold) {
  world.send(ConfigureDomain{kConfiguration, AutoOpen::kOn});
  const Result result = world.send(submit("s", 1'000));
  EXPECT_EQ(result.follow_ups, 1U);
  const auto opened = world.last_events<AccountOpened>();
  ASSERT_EQ(opened.size(), 2U);
  EXPECT_EQ(opened[0].kind, AccountKind::kAsset);
  EXPECT_EQ(opened[1].kind, AccountKind::kIncome);
  EXPECT_EQ(opened[1].origin, AccountOrigin::kAutomatic);
  EXPECT_EQ(account("customer").debits_pending, Amount{1'000});
  EXPECT_EQ(account("customer").version, 2U);
  EXPECT_EQ(account("carrier").version, 2U);
  world.send(submit("t", 500));
  EXPECT_TRUE(world.last_events<AccountOpened>().empty());
}

TEST_F(BillingTest, VersionsOfEventsFollowTheirStreamsWhenAccountsOpen) {
  world.send(ConfigureDomain{kConfiguration, AutoOpen::kOn});
  world.send(open("customer"));
  world.send(submit("s", 1'000));
  std::vector<std::pair<std::uint64_t, std::uint64_t>> versions;
  world.last_record().for_each_step([&](const StepView& step) {
    step.for_each_event(
        [&](const EventView& view) { versions.emplace_back(view.header->version, view.header->other_version); });
  });
  // The shipment is submitted; the carrier opened; customer and carrier hold.
  const std::vector<std::pair<std::uint64_t, std::uint64_t>> expected = {{1, 0}, {1, 0}, {2, 2}};
  EXPECT_EQ(versions, expected);
}

TEST_F(BillingTest, AutoOpenOpensTheClaimsAccount) {
  world.send(ConfigureDomain{kConfiguration, AutoOpen::kOn});
  world.send(submit("s", 1'000));
  send_off("s");
  world.send(report_lost("s"));
  EXPECT_EQ(account(claims_account(kUsd)).kind, AccountKind::kExpense);
  EXPECT_EQ(account(claims_account(kUsd)).debits_posted, Amount{5'000});
}

TEST_F(BillingTest, FailuresStayInTheTable) {
  open_accounts();
  world.send(submit("s", 1'000));
  send_off("s");
  ASSERT_TRUE(world.send(release(hold_of("s"))).accepted());
  world.send(deliver("s"));
  const BillingFailure* failure = world.billing().failures.find(hold_of("s"));
  ASSERT_NE(failure, nullptr);
  EXPECT_EQ(failure->shipment, ShipmentId("s"));
  EXPECT_EQ(failure->step, BillingStep::kInvoice);
  EXPECT_EQ((Code{failure->refusing_part, failure->refusal}), code_of(AccountRefusal::kAlreadyResolved));
}

}  // namespace
}  // namespace daybook::domain::testing
