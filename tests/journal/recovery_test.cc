// End, torn and corrupt; what a cut does; what a second crash leaves.

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "journal/frame.h"
#include "journal/segment.h"
#include "tests/journal/fixture.h"
#include "tests/journal/recording_storage.h"

namespace daybook::journal {
namespace {

using testing::Test;

bool contains(const std::vector<std::string>& names, const std::string& part) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& n) { return n.find(part) != std::string::npos; });
}

class RecoveryTest : public JournalTest {
 protected:
  void write_some(int count, std::size_t bytes = 200) {
    for (int i = 0; i < count; ++i) write_bytes(bytes);
  }
  [[nodiscard]] Position begin_of(std::size_t batch) const {
    return batch == 0 ? Position{kSegmentHeaderBytes + kStartFrameBytes} : ends_[batch - 1];
  }
  void expect_first(std::size_t count) {
    EXPECT_TRUE(same(recovered_, std::vector<std::string>(written_.begin(), written_.begin() + static_cast<long>(count))));
    written_.resize(count);
    ends_.resize(count);
  }
  void expect_corrupt_at(Position at) {
    ASSERT_FALSE(try_open());
    EXPECT_EQ(error_.kind, Error::Kind::kCorrupt) << error_.message();
    EXPECT_EQ(error_.path, segment_file(at.value / options_.segment_bytes));
    EXPECT_EQ(error_.offset, at.value % options_.segment_bytes);
  }
};

