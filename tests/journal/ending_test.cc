// End, torn or corrupt: what recovery decides.

#include "tests/journal/recording_storage.h"
#include "tests/journal/recovery_fixture.h"

namespace daybook::journal {
namespace {

class EndingTest : public RecoveryTest {};

TEST_F(EndingTest, DamagedLastBatchIsATornTail) {
  open();
  write_some(5);
  crash();
  flip_byte(Position{ends_[4].value - 20});
  open();
  expect_first(4);
  EXPECT_FALSE(report_.clean);
  EXPECT_EQ(report_.end, ends_[3]);
  EXPECT_NE(report_.cut_reason.find("never proven synced"), std::string::npos) << report_.cut_reason;
}

TEST_F(EndingTest, LostFrameBeforeSurvivingOnesIsTornWhenNoneProvesASync) {
  open();
  write_some(6);
  crash();
  zero(begin_of(3), ends_[3]);
  open();
  expect_first(3);
  EXPECT_NE(report_.cut_reason.find("before others that survived"), std::string::npos) << report_.cut_reason;
}

TEST_F(EndingTest, UnfinishedAppendIsTornForItsOwnReason) {
  open();
  write_some(3);
  crash();
  overwrite(Position{ends_.back().value + 100}, "payload of a batch that was never committed");
  open();
  expect_first(3);
  EXPECT_FALSE(report_.clean);
  EXPECT_NE(report_.cut_reason.find("without a commit word"), std::string::npos) << report_.cut_reason;
}

TEST_F(EndingTest, DamageBelowAWatermarkIsCorruption) {
  open();
  write_some(3);
  sync();
  write_some(3);  // these say that the first three are synced
  crash();
  flip_byte(Position{begin_of(1).value + 100});
  expect_corrupt_at(begin_of(1));
}

TEST_F(EndingTest, ZeroedFrameBelowAWatermarkIsCorruption) {
  open();
  write_some(3);
  sync();
  write_some(3);
  crash();
  zero(begin_of(1), ends_[1]);
  expect_corrupt_at(begin_of(1));
}

TEST_F(EndingTest, DamageAboveTheWatermarkIsTorn) {
  open();
  write_some(3);
  sync();
  write_some(3);
  crash();
  flip_byte(begin_of(3));
  open();
  expect_first(3);
}

TEST_F(EndingTest, WatermarkInALaterSegmentProvesCorruption) {
  open();
  write_some(2);
  fill_until_room(0);
  sync();
  write_some(1);
  crash();
  flip_byte(begin_of(1));
  expect_corrupt_at(begin_of(1));
}

TEST_F(EndingTest, WatermarkBehindADamagedFrameProvesCorruption) {
  open();
  write_some(3);
  sync();
  journal_->tick(0);
  journal_->tick(options_.idle_watermark_ns);
  sync();
  crash();
  flip_byte(Position{ends_[2].value - 30});
  expect_corrupt_at(begin_of(2));
}

TEST_F(EndingTest, CorruptJournalIsLeftAsItIs) {
  open();
  write_some(3);
  sync();
  write_some(3);
  crash();
  flip_byte(begin_of(1));
  const std::string before = bytes_at(Position{0}, options_.segment_bytes);
  EXPECT_FALSE(try_open());
  EXPECT_EQ(bytes_at(Position{0}, options_.segment_bytes), before);
}

TEST_F(EndingTest, CorruptErrorNamesTheWayOut) {
  open();
  write_some(1);
  sync();
  write_some(1);
  crash();
  flip_byte(begin_of(0));
  ASSERT_FALSE(try_open());
  EXPECT_NE(error_.message().find("restore this file from a copy"), std::string::npos) << error_.message();
}

TEST_F(EndingTest, DamageBelowReleasedIsCorruptionWhileTheBootRuns) {
  open();
  write_some(3);
  journal_->release(ends_[2], 3);
  crash();
  flip_byte(begin_of(2));
  expect_corrupt_at(begin_of(2));
}

TEST_F(EndingTest, LostTailBelowReleasedIsCorruptionWhileTheBootRuns) {
  open();
  write_some(3);
  journal_->release(ends_[2], 3);
  crash();
  zero(begin_of(2), ends_[2]);
  expect_corrupt_at(begin_of(2));
}

TEST_F(EndingTest, ReleasedIsNotBelievedAfterAnotherBoot) {
  RecordingStorage storage;
  storage_ = &storage;
  open();
  write_some(3);
  journal_->release(ends_[2], 3);
  crash();
  flip_byte(begin_of(2));
  storage.boot = "boot-2";
  open();
  expect_first(2);
}

}  // namespace
}  // namespace daybook::journal
