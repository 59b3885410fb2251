// The idle watermark, driven by a clock of the test's own.

#include "tests/journal/fixture.h"

namespace daybook::journal {
namespace {

class Watermark : public JournalTest {
 protected:
  Watermark() { options_.idle_watermark_ns = 100; }
  // Until the writer has nothing more to do. Fails where that never happens.
  void idle(std::uint64_t from_ns) {
    std::uint64_t now_ns = from_ns;
    for (int round = 0; round < 10; ++round) {
      const std::uint64_t wait_ns = journal_->tick(now_ns);
      settle();
      if (wait_ns == UINT64_MAX) return;
      now_ns += wait_ns;
    }
    FAIL() << "no quiet state";
  }
};

TEST_F(Watermark, EmptyJournalIsQuiet) {
  open();
  EXPECT_EQ(journal_->tick(0), UINT64_MAX);
}

TEST_F(Watermark, IsDueAfterTheIdleTime) {
  open();
  write("a");
  settle();
  EXPECT_EQ(journal_->tick(1000), 100u);
  EXPECT_EQ(journal_->tick(1040), 60u);
  EXPECT_FALSE(journal_->service_wanted());
  journal_->tick(1100);
  EXPECT_TRUE(journal_->service_wanted());
}

TEST_F(Watermark, WaitsForTheSyncThatItSpeaksOf) {
  open();
  write("a");
  journal_->tick(1000);
  const std::uint64_t wait_ns = journal_->tick(1100);
  EXPECT_GT(wait_ns, 0u);
  EXPECT_LT(wait_ns, UINT64_MAX);
  EXPECT_EQ(last_frame().type, FrameType::kBatch);
  settle();
  EXPECT_EQ(journal_->tick(1200), UINT64_MAX);
  EXPECT_EQ(last_frame().type, FrameType::kWatermark);
  EXPECT_EQ(last_frame().synced, ends_.back());
}

TEST_F(Watermark, IsItselfSynced) {
  open();
  write("a");
  idle(1000);
  EXPECT_EQ(journal_->synced(), journal_->written());
}

TEST_F(Watermark, ComesOncePerIdleTime) {
  open();
  write("a");
  idle(1000);
  const Position end = journal_->written();
  for (std::uint64_t now_ns = 2000; now_ns < 5000; now_ns += 100) {
    EXPECT_EQ(journal_->tick(now_ns), UINT64_MAX);
    EXPECT_FALSE(journal_->service_wanted());
  }
  EXPECT_EQ(journal_->written(), end);
}

TEST_F(Watermark, AppendStartsTheTimeAgain) {
  open();
  write("a");
  journal_->tick(1000);
  write("b");
  EXPECT_EQ(journal_->tick(1090), 100u);
  EXPECT_EQ(journal_->tick(1150), 40u);
}

TEST_F(Watermark, AppendWhileTheSyncRunsPutsItOff) {
  open();
  write("a");
  journal_->tick(1000);
  journal_->tick(1100);
  write("b");
  settle();
  EXPECT_EQ(journal_->tick(1110), 100u);
  EXPECT_EQ(last_frame().type, FrameType::kBatch);
}

TEST_F(Watermark, NeverLandsInClaimedRoom) {
  open();
  write("a");
  journal_->tick(1000);
  auto room = journal_->claim(100);
  ASSERT_FALSE(room.empty());
  journal_->tick(1100);
  settle();
  EXPECT_LT(journal_->tick(1200), UINT64_MAX);
  EXPECT_EQ(last_frame().type, FrameType::kBatch);
  journal_->abort();
  EXPECT_EQ(journal_->tick(1300), UINT64_MAX);
  EXPECT_EQ(last_frame().type, FrameType::kWatermark);
}

TEST_F(Watermark, AtTheEndOfASegmentIsTheNextStartFrame) {
  open();
  fill_until_room(32);
  idle(1000);
  EXPECT_EQ(last_frame().type, FrameType::kStart);
  EXPECT_EQ(last_frame().synced, ends_.back());
}

TEST_F(Watermark, AtPowerTheSyncIsThereAlready) {
  options_.durability = Durability::kPower;
  open();
  write("a");
  settle();
  EXPECT_EQ(journal_->synced_sequence(), 1u);
  idle(1000);
  EXPECT_EQ(last_frame().type, FrameType::kWatermark);
}

TEST_F(Watermark, ReopenedTailGetsOne) {
  open();
  write("a");
  reopen();
  EXPECT_EQ(journal_->tick(1000), 100u);
  idle(1100);
  EXPECT_EQ(last_frame().type, FrameType::kWatermark);
}

TEST_F(Watermark, ReopeningAProvenJournalAddsNone) {
  open();
  write("a");
  close();
  open();
  EXPECT_EQ(journal_->tick(1000), UINT64_MAX);
  const Position end = journal_->written();
  close();
  open();
  EXPECT_EQ(journal_->written(), end);
}

TEST_F(Watermark, EveryFrameSaysHowFarASyncHadCome) {
  open();
  write("a");
  sync();
  write("b");
  EXPECT_EQ(last_frame().synced, ends_[0]);
  write("c");
  EXPECT_EQ(last_frame().synced, ends_[0]);
}

}  // namespace
}  // namespace daybook::journal
