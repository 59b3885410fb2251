#include "domain/invariants.h"
#include "tests/domain/returns/carrier.h"

namespace daybook::domain::testing {
namespace {

class DisposalsTest : public ::testing::Test {
 protected:
  const Disposal& disposal(DisposalId id) { return *carrier.part<Disposals>().disposals.find(id); }
  DisposalSettled settle(DisposalId id, std::uint64_t salvage) {
    EXPECT_TRUE(carrier.send(SettleAssetDisposal{id, Amount{salvage}}).accepted());
    return carrier.last_events<DisposalSettled>().at(0);
  }
  void TearDown() override {
    EXPECT_EQ(check_invariants(carrier.domain()).text(), "");
    EXPECT_EQ(carrier.folded_hash(), carrier.state_hash());
  }

  Carrier carrier;
};

TEST_F(DisposalsTest, DisposalIsChargedAtItsCost) {
  const Result result = carrier.send(charge("r", 1'200));
  EXPECT_TRUE(result.accepted());
  EXPECT_EQ(result.version, 1U);
  const auto charged = carrier.last_events<DisposalCharged>();
  ASSERT_EQ(charged.size(), 1U);
  EXPECT_EQ(charged[0].cost, Amount{1'200});
  EXPECT_EQ(charged[0].item, ItemId("item"));
  EXPECT_EQ(disposal("r").state, DisposalState::kCharged);
}

TEST_F(DisposalsTest, SameDisposalAgainAlreadyExists) {
  const Result first = carrier.send(charge("r"));
  EXPECT_TRUE(carrier.send(charge("r")).refused_for(DisposalRefusal::kAlreadyExists));
  settle("r", 0);
  const Result again = carrier.send(charge("r"));
  EXPECT_TRUE(again.refused_for(DisposalRefusal::kAlreadyExists)) << "ended ones keep their id and content";
  EXPECT_EQ(again.related, first.sequence);
}

TEST_F(DisposalsTest, OtherContentIsToldApart) {
  carrier.send(charge("r", 1'200));
  EXPECT_TRUE(carrier.send(charge("r", 1'201)).refused_for(DisposalRefusal::kExistsWithDifferentContent));
}

TEST_F(DisposalsTest, LedgerIsThreeLetters) {
  ChargeAssetDisposal command = charge("r");
  command.ledger = Currency();
  EXPECT_TRUE(carrier.send(command).refused_for(DisposalRefusal::kInvalidLedger));
}

TEST_F(DisposalsTest, LossIsWhatTheSalvageDoesNotCover) {
  carrier.send(charge("r", 1'200));
  const DisposalSettled settled = settle("r", 700);
  EXPECT_EQ(settled.cost, Amount{1'200});
  EXPECT_EQ(settled.salvage, Amount{700});
  EXPECT_EQ(settled.loss, Amount{500});
  EXPECT_EQ(settled.ledger, kUsd);
  EXPECT_EQ(disposal("r").state, DisposalState::kSettled);
}

TEST_F(DisposalsTest, SalvageBeyondTheCostIsNoLoss) {
  carrier.send(charge("r", 1'200));
  EXPECT_EQ(settle("r", 1'200).loss, Amount{});
  carrier.send(charge("s", 1'200));
  EXPECT_EQ(settle("s", 5'000).loss, Amount{});
  carrier.send(charge("t", 0));
  EXPECT_EQ(settle("t", 0).loss, Amount{});
}

TEST_F(DisposalsTest, SalvageIsOfTheDisposalsLedger) {
  const Result charged = carrier.send(charge("r", 1'200));
  const Result other = carrier.send(SettleAssetDisposal{"r", Amount{700}, kEur});
  EXPECT_TRUE(other.refused_for(DisposalRefusal::kLedgersDiffer)) << other.text();
  EXPECT_EQ(other.version, charged.version);
  EXPECT_TRUE(carrier.send(SettleAssetDisposal{"r", Amount{700}, kUsd}).accepted());
  EXPECT_EQ(carrier.last_events<DisposalSettled>().at(0).loss, Amount{500});
  EXPECT_TRUE(carrier.send(SettleAssetDisposal{"r", Amount{700}, kEur}).refused_for(DisposalRefusal::kAlreadySettled))
      << "its state comes first";
}

TEST_F(DisposalsTest, DisposalIsReversed) {
  carrier.send(charge("r", 1'200));
  EXPECT_TRUE(carrier.send(ReverseAssetDisposal{"r"}).accepted());
  EXPECT_EQ(carrier.last_events<DisposalReversed>().at(0).cost, Amount{1'200});
  EXPECT_EQ(disposal("r").state, DisposalState::kReversed);
}

TEST_F(DisposalsTest, EndIsMadeOnce) {
  EXPECT_TRUE(carrier.send(SettleAssetDisposal{"r", {}}).refused_for(DisposalRefusal::kUnknownDisposal));
  EXPECT_TRUE(carrier.send(ReverseAssetDisposal{"r"}).refused_for(DisposalRefusal::kUnknownDisposal));
  const Result charged = carrier.send(charge("settled"));
  settle("settled", 0);
  carrier.send(charge("reversed"));
  carrier.send(ReverseAssetDisposal{"reversed"});
  EXPECT_TRUE(carrier.send(SettleAssetDisposal{"settled", {}}).refused_for(DisposalRefusal::kAlreadySettled));
  EXPECT_TRUE(carrier.send(ReverseAssetDisposal{"settled"}).refused_for(DisposalRefusal::kAlreadySettled));
  EXPECT_TRUE(carrier.send(SettleAssetDisposal{"reversed", {}}).refused_for(DisposalRefusal::kAlreadyReversed));
  EXPECT_TRUE(carrier.send(ReverseAssetDisposal{"reversed"}).refused_for(DisposalRefusal::kAlreadyReversed));
  EXPECT_EQ(carrier.send(ReverseAssetDisposal{"settled"}).related, charged.sequence);
}

TEST_F(DisposalsTest, BookingThatFailsIsRecordedOnce) {
  const RecordBookingFailure command{"r", 2, 3};
  EXPECT_TRUE(carrier.send(command).refused_for(DisposalRefusal::kUnknownDisposal));
  carrier.send(charge("r"));
  EXPECT_EQ(carrier.send(command).version, 2U);
  const auto failed = carrier.last_events<DisposalBookingFailed>();
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ((Code{failed[0].refusing_part, failed[0].refusal}), (Code{2, 3}));
  EXPECT_EQ(disposal("r").booking, Booking::kFailed);
  EXPECT_TRUE(carrier.send(command).accepted());
  EXPECT_TRUE(carrier.last_events<DisposalBookingFailed>().empty());
  settle("r", 0);
}

}  // namespace
}  // namespace daybook::domain::testing
