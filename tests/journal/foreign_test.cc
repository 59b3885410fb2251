// Sound bytes in the wrong place: of another time, place, segment, journal or version.

#include <cstring>
#include <filesystem>

#include "journal/frame.h"
#include "journal/segment.h"
#include "tests/journal/recovery_fixture.h"

namespace daybook::journal {
namespace {

class ForeignTest : public RecoveryTest {};

TEST_F(ForeignTest, FramesOfAnOlderGenerationAreNotAccepted) {
  open();
  write_some(4);
  crash();
  const std::string old = bytes_at(begin_of(2), ends_[3].value - begin_of(2).value);
  const Position third = begin_of(2);
  const Position fourth = begin_of(3);
  flip_byte(begin_of(1));
  open();
  expect_first(1);
  // Batches of the same size, so that the old frame would fit exactly where a new one ends.
  while (journal_->written() < fourth) {
    const std::size_t bytes = fourth.value - journal_->written().value - kBatchOverheadBytes;
    write_bytes(bytes);
  }
  ASSERT_EQ(journal_->written(), fourth);
  crash();
  overwrite(fourth, old.substr(fourth.value - third.value));
  open();
  EXPECT_TRUE(same(recovered_, written_));
  EXPECT_FALSE(report_.clean);
}

// A frame at the end of the log that continues sequence and chain and fits the place: only its generation can be wrong.
class ForgedFrame : public ForeignTest {
 protected:
  void forge(std::uint32_t generation, std::uint64_t sequence = 3) {
    open();
    write_some(3);
    crash();
    flip_byte(begin_of(2));
    open();
    expect_first(2);
    const Position at = journal_->written();
    crash();
    SegmentHeader segment;
    std::memcpy(&segment, bytes_at(Position{0}, sizeof(segment)).data(), sizeof(segment));
    BatchHeader last;
    std::memcpy(&last, bytes_at(Position{begin_of(1).value + sizeof(FrameHeader)}, sizeof(last)).data(), sizeof(last));
    const std::string payload = "forged!!";
    BatchHeader batch{
        .term = 1, .first_sequence = sequence, .count = 1, .bytes = 8, .decided = 0, .chain_hash = 0, .checksum = 0};
    batch.checksum = batch_checksum(batch, std::as_bytes(std::span(payload)), last.checksum);
    const FrameHeader header{.bytes = kBatchOverheadBytes + 8,
                             .generation = generation,
                             .type = static_cast<std::uint8_t>(FrameType::kBatch),
                             .zero = {},
                             .salt = segment.salt,
                             .synced = 0,
                             .checksum = 0};
    const EncodedFrame frame = encode_frame(header, batch, at);
    overwrite(at, std::string(reinterpret_cast<const char*>(frame.bytes().data()), frame.bytes().size()) + payload);
    open();
  }
};

TEST_F(ForgedFrame, OfTheCurrentGenerationIsAccepted) {
  forge(kFirstGeneration + 1);
  EXPECT_EQ(recovered_.size(), 3u);
}

TEST_F(ForgedFrame, OfAnOlderGenerationIsNotAccepted) {
  forge(kFirstGeneration);
  EXPECT_TRUE(same(recovered_, written_));
}

TEST_F(ForgedFrame, WithAGapInTheSequencesIsNotAccepted) {
  forge(kFirstGeneration + 1, 4);
  EXPECT_TRUE(same(recovered_, written_));
}

// A copy of the journal went its own way; then one of its segments comes back.
TEST_F(ForeignTest, SegmentOfAnotherHistoryIsNeverAccepted) {
  open();
  write_bytes(100'000);
  settle();
  crash();
  const std::string mine = directory() + "-mine";
  std::filesystem::copy(directory(), mine);
  open();
  for (int i = 0; i < 15; ++i) write_bytes(90'000);
  crash();
  const std::string other = directory() + "-other";
  std::filesystem::rename(directory(), other);
  std::filesystem::rename(mine, directory());
  written_.resize(1);
  ends_.resize(1);
  open();
  for (int i = 0; i < 15; ++i) write_bytes(80'000);
  crash();
  ASSERT_EQ(ends_.back().value / options_.segment_bytes, 1u);
  std::filesystem::copy_file(other + "/" + segment_name(1), segment_file(1),
                             std::filesystem::copy_options::overwrite_existing);
  const bool opened = try_open();
  // What is in it was never written here. Refused or cut: nothing of it appears.
  const std::vector<std::string> prefix(written_.begin(), written_.begin() + static_cast<long>(recovered_.size()));
  EXPECT_TRUE(same(recovered_, prefix)) << (opened ? "opened" : error_.message());
  EXPECT_LT(recovered_.size(), written_.size());
}

TEST_F(ForeignTest, LostCutRecordBeforeNewerFramesIsCorruption) {
  open();
  write_some(4);
  crash();
  flip_byte(begin_of(2));
  open();
  expect_first(2);
  write_some(2);
  crash();
  flip_byte(Position{begin_of(2).value + 40});
  ASSERT_FALSE(try_open());
  EXPECT_EQ(error_.kind, Error::Kind::kCorrupt);
}

TEST_F(ForeignTest, FrameMovedToAnotherPlaceIsNotAccepted) {
  open();
  write_some(4);
  crash();
  const std::string moved = bytes_at(begin_of(1), ends_[1].value - begin_of(1).value);
  overwrite(begin_of(3), moved);
  open();
  expect_first(3);
  EXPECT_FALSE(report_.clean);
}

TEST_F(ForeignTest, EndOfTheLogCopiedBehindItIsNotAccepted) {
  open();
  write_some(2);
  crash();
  const std::string moved = bytes_at(begin_of(1), ends_[1].value - begin_of(1).value);
  overwrite(ends_[1], moved);
  open();
  expect_first(2);
}

TEST_F(ForeignTest, SwappedSegmentsAreRefused) {
  open();
  for (int i = 0; i < 30; ++i) write_bytes(100'000);
  crash();
  std::filesystem::rename(segment_file(0), directory() + "/swap");
  std::filesystem::rename(segment_file(1), segment_file(0));
  std::filesystem::rename(directory() + "/swap", segment_file(1));
  ASSERT_FALSE(try_open());
  EXPECT_EQ(error_.kind, Error::Kind::kCorrupt);
  EXPECT_NE(error_.what.find("swapped"), std::string::npos) << error_.message();
}

TEST_F(ForeignTest, MissingMiddleSegmentIsRefused) {
  open();
  for (int i = 0; i < 30; ++i) write_bytes(100'000);
  crash();
  std::filesystem::remove(segment_file(1));
  ASSERT_FALSE(try_open());
  EXPECT_EQ(error_.path, segment_file(1));
  EXPECT_NE(error_.what.find("missing"), std::string::npos) << error_.message();
}

TEST_F(ForeignTest, MissingLastSegmentIsRefused) {
  open();
  for (int i = 0; i < 15; ++i) write_bytes(100'000);
  crash();
  ASSERT_EQ(ends_.back().value / options_.segment_bytes, 1u);
  std::filesystem::remove(segment_file(1));
  std::filesystem::remove(segment_file(2));
  ASSERT_FALSE(try_open());
  EXPECT_EQ(error_.path, segment_file(1));
}

TEST_F(ForeignTest, MissingSegmentsOfAKnownJournalAreRefused) {
  open();
  write_some(1);
  crash();
  std::filesystem::remove(segment_file(0));
  ASSERT_FALSE(try_open());
  EXPECT_EQ(error_.kind, Error::Kind::kCorrupt);
}

TEST_F(ForeignTest, SegmentOfAnotherJournalIsRefused) {
  open();
  for (int i = 0; i < 15; ++i) write_bytes(100'000);
  crash();
  TemporaryDirectory other;
  {
    auto stranger = Journal::open(*storage_, other.path(), options_);
    ASSERT_TRUE(stranger);
    while ((*stranger)->service_wanted()) (*stranger)->service();
  }
  std::filesystem::copy_file(segment_path(other.path(), 1), segment_file(1),
                             std::filesystem::copy_options::overwrite_existing);
  ASSERT_FALSE(try_open());
  EXPECT_EQ(error_.path, segment_file(1));
  EXPECT_NE(error_.what.find("another journal"), std::string::npos) << error_.message();
}

TEST_F(ForeignTest, NewerFormatVersionIsNamed) {
  open();
  crash();
  SegmentHeader header;
  const std::string raw = bytes_at(Position{0}, sizeof(header));
  std::memcpy(&header, raw.data(), sizeof(header));
  header.version = kFormatVersion + 1;
  header.checksum = header_checksum(header);
  overwrite(Position{0}, std::string(reinterpret_cast<const char*>(&header), sizeof(header)));
  ASSERT_FALSE(try_open());
  EXPECT_EQ(error_.kind, Error::Kind::kFormat);
  EXPECT_NE(error_.what.find("version 2"), std::string::npos) << error_.message();
}

}  // namespace
}  // namespace daybook::journal