TEST_F(RecoveryTest, DamagedLastBatchIsATornTail) {
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

TEST_F(RecoveryTest, CutIsRepeatedByNoLaterOpen) {
  open();
  write_some(5);
  crash();
  flip_byte(begin_of(4));
  open();
  expect_first(4);
  reopen();
  EXPECT_TRUE(same(recovered_, written_));
  EXPECT_TRUE(report_.clean) << report_.cut_reason;
}

TEST_F(RecoveryTest, AppendsContinueBehindACut) {
  open();
  write_some(5);
  crash();
  flip_byte(begin_of(3));
  open();
  expect_first(3);
  write("instead");
  reopen();
  EXPECT_TRUE(same(recovered_, written_));
  EXPECT_TRUE(report_.clean) << report_.cut_reason;
}

TEST_F(RecoveryTest, QuarantineHoldsExactlyWhatWasCut) {
  open();
  write_some(5);
  crash();
  flip_byte(begin_of(3));
  const std::uint64_t bytes = ends_[4].value - begin_of(3).value;
  const std::string cut = bytes_at(begin_of(3), bytes);
  open();
  ASSERT_EQ(report_.quarantine.size(), 1u);
  EXPECT_EQ(report_.cut_bytes, bytes);
  auto file = Storage::system().open(report_.quarantine[0], Access::kRead);
  ASSERT_TRUE(file);
  std::string saved(bytes + 100, '\0');
  auto got = (*file)->read(0, std::as_writable_bytes(std::span(saved)));
  ASSERT_TRUE(got);
  saved.resize(*got);
  EXPECT_EQ(saved, cut);
}

TEST_F(RecoveryTest, NothingIsLeftBehindACut) {
  open();
  write_some(5);
  crash();
  flip_byte(begin_of(2));
  open();
  const std::uint64_t behind = begin_of(2).value + kCutFrameBytes;
  const std::uint64_t bytes = options_.segment_bytes - behind;
  EXPECT_EQ(bytes_at(Position{behind}, bytes), std::string(bytes, '\0'));
}

TEST_F(RecoveryTest, LostFrameBeforeSurvivingOnesIsTornWhenNoneProvesASync) {
  open();
  write_some(6);
  crash();
  zero(begin_of(3), ends_[3]);
  open();
  expect_first(3);
  EXPECT_NE(report_.cut_reason.find("before others that survived"), std::string::npos) << report_.cut_reason;
}

TEST_F(RecoveryTest, UnfinishedAppendIsTornForItsOwnReason) {
  open();
  write_some(3);
  crash();
  overwrite(Position{ends_.back().value + 100}, "payload of a batch that was never committed");
  open();
  expect_first(3);
  EXPECT_FALSE(report_.clean);
  EXPECT_NE(report_.cut_reason.find("without a commit word"), std::string::npos) << report_.cut_reason;
}

TEST_F(RecoveryTest, DamageBelowAWatermarkIsCorruption) {
  open();
  write_some(3);
  sync();
  write_some(3);  // these say that the first three are synced
  crash();
  flip_byte(Position{begin_of(1).value + 100});
  expect_corrupt_at(begin_of(1));
}

TEST_F(RecoveryTest, ZeroedFrameBelowAWatermarkIsCorruption) {
  open();
  write_some(3);
  sync();
  write_some(3);
  crash();
  zero(begin_of(1), ends_[1]);
  expect_corrupt_at(begin_of(1));
}

TEST_F(RecoveryTest, DamageAboveTheWatermarkIsTorn) {
  open();
  write_some(3);
  sync();
  write_some(3);
  crash();
  flip_byte(begin_of(3));
  open();
  expect_first(3);
}

TEST_F(RecoveryTest, WatermarkInALaterSegmentProvesCorruption) {
  open();
  write_some(2);
  fill_until_room(0);
  sync();
  write_some(1);
  crash();
  flip_byte(begin_of(1));
  expect_corrupt_at(begin_of(1));
}

TEST_F(RecoveryTest, WatermarkBehindADamagedFrameProvesCorruption) {
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

TEST_F(RecoveryTest, CorruptJournalIsLeftAsItIs) {
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

TEST_F(RecoveryTest, CorruptErrorNamesTheWayOut) {
  open();
  write_some(1);
  sync();
  write_some(1);
  crash();
  flip_byte(begin_of(0));
  ASSERT_FALSE(try_open());
  EXPECT_NE(error_.message().find("daybook journal repair"), std::string::npos) << error_.message();
}

TEST_F(RecoveryTest, DamageBelowReleasedIsCorruptionWhileTheBootRuns) {
  open();
  write_some(3);
  journal_->release(ends_[2], 3);
  crash();
  flip_byte(begin_of(2));
  expect_corrupt_at(begin_of(2));
}

TEST_F(RecoveryTest, LostTailBelowReleasedIsCorruptionWhileTheBootRuns) {
  open();
  write_some(3);
  journal_->release(ends_[2], 3);
  crash();
  zero(begin_of(2), ends_[2]);
  expect_corrupt_at(begin_of(2));
}

TEST_F(RecoveryTest, ReleasedIsNotBelievedAfterAnotherBoot) {
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

TEST_F(RecoveryTest, FramesOfAnOlderGenerationAreNotAccepted) {
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
class ForgedFrame : public RecoveryTest {
 protected:
  void forge(std::uint32_t generation) {
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
    BatchHeader batch{.term = 1, .first_sequence = 3, .count = 1, .bytes = 8, .decided = 0, .chain_hash = 0, .checksum = 0};
    batch.checksum = batch_checksum(batch, std::as_bytes(std::span(payload)), last.checksum);
    const FrameHeader header{.bytes = kBatchOverheadBytes + 8,
                             .generation = generation,
                             .type = static_cast<std::uint8_t>(FrameType::kBatch),
                             .zero = {},
                             .salt = segment.salt,
                             .synced = 0,
                             .checksum = 0};
    const EncodedFrame frame = encode_frame(header, std::as_bytes(std::span(&batch, 1)), at);
    overwrite(at, std::string(reinterpret_cast<const char*>(frame.bytes.data()), frame.size) + payload);
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

TEST_F(RecoveryTest, LostCutRecordBeforeNewerFramesIsCorruption) {
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

TEST_F(RecoveryTest, FrameMovedToAnotherPlaceIsNotAccepted) {
  open();
  write_some(4);
  crash();
  const std::string moved = bytes_at(begin_of(1), ends_[1].value - begin_of(1).value);
  overwrite(begin_of(3), moved);
  open();
  expect_first(3);
  EXPECT_FALSE(report_.clean);
}

TEST_F(RecoveryTest, EndOfTheLogCopiedBehindItIsNotAccepted) {
  open();
  write_some(2);
  crash();
  const std::string moved = bytes_at(begin_of(1), ends_[1].value - begin_of(1).value);
  overwrite(ends_[1], moved);
  open();
  expect_first(2);
}

TEST_F(RecoveryTest, SwappedSegmentsAreRefused) {
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

TEST_F(RecoveryTest, MissingMiddleSegmentIsRefused) {
  open();
  for (int i = 0; i < 30; ++i) write_bytes(100'000);
  crash();
  std::filesystem::remove(segment_file(1));
  ASSERT_FALSE(try_open());
  EXPECT_EQ(error_.path, segment_file(1));
  EXPECT_NE(error_.what.find("missing"), std::string::npos) << error_.message();
}

TEST_F(RecoveryTest, MissingLastSegmentIsRefused) {
  open();
  for (int i = 0; i < 15; ++i) write_bytes(100'000);
  crash();
  ASSERT_EQ(ends_.back().value / options_.segment_bytes, 1u);
  std::filesystem::remove(segment_file(1));
  std::filesystem::remove(segment_file(2));
  ASSERT_FALSE(try_open());
  EXPECT_EQ(error_.path, segment_file(1));
}

TEST_F(RecoveryTest, MissingSegmentsOfAKnownJournalAreRefused) {
  open();
  write_some(1);
  crash();
  std::filesystem::remove(segment_file(0));
  ASSERT_FALSE(try_open());
  EXPECT_EQ(error_.kind, Error::Kind::kCorrupt);
}

TEST_F(RecoveryTest, SegmentOfAnotherJournalIsRefused) {
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

TEST_F(RecoveryTest, NewerFormatVersionIsNamed) {
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

TEST_F(RecoveryTest, LaterSegmentsOfACutAreRemovedAndTheirBytesKept) {
  open();
  for (int i = 0; i < 30; ++i) write_bytes(100'000);
  crash();
  // Nothing was synced that the log knows of … except by the service at seal: take a batch of the last two segments.
  std::size_t victim = written_.size() - 1;
  while (ends_[victim].value / options_.segment_bytes == ends_.back().value / options_.segment_bytes) --victim;
  const std::uint64_t index = begin_of(victim).value / options_.segment_bytes;
  // The seal's sync is known to frames behind: make them unknown again.
  if (try_open(Recovery::Keep{begin_of(victim), "the test says so"})) {
    EXPECT_EQ(report_.batches, victim);
  }
  const auto left = files();
  EXPECT_TRUE(contains(left, segment_name(index)));
  EXPECT_FALSE(contains(left, segment_name(index + 1)));
  EXPECT_EQ(report_.quarantine.size(), 2u);
}

TEST_F(RecoveryTest, TailBeyondTheWatermarkIsRewrittenAndSynced) {
  RecordingStorage storage;
  storage_ = &storage;
  open();
  write_some(3);
  sync();
  write_some(2);
  crash();
  storage.go_on();
  open();
  EXPECT_TRUE(same(recovered_, written_));
  EXPECT_EQ(report_.synced, ends_[2]);
  EXPECT_EQ(report_.rewritten_bytes, ends_[4].value - ends_[2].value);
  const std::string file = segment_name(0);
  const auto write = std::find(storage.operations.begin(), storage.operations.end(), "write " + file);
  ASSERT_NE(write, storage.operations.end());
  EXPECT_NE(std::find(write, storage.operations.end(), "sync " + file), storage.operations.end());
  EXPECT_EQ(journal_->synced_sequence(), 5u);
}

TEST_F(RecoveryTest, FailedSyncOfTheRewrittenTailFailsTheOpen) {
  RecordingStorage storage;
  storage_ = &storage;
  open();
  write_some(3);
  crash();
  storage.refuse = [](const std::string& operation) { return operation == "sync " + segment_name(0); };
  EXPECT_FALSE(try_open());
  EXPECT_EQ(error_.kind, Error::Kind::kIo);
}

TEST_F(RecoveryTest, CleanlyClosedJournalIsProvenUpToItsLastBatch) {
  open();
  write_some(3);
  close();
  open();
  EXPECT_TRUE(report_.clean);
  EXPECT_EQ(report_.synced, ends_.back());
  EXPECT_EQ(report_.rewritten_bytes, sizeof(FrameHeader));  // the watermark itself
}

TEST_F(RecoveryTest, TailIsSyncedBeforeTheCutRecord) {
  RecordingStorage storage;
  storage_ = &storage;
  open();
  write_some(4);
  crash();
  flip_byte(begin_of(3));
  storage.go_on();
  open();
  const std::string file = segment_name(0);
  const std::string quarantine = "quarantine-";
  std::vector<std::string> order;
  for (const std::string& operation : storage.operations) {
    if (operation.find(file) != std::string::npos || operation.find(quarantine) != std::string::npos ||
        operation.starts_with("sync_directory")) {
      order.push_back(operation.substr(0, operation.find(' ')));
    }
  }
  // tail; quarantine; cut record; zeros; names.
  const std::vector<std::string> wanted = {"write",          "sync", "create", "write", "sync", "rename",
                                           "sync_directory", "write", "sync",  "write", "sync", "sync_directory"};
  EXPECT_EQ(order, wanted);
}

// The process dies after every single change that recovery makes; the next open finds the same batches.
class CrashInRecovery : public RecoveryTest {};

TEST_F(CrashInRecovery, TornTailRecoversToTheSame) {
  for (std::size_t changes = 0;; ++changes) {
    TemporaryDirectory directory(TemporaryDirectory::Where::kMemory);
    RecordingStorage storage;
    std::vector<std::string> payloads;
    Position damaged;
    {
      auto journal = Journal::open(storage, directory.path(), options_);
      ASSERT_TRUE(journal) << journal.error().message();
      for (std::uint64_t i = 1; i <= 5; ++i) {
        payloads.push_back(pattern(150, i));
        auto room = (*journal)->claim(150);
        std::memcpy(room.data(), payloads.back().data(), 150);
        if (i == 4) damaged = (*journal)->written();
        (*journal)->commit({.first_sequence = i, .count = 1}, 150);
      }
    }
    payloads.resize(3);
    {
      auto file = Storage::system().open(segment_path(directory.path(), 0), Access::kReadWrite);
      ASSERT_TRUE(file);
      ASSERT_TRUE((*file)->write(damaged.value + 90, std::as_bytes(std::span("damage"))));
    }
    storage.stop_after(changes);
    const bool survived = Journal::open(storage, directory.path(), options_).has_value();
    storage.go_on();
    auto recovery = Recovery::begin(storage, directory.path(), options_);
    ASSERT_TRUE(recovery) << "after " << changes << " changes: " << recovery.error().message();
    std::vector<std::string> found;
    for (;;) {
      auto batch = recovery->next();
      ASSERT_TRUE(batch) << batch.error().message();
      if (!*batch) break;
      const auto payload = (*batch)->payload;
      found.emplace_back(reinterpret_cast<const char*>(payload.data()), payload.size());
    }
    auto journal = recovery->finish();
    ASSERT_TRUE(journal) << "after " << changes << " changes: " << journal.error().message();
    EXPECT_EQ(found, payloads) << "after " << changes << " changes";
    auto names = storage.list(directory.path());
    EXPECT_TRUE(contains(*names, "quarantine-")) << "after " << changes << " changes";
    if (survived) {
      EXPECT_GT(changes, 10u);
      return;
    }
  }
}

}  // namespace
}  // namespace daybook::journal
