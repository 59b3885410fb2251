#include "domain/invariants.h"
#include "tests/domain/returns/carrier.h"

namespace daybook::domain::testing {
namespace {

class ManufacturingTest : public ::testing::Test {
 protected:
  DisassemblyState state(DisassemblyId id) { return carrier.part<Manufacturing>().orders.find(id)->state; }
  void diagnose(DisassemblyId id) { ASSERT_TRUE(carrier.send(RecordDiagnosis{id, "a crack"}).accepted()); }
  void TearDown() override {
    EXPECT_EQ(check_invariants(carrier.domain()).text(), "");
    EXPECT_EQ(carrier.folded_hash(), carrier.state_hash());
  }

  Carrier carrier;
};

TEST_F(ManufacturingTest, OrderIsOpened) {
  const Result result = carrier.send(open_disassembly("r"));
  EXPECT_TRUE(result.accepted());
  EXPECT_EQ(result.version, 1U);
  EXPECT_EQ(carrier.last_events<DisassemblyOpened>().at(0).location, LocationId("dock-3"));
  EXPECT_EQ(state("r"), DisassemblyState::kOpen);
}

TEST_F(ManufacturingTest, SameOrderAgainAlreadyExists) {
  const Result first = carrier.send(open_disassembly("r"));
  EXPECT_TRUE(carrier.send(open_disassembly("r")).refused_for(ManufacturingRefusal::kAlreadyExists));
  carrier.send(WithdrawDisassembly{"r"});
  const Result again = carrier.send(open_disassembly("r"));
  EXPECT_TRUE(again.refused_for(ManufacturingRefusal::kAlreadyExists)) << "ended ones keep their id and content";
  EXPECT_EQ(again.related, first.sequence);
}

TEST_F(ManufacturingTest, OtherContentIsToldApart) {
  carrier.send(open_disassembly("r"));
  OpenDisassembly other = open_disassembly("r");
  other.item = ItemId("another");
  EXPECT_TRUE(carrier.send(other).refused_for(ManufacturingRefusal::kExistsWithDifferentContent));
}

TEST_F(ManufacturingTest, LedgerIsThreeLetters) {
  OpenDisassembly command = open_disassembly("r");
  command.ledger = Currency();
  EXPECT_TRUE(carrier.send(command).refused_for(ManufacturingRefusal::kInvalidLedger));
}

TEST_F(ManufacturingTest, DiagnosisIsRecordedAndMayBeReplaced) {
  carrier.send(open_disassembly("r"));
  diagnose("r");
  EXPECT_EQ(state("r"), DisassemblyState::kDiagnosed);
  EXPECT_EQ(carrier.last_events<DiagnosisRecorded>().at(0).diagnosis.view(), "a crack");
  EXPECT_EQ(carrier.send(RecordDiagnosis{"r", "two cracks"}).version, 3U);
}

TEST_F(ManufacturingTest, DiagnosisSaysSomething) {
  carrier.send(open_disassembly("r"));
  EXPECT_TRUE(carrier.send(RecordDiagnosis{"r", ""}).refused_for(ManufacturingRefusal::kEmptyDiagnosis));
}

TEST_F(ManufacturingTest, ClosedOrderPublishesItsSalvage) {
  carrier.send(open_disassembly("r"));
  diagnose("r");
  EXPECT_TRUE(carrier.send(CloseDisassembly{"r", Amount{700}}).accepted());
  const auto closed = carrier.last_events<DisassemblyClosed>();
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_EQ(closed[0].salvage, Amount{700});
  EXPECT_EQ(closed[0].ledger, kUsd);
  EXPECT_EQ(state("r"), DisassemblyState::kClosed);
}

TEST_F(ManufacturingTest, NothingIsClosedWithoutADiagnosis) {
  carrier.send(open_disassembly("r"));
  EXPECT_TRUE(carrier.send(CloseDisassembly{"r", Amount{700}}).refused_for(ManufacturingRefusal::kNoDiagnosis));
}

TEST_F(ManufacturingTest, OrderIsWithdrawnBeforeOrAfterItsDiagnosis) {
  carrier.send(open_disassembly("r"));
  EXPECT_TRUE(carrier.send(WithdrawDisassembly{"r"}).accepted());
  EXPECT_EQ(state("r"), DisassemblyState::kWithdrawn);
  carrier.send(open_disassembly("s"));
  diagnose("s");
  EXPECT_TRUE(carrier.send(WithdrawDisassembly{"s"}).accepted());
  EXPECT_EQ(carrier.last_events<DisassemblyWithdrawn>().size(), 1U);
}

TEST_F(ManufacturingTest, UnknownOrdersAreRefused) {
  EXPECT_TRUE(carrier.send(RecordDiagnosis{"r", "a crack"}).refused_for(ManufacturingRefusal::kUnknownDisassembly));
  EXPECT_TRUE(carrier.send(CloseDisassembly{"r", {}}).refused_for(ManufacturingRefusal::kUnknownDisassembly));
  EXPECT_TRUE(carrier.send(WithdrawDisassembly{"r"}).refused_for(ManufacturingRefusal::kUnknownDisassembly));
}

TEST_F(ManufacturingTest, EndIsMadeOnce) {
  const Result opened = carrier.send(open_disassembly("closed"));
  diagnose("closed");
  carrier.send(CloseDisassembly{"closed", {}});
  carrier.send(open_disassembly("withdrawn"));
  carrier.send(WithdrawDisassembly{"withdrawn"});
  const auto refusal = [&](auto command) {
    const Result result = carrier.send(command);
    EXPECT_FALSE(result.accepted());
    return result.text();
  };
  EXPECT_EQ(refusal(RecordDiagnosis{"closed", "a crack"}), "already_closed");
  EXPECT_EQ(refusal(CloseDisassembly{"closed", {}}), "already_closed");
  EXPECT_EQ(refusal(WithdrawDisassembly{"closed"}), "already_closed");
  EXPECT_EQ(refusal(RecordDiagnosis{"withdrawn", "a crack"}), "already_withdrawn");
  EXPECT_EQ(refusal(CloseDisassembly{"withdrawn", {}}), "already_withdrawn");
  EXPECT_EQ(refusal(WithdrawDisassembly{"withdrawn"}), "already_withdrawn");
  EXPECT_EQ(carrier.send(WithdrawDisassembly{"closed"}).related, opened.sequence);
}

}  // namespace
}  // namespace daybook::domain::testing
