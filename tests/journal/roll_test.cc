// How a segment ends and the next begins.

#include <algorithm>
#include <vector>

#include "journal/segment.h"
#include "tests/journal/fixture.h"

namespace daybook::journal {
namespace {

class Roll : public JournalTest {};

// A batch ends with this many bytes left in the segment.
class SegmentEnd : public JournalTest, public testing::WithParamInterface<std::size_t> {};

TEST_P(SegmentEnd, LogContinuesInTheNextSegment) {
  open();
  fill_until_room(GetParam());
  write_bytes(100);
  EXPECT_EQ(ends_.back().value / options_.segment_bytes, 1u);
  const auto all = frames();
  const bool padded = all[3].type == FrameType::kPadding;
  EXPECT_EQ(padded, GetParam() >= kFrameRoomBytes);
  reopen();
  EXPECT_TRUE(same(recovered_, written_));
  EXPECT_TRUE(report_.clean) << report_.cut_reason;
}

TEST_P(SegmentEnd, CrashBeforeTheRollLosesNothing) {
  open();
  fill_until_room(GetParam());
  reopen();
  EXPECT_TRUE(same(recovered_, written_));
  EXPECT_TRUE(report_.clean) << report_.cut_reason;
  write("goes on");
  reopen();
  EXPECT_TRUE(same(recovered_, written_));
}

TEST_P(SegmentEnd, CloseLeavesAWatermarkForEveryBatch) {
  open();
  fill_until_room(GetParam());
  close();
  open();
  EXPECT_TRUE(same(recovered_, written_));
  EXPECT_GE(report_.synced, ends_.back());
}

TEST_P(SegmentEnd, CutFitsThere) {
  open();
  fill_until_room(GetParam());
  const Position keep = ends_.back();
  write("to be cut");
  crash();
  ASSERT_TRUE(try_open(Recovery::Keep{keep, "the test says so"})) << error_.message();
  written_.pop_back();
  write("instead");
  reopen();
  EXPECT_TRUE(same(recovered_, written_));
  EXPECT_TRUE(report_.clean) << report_.cut_reason;
}

INSTANTIATE_TEST_SUITE_P(Room, SegmentEnd, testing::Values(0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 120));

TEST_F(Roll, BatchThatFitsExactlyIsNotMoved) {
  open();
  fill_until_room(1000);
  write_bytes(1000 - kBatchOverheadBytes);
  EXPECT_EQ(ends_.back().value, options_.segment_bytes);
}

TEST_F(Roll, BatchThatIsOneByteTooLongIsMoved) {
  open();
  fill_until_room(1000);
  write_bytes(1000 - kBatchOverheadBytes + 1);
  EXPECT_EQ(ends_.back().value / options_.segment_bytes, 1u);
}

TEST_F(Roll, ClaimIsEmptyUntilTheNextSegmentIsPrepared) {
  open();
  fill_until_room(104);
  const Position end = journal_->written();
  EXPECT_TRUE(journal_->claim(100).empty());
  EXPECT_EQ(journal_->failure(), nullptr);
  EXPECT_TRUE(journal_->service_wanted());
  // Nothing was begun that a crash here would have to explain.
  EXPECT_EQ(journal_->written(), end);
  settle();
  EXPECT_GE(journal_->claim(100).size(), 100u);
}

TEST_F(Roll, EverySegmentBeginsWithAStartFrame) {
  open();
  for (int i = 0; i < 30; ++i) write_bytes(100'000);
  for (const FoundFrame& frame : frames()) {
    if (frame.begin.value % options_.segment_bytes != kSegmentHeaderBytes) continue;
    EXPECT_EQ(frame.type, FrameType::kStart);
  }
}

TEST_F(Roll, PreparedSegmentIsAdoptedByTheNextOpen) {
  open();
  write("a");
  settle();
  const auto before = files();
  EXPECT_NE(std::find(before.begin(), before.end(), segment_name(1)), before.end());
  const std::string header = bytes_at(Position{options_.segment_bytes}, sizeof(SegmentHeader));
  reopen();
  fill_until_room(0);
  write("b");
  EXPECT_EQ(bytes_at(Position{options_.segment_bytes}, sizeof(SegmentHeader)), header);
}

TEST_F(Roll, CrashBetweenPaddingAndStartFrameIsAnEnd) {
  open();
  fill_until_room(200);
  write_bytes(500);
  const std::uint64_t head = options_.segment_bytes + kSegmentHeaderBytes;
  crash();
  zero(Position{head}, ends_.back());
  written_.pop_back();
  open();
  EXPECT_TRUE(same(recovered_, written_));
  EXPECT_TRUE(report_.clean) << report_.cut_reason;
  write("goes on");
  EXPECT_EQ(ends_.back().value, head + kStartFrameBytes + kBatchOverheadBytes + 8);
  reopen();
  EXPECT_TRUE(same(recovered_, written_));
}

TEST_F(Roll, UnfinishedStartFrameIsCutAndTheCutTakesItsPlace) {
  open();
  fill_until_room(200);
  write_bytes(500);
  const Position head{options_.segment_bytes + kSegmentHeaderBytes};
  crash();
  zero(head, Position{head.value + 8});
  zero(Position{head.value + kStartFrameBytes}, ends_.back());
  written_.pop_back();
  open();
  EXPECT_TRUE(same(recovered_, written_));
  EXPECT_FALSE(report_.clean);
  EXPECT_EQ(last_frame().type, FrameType::kCut);
  EXPECT_EQ(last_frame().begin, head);
  write("goes on");
  reopen();
  EXPECT_TRUE(same(recovered_, written_));
  EXPECT_TRUE(report_.clean) << report_.cut_reason;
}

TEST_F(Roll, SegmentsBelowAReleasedPositionAreRemoved) {
  options_.spare_segments = 0;
  open();
  for (int i = 0; i < 50; ++i) write_bytes(100'000);
  sync();
  journal_->release_before(Position{2 * options_.segment_bytes + 77});
  settle();
  const auto left = files();
  EXPECT_EQ(std::find(left.begin(), left.end(), segment_name(1)), left.end());
  EXPECT_NE(std::find(left.begin(), left.end(), segment_name(2)), left.end());
  const Position head{2 * options_.segment_bytes};
  reopen();
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < written_.size(); ++i) {
    if (ends_[i] > head) kept.push_back(written_[i]);
  }
  EXPECT_TRUE(same(recovered_, kept));
  EXPECT_TRUE(report_.clean) << report_.cut_reason;
  EXPECT_EQ(report_.last_sequence, written_.size());
}

TEST_F(Roll, SegmentIsKeptUntilTheHeadOfTheNextIsSynced) {
  options_.spare_segments = 0;
  open();
  fill_until_room(0);
  write_bytes(100);
  journal_->release_before(journal_->written());
  settle();
  const auto kept = files();
  EXPECT_NE(std::find(kept.begin(), kept.end(), segment_name(0)), kept.end());
  sync();
  const auto left = files();
  EXPECT_EQ(std::find(left.begin(), left.end(), segment_name(0)), left.end());
}

TEST_F(Roll, DamagedHeadOfTheOldestSegmentIsCorruption) {
  options_.spare_segments = 0;
  open();
  fill_until_room(0);
  write_bytes(100);
  sync();
  journal_->release_before(journal_->written());
  settle();
  crash();
  zero(Position{options_.segment_bytes + kSegmentHeaderBytes}, Position{options_.segment_bytes * 2});
  EXPECT_FALSE(try_open());
  EXPECT_EQ(error_.kind, Error::Kind::kCorrupt);
}

}  // namespace
}  // namespace daybook::journal
