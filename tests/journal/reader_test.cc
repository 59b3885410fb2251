#include "journal/reader.h"

#include <filesystem>

#include "journal/segment.h"
#include "tests/journal/fixture.h"
#include "tests/journal/recording_storage.h"

namespace daybook::journal {
namespace {

constexpr ReaderOptions kAllWritten{.limit = ReaderOptions::Limit::kWritten};

class ReaderTest : public JournalTest {
 protected:
  Reader reader(ReaderOptions options = {}) {
    auto opened = Reader::open(*storage_, directory(), options);
    EXPECT_TRUE(opened) << opened.error().message();
    return std::move(*opened);
  }
  // Sequence of the next batch, 0 where there is none now, -1 where there is an error.
  std::int64_t next(Reader& from) {
    auto batch = from.next();
    if (!batch) {
      error_ = batch.error();
      return -1;
    }
    return *batch ? static_cast<std::int64_t>((*batch)->header.first_sequence) : 0;
  }
  void release_all() { journal_->release(journal_->written(), journal_->written_sequence()); }
};

TEST_F(ReaderTest, ShowsOnlyWhatIsReleased) {
  open();
  for (int i = 0; i < 3; ++i) write_bytes(100);
  journal_->release(ends_[1], 2);
  Reader from = reader();
  EXPECT_EQ(next(from), 1);
  EXPECT_EQ(next(from), 2);
  EXPECT_EQ(next(from), 0);
  EXPECT_EQ(from.ending(), Ending::kLimit);
  EXPECT_EQ(from.position(), ends_[1]);
  journal_->release(ends_[2], 3);
  EXPECT_EQ(next(from), 3);
  EXPECT_EQ(next(from), 0);
  EXPECT_EQ(from.ending(), Ending::kEnd);
}

TEST_F(ReaderTest, GivesBackThePayloads) {
  open();
  for (int i = 0; i < 20; ++i) write_bytes(static_cast<std::size_t>(i) * 37);
  release_all();
  EXPECT_TRUE(same(read_all({}), written_));
  EXPECT_TRUE(same(read_all(kAllWritten), written_));
}

TEST_F(ReaderTest, FollowsTheWriterThroughSegments) {
  open();
  Reader from = reader();
  for (int i = 1; i <= 60; ++i) {
    write_bytes(100'000);
    release_all();
    ASSERT_EQ(next(from), i) << error_.message();
    ASSERT_EQ(next(from), 0);
  }
  EXPECT_GT(from.position().value, 5 * options_.segment_bytes);
}

TEST_F(ReaderTest, BeginsAtTheBatchWithTheWantedSequence) {
  open();
  for (int i = 0; i < 40; ++i) write_bytes(100'000);
  release_all();
  for (const std::int64_t sequence : {1, 2, 10, 11, 25, 40}) {
    Reader from = reader({.from_sequence = static_cast<std::uint64_t>(sequence)});
    EXPECT_EQ(next(from), sequence);
  }
}

TEST_F(ReaderTest, BeginsAtTheBatchThatContainsTheWantedSequence) {
  open();
  for (const std::uint64_t first : {1u, 11u, 21u}) {
    ASSERT_FALSE(journal_->claim(8).empty());
    journal_->commit({.first_sequence = first, .count = 10}, 8);
  }
  release_all();
  Reader from = reader({.from_sequence = 15});
  EXPECT_EQ(next(from), 11);
}

TEST_F(ReaderTest, WaitsForASequenceThatIsNotWrittenYet) {
  open();
  write("a");
  release_all();
  Reader from = reader({.from_sequence = 3});
  EXPECT_EQ(next(from), 0);
  write("b");
  write("c");
  release_all();
  EXPECT_EQ(next(from), 3);
}

TEST_F(ReaderTest, SequenceThatIsNotKeptAnyMoreIsRefused) {
  options_.spare_segments = 0;
  open();
  for (int i = 0; i < 30; ++i) write_bytes(100'000);
  sync();
  journal_->release_before(Position{options_.segment_bytes});
  settle();
  auto opened = Reader::open(*storage_, directory(), {.from_sequence = 3});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, Error::Kind::kArgument);
  EXPECT_NE(opened.error().what.find("oldest is 11"), std::string::npos) << opened.error().message();
}

TEST_F(ReaderTest, ReadsOnInASegmentThatIsRemoved) {
  options_.spare_segments = 0;
  open();
  for (int i = 0; i < 25; ++i) write_bytes(100'000);
  release_all();
  sync();
  Reader from = reader();
  EXPECT_EQ(next(from), 1);
  journal_->release_before(Position{options_.segment_bytes});
  settle();
  ASSERT_FALSE(std::filesystem::exists(segment_file(0)));
  for (int i = 2; i <= 25; ++i) EXPECT_EQ(next(from), i);
}

TEST_F(ReaderTest, IsToldThatItFellBehind) {
  options_.spare_segments = 0;
  open();
  for (int i = 0; i < 35; ++i) write_bytes(100'000);
  release_all();
  sync();
  Reader from = reader();
  EXPECT_EQ(next(from), 1);
  journal_->release_before(Position{2 * options_.segment_bytes});
  settle();
  std::int64_t last = 1;
  while (last > 0) last = next(from);
  EXPECT_EQ(last, -1);
  EXPECT_NE(error_.what.find("fell behind"), std::string::npos) << error_.message();
}

TEST_F(ReaderTest, PassesACutRecord) {
  open();
  for (int i = 0; i < 3; ++i) write_bytes(100);
  journal_->release(ends_[1], 2);
  Reader from = reader();
  EXPECT_EQ(next(from), 1);
  EXPECT_EQ(next(from), 2);
  crash();
  flip_byte(Position{ends_[2].value - 10});
  open();
  EXPECT_EQ(next(from), 0);
  write("instead");
  release_all();
  EXPECT_EQ(next(from), 3);
  EXPECT_EQ(next(from), 0);
}

TEST_F(ReaderTest, IsToldThatItWasCutOff) {
  open();
  for (int i = 0; i < 6; ++i) write_bytes(100);
  Reader from = reader(kAllWritten);
  for (int i = 1; i <= 6; ++i) EXPECT_EQ(next(from), i);
  crash();
  ASSERT_TRUE(try_open(Recovery::Keep{ends_[1], "the test says so"})) << error_.message();
  EXPECT_EQ(next(from), -1);
  EXPECT_NE(error_.what.find("open a new reader"), std::string::npos) << error_.message();
}

TEST_F(ReaderTest, TornTailIsNoError) {
  open();
  for (int i = 0; i < 3; ++i) write_bytes(100);
  crash();
  flip_byte(Position{ends_[2].value - 10});
  Reader from = reader(kAllWritten);
  EXPECT_EQ(next(from), 1);
  EXPECT_EQ(next(from), 2);
  EXPECT_EQ(next(from), 0);
  EXPECT_EQ(from.ending(), Ending::kTorn);
}

TEST_F(ReaderTest, LostFrameBeforeSurvivingOnesIsTorn) {
  open();
  for (int i = 0; i < 4; ++i) write_bytes(100);
  crash();
  zero(ends_[1], ends_[2]);
  Reader from = reader(kAllWritten);
  EXPECT_EQ(next(from), 1);
  EXPECT_EQ(next(from), 2);
  EXPECT_EQ(next(from), 0);
  EXPECT_EQ(from.ending(), Ending::kTorn);
}

TEST_F(ReaderTest, DamageBelowAWatermarkIsAnErrorWithFileAndOffset) {
  open();
  for (int i = 0; i < 3; ++i) write_bytes(100);
  close();
  flip_byte(Position{ends_[1].value - 10});
  Reader from = reader(kAllWritten);
  EXPECT_EQ(next(from), 1);
  EXPECT_EQ(next(from), -1);
  EXPECT_EQ(error_.kind, Error::Kind::kCorrupt);
  EXPECT_EQ(error_.path, segment_file(0));
  EXPECT_EQ(error_.offset, ends_[0].value);
  EXPECT_EQ(from.ending(), Ending::kCorrupt);
}

TEST_F(ReaderTest, DamageBelowReleasedIsAnError) {
  open();
  for (int i = 0; i < 3; ++i) write_bytes(100);
  release_all();
  crash();
  zero(ends_[1], ends_[2]);
  Reader from = reader();
  EXPECT_EQ(next(from), 1);
  EXPECT_EQ(next(from), 2);
  EXPECT_EQ(next(from), -1);
  EXPECT_EQ(error_.kind, Error::Kind::kCorrupt);
}

TEST_F(ReaderTest, AfterABootShowsWhatTheLogProves) {
  RecordingStorage storage;
  storage_ = &storage;
  open();
  write("a");
  write("b");
  sync();
  write("c");
  write("d");
  release_all();
  crash();
  storage.boot = "boot-2";
  Reader from = reader();
  EXPECT_EQ(next(from), 1);
  EXPECT_EQ(next(from), 2);
  EXPECT_EQ(next(from), 0);
  EXPECT_EQ(from.ending(), Ending::kLimit);
  open();
  EXPECT_EQ(next(from), 0);
  journal_->release(journal_->written(), journal_->written_sequence());
  EXPECT_EQ(next(from), 3);
}

TEST_F(ReaderTest, HoldsItsSegmentShared) {
  open();
  write("a");
  Reader from = reader();
  auto file = storage_->open(segment_file(0), Access::kReadWrite);
  ASSERT_TRUE(file);
  EXPECT_FALSE((*file)->lock(Share::kExclusive));
  EXPECT_TRUE((*file)->lock(Share::kShared));
}

TEST_F(ReaderTest, DirectoryWithoutAJournalIsNamed) {
  TemporaryDirectory empty;
  auto opened = Reader::open(*storage_, empty.path(), {});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, Error::Kind::kFormat);
}

}  // namespace
}  // namespace daybook::journal
