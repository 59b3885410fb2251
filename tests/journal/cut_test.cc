// What recovery does to a tail, in which order, and what a second crash leaves.

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "journal/segment.h"
#include "tests/journal/recording_storage.h"
#include "tests/journal/recovery_fixture.h"

namespace daybook::journal {
namespace {

bool has_quarantine(const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(),
                     [](const std::string& name) { return name.starts_with("quarantine-"); });
}

class CutTest : public RecoveryTest {};

TEST_F(CutTest, CutIsRepeatedByNoLaterOpen) {
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

TEST_F(CutTest, AppendsContinueBehindACut) {
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

TEST_F(CutTest, QuarantineHoldsExactlyWhatWasCut) {
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

TEST_F(CutTest, NothingIsLeftBehindACut) {
  open();
  write_some(5);
  crash();
  flip_byte(begin_of(2));
  open();
  const std::uint64_t behind = begin_of(2).value + kCutFrameBytes;
  const std::uint64_t bytes = options_.segment_bytes - behind;
  EXPECT_EQ(bytes_at(Position{behind}, bytes), std::string(bytes, '\0'));
}

TEST_F(CutTest, LaterSegmentsOfACutAreRemovedAndTheirBytesKept) {
  open();
  for (int i = 0; i < 25; ++i) write_bytes(100'000);
  crash();
  ASSERT_EQ(ends_[14].value / options_.segment_bytes, 1u);
  ASSERT_TRUE(try_open(Recovery::Keep{ends_[14], "the test says so"})) << error_.message();
  EXPECT_TRUE(std::filesystem::exists(segment_file(1)));
  EXPECT_FALSE(std::filesystem::exists(segment_file(2)));
  ASSERT_EQ(report_.quarantine.size(), 2u);
  const std::uint64_t later = ends_.back().value - 2 * options_.segment_bytes;
  EXPECT_EQ(std::filesystem::file_size(report_.quarantine[0]), later);
}

TEST_F(CutTest, TailBeyondTheWatermarkIsRewrittenAndSynced) {
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

TEST_F(CutTest, FailedSyncOfTheRewrittenTailFailsTheOpen) {
  RecordingStorage storage;
  storage_ = &storage;
  open();
  write_some(3);
  crash();
  storage.refuse = [](const std::string& operation) { return operation == "sync " + segment_name(0); };
  EXPECT_FALSE(try_open());
  EXPECT_EQ(error_.kind, Error::Kind::kIo);
}

TEST_F(CutTest, CleanlyClosedJournalIsProvenUpToItsLastBatch) {
  open();
  write_some(3);
  close();
  open();
  EXPECT_TRUE(report_.clean);
  EXPECT_EQ(report_.synced, ends_.back());
  EXPECT_EQ(report_.rewritten_bytes, sizeof(FrameHeader));  // the watermark itself
}

TEST_F(CutTest, TailIsSyncedBeforeTheCutRecord) {
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
  // tail; quarantine; cut record; zeros; names, and the directory's own.
  const std::vector<std::string> wanted = {"write",  "sync",           "create",        "write", "sync",
                                           "rename", "sync_directory", "write",         "sync",  "write",
                                           "sync",   "sync_directory", "sync_directory"};
  EXPECT_EQ(order, wanted);
}

// A crash in between must not keep a later file and lose an earlier one.
TEST_F(CutTest, LaterSegmentsAreRemovedOneByOne) {
  RecordingStorage storage;
  storage_ = &storage;
  open();
  for (int i = 0; i < 34; ++i) {
    write_bytes(100'000);
    settle();
  }
  crash();
  storage.go_on();
  // Kept up to a batch of the first segment: the others are cut.
  ASSERT_TRUE(try_open(Recovery::Keep{ends_[3], "the test"})) << error_.message();
  std::vector<std::string> removed;
  for (std::size_t i = 0; i + 1 < storage.operations.size(); ++i) {
    const std::string& operation = storage.operations[i];
    if (!operation.starts_with("remove ") || !operation.ends_with(".segment")) continue;
    removed.push_back(operation.substr(7));
    EXPECT_EQ(storage.operations[i + 1], "sync_directory journal") << operation;
  }
  ASSERT_GE(removed.size(), 3u);
  EXPECT_TRUE(std::is_sorted(removed.rbegin(), removed.rend())) << "the last one first";
}

// The process dies after every single change that recovery makes; the next open finds the same batches.
class CrashInRecovery : public CutTest {};

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
      found.push_back(text_of(payload));
    }
    auto journal = recovery->finish();
    ASSERT_TRUE(journal) << "after " << changes << " changes: " << journal.error().message();
    EXPECT_EQ(found, payloads) << "after " << changes << " changes";
    auto names = storage.list(directory.path());
    EXPECT_TRUE(has_quarantine(*names)) << "after " << changes << " changes";
    if (survived) {
      EXPECT_GT(changes, 10u);
      return;
    }
  }
}

}  // namespace
}  // namespace daybook::journal
