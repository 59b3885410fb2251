#include <cstring>

#include "journal/recovery.h"
#include "tests/journal/fixture.h"

namespace daybook::journal {
namespace {

class RoundTrip : public JournalTest {};

TEST_F(RoundTrip, EmptyJournalIsEmptyAgain) {
  open();
  EXPECT_EQ(report_.batches, 0u);
  EXPECT_EQ(journal_->written_sequence(), 0u);
  reopen();
  EXPECT_TRUE(recovered_.empty());
  EXPECT_TRUE(report_.clean) << report_.cut_reason;
}

TEST_F(RoundTrip, PayloadsOfAllSizesComeBack) {
  open();
  for (std::size_t bytes = 0; bytes <= 300; ++bytes) write_bytes(bytes);
  for (const std::size_t bytes : {4095u, 4096u, 4097u, 100'000u}) write_bytes(bytes);
  reopen();
  EXPECT_TRUE(same(recovered_, written_));
  EXPECT_TRUE(report_.clean) << report_.cut_reason;
  EXPECT_EQ(report_.end, ends_.back());
  EXPECT_EQ(report_.last_sequence, written_.size());
}

TEST_F(RoundTrip, LargestPayloadFillsASegment) {
  open();
  write_bytes(journal_->max_payload_bytes());
  write_bytes(journal_->max_payload_bytes());
  reopen();
  EXPECT_TRUE(same(recovered_, written_));
}

TEST_F(RoundTrip, ManySegmentsComeBack) {
  open();
  for (int i = 0; i < 60; ++i) write_bytes(100'000);
  EXPECT_GT(journal_->written().value, 5 * options_.segment_bytes);
  reopen();
  EXPECT_TRUE(same(recovered_, written_));
  EXPECT_TRUE(report_.clean) << report_.cut_reason;
}

TEST_F(RoundTrip, AppendsContinueAfterReopening) {
  for (int round = 0; round < 5; ++round) {
    open();
    EXPECT_TRUE(same(recovered_, written_));
    write_bytes(1000);
    write_bytes(77);
    if (round % 2 == 0) {
      crash();
    } else {
      close();
    }
  }
}

TEST_F(RoundTrip, LogicalFieldsComeBack) {
  open();
  auto room = journal_->claim(8);
  ASSERT_FALSE(room.empty());
  std::memset(room.data(), 7, 8);
  const Position end = journal_->commit(
      {.term = 3, .first_sequence = 41, .count = 5, .decided = 40, .chain_hash = 0x1234'5678'9abc'def0}, 8);
  EXPECT_EQ(journal_->written_sequence(), 45u);
  crash();
  auto recovery = Recovery::begin(*storage_, directory(), options_);
  ASSERT_TRUE(recovery) << recovery.error().message();
  auto batch = recovery->next();
  ASSERT_TRUE(batch && *batch);
  const BatchHeader& header = (*batch)->header;
  EXPECT_EQ(header.term, 3u);
  EXPECT_EQ(header.first_sequence, 41u);
  EXPECT_EQ(header.count, 5u);
  EXPECT_EQ(header.bytes, 8u);
  EXPECT_EQ(header.decided, 40u);
  EXPECT_EQ(header.chain_hash, 0x1234'5678'9abc'def0u);
  EXPECT_EQ((*batch)->end, end);
}

TEST_F(RoundTrip, RecoveryReadsOnWhereTheOwnerStopped) {
  open();
  for (int i = 0; i < 10; ++i) write_bytes(64);
  crash();
  auto recovery = Recovery::begin(*storage_, directory(), options_);
  ASSERT_TRUE(recovery && recovery->next());
  auto journal = recovery->finish();
  ASSERT_TRUE(journal) << journal.error().message();
  EXPECT_EQ(recovery->report().batches, 10u);
  EXPECT_EQ((*journal)->next_sequence(), 11u);
}

TEST_F(RoundTrip, AbortedClaimLeavesNothing) {
  open();
  write("first");
  auto room = journal_->claim(100);
  std::memset(room.data(), 0xff, room.size());
  journal_->abort();
  write("second");
  EXPECT_EQ(read_all({.limit = ReaderOptions::Limit::kWritten}), written_);
  close();
  open();
  EXPECT_TRUE(same(recovered_, written_));
  EXPECT_TRUE(report_.clean) << report_.cut_reason;
}

TEST_F(RoundTrip, GarbageBehindACommittedBatchIsNotAFrame) {
  open();
  auto room = journal_->claim(100);
  std::memset(room.data(), 0xff, room.size());
  journal_->commit({.first_sequence = 1, .count = 1}, 100);
  auto reader = Reader::open(*storage_, directory(), {.limit = ReaderOptions::Limit::kWritten});
  ASSERT_TRUE(reader && reader->next());
  auto more = reader->next();
  ASSERT_TRUE(more) << more.error().message();
  EXPECT_FALSE(*more);
  EXPECT_EQ(reader->ending(), Ending::kEnd);
}

TEST_F(RoundTrip, SegmentBytesOfAnExistingJournalStay) {
  open();
  write_bytes(100);
  close();
  options_.segment_bytes = 2 * kMinSegmentBytes;
  open();
  EXPECT_TRUE(same(recovered_, written_));
  EXPECT_EQ(journal_->max_payload_bytes(),
            kMinSegmentBytes - kSegmentHeaderBytes - kFrameRoomBytes - kBatchOverheadBytes);
}

TEST_F(RoundTrip, ImpossibleSegmentBytesAreRefused) {
  for (const std::uint64_t bytes :
       {std::uint64_t{0}, kMinSegmentBytes - 1, kMinSegmentBytes + 1, 2 * kMaxSegmentBytes}) {
    options_.segment_bytes = bytes;
    EXPECT_FALSE(try_open());
    EXPECT_EQ(error_.kind, Error::Kind::kArgument);
  }
}

}  // namespace
}  // namespace daybook::journal
