// What is synced, in which order, and what a failure does.

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "journal/segment.h"
#include "tests/journal/fixture.h"
#include "tests/journal/recording_storage.h"

namespace daybook::journal {
namespace {

class Sync : public JournalTest {
 protected:
  Sync() { storage_ = &storage; }

  [[nodiscard]] std::vector<std::string> syncs() const {
    std::vector<std::string> found;
    for (const std::string& operation : storage.operations) {
      if (operation.starts_with("sync ")) found.push_back(operation.substr(5));
    }
    return found;
  }
  [[nodiscard]] std::ptrdiff_t at(const std::string& operation) const {
    const auto found = std::find(storage.operations.begin(), storage.operations.end(), operation);
    EXPECT_NE(found, storage.operations.end()) << operation;
    return found - storage.operations.begin();
  }

  RecordingStorage storage;
};

TEST_F(Sync, SegmentIsSyncedThenNamedThenItsNameIsSynced) {
  open();
  storage.go_on();
  settle();
  const std::string temporary = segment_name(1) + ".tmp";
  const auto renamed = at("rename " + temporary + " " + segment_name(1));
  EXPECT_LT(at("allocate " + temporary), renamed);
  EXPECT_EQ(storage.operations[static_cast<std::size_t>(renamed) - 1], "sync " + temporary);
  EXPECT_EQ(storage.operations[static_cast<std::size_t>(renamed) + 1], "sync_directory journal");
}

TEST_F(Sync, AtPowerZerosAreSyncedAChunkAtATime) {
  options_.durability = Durability::kPower;
  options_.segment_bytes = 5 * kMinSegmentBytes;
  open();
  storage.go_on();
  settle();
  const std::string temporary = segment_name(1) + ".tmp";
  std::vector<std::string> found;
  for (const std::string& operation : storage.operations) {
    if (!operation.ends_with(" " + temporary)) continue;
    const std::string verb = operation.substr(0, operation.find(' '));
    if (found.empty() || verb != "write" || found.back() != "write") found.push_back(verb);
  }
  // The zeros, 4 MiB and the rest; then the header.
  const std::vector<std::string> wanted{"create", "allocate", "write", "sync", "write", "sync", "write", "sync"};
  EXPECT_EQ(found, wanted);
}

TEST_F(Sync, NewJournalIsDurableBeforeItsControlFileExists) {
  open();
  EXPECT_LT(at("sync_directory journal"), at("create control.tmp"));
}

TEST_F(Sync, DirectoryOfANewJournalIsSyncedInItsParent) {
  open();
  const std::string parent = RecordingStorage::name(directory().substr(0, directory().rfind('/')));
  EXPECT_GE(at("sync_directory " + parent), 0);
}

TEST_F(Sync, OlderSegmentIsSyncedBeforeTheNewer) {
  options_.durability = Durability::kPower;
  open();
  settle();
  for (int i = 0; i < 11; ++i) write_bytes(100'000);
  storage.go_on();
  journal_->service();
  const std::vector<std::string> wanted = {segment_name(0), segment_name(1)};
  const auto found = syncs();
  ASSERT_GE(found.size(), 2u);
  EXPECT_EQ(std::vector<std::string>(found.begin(), found.begin() + 2), wanted);
}

TEST_F(Sync, AtPowerOneSyncServesAllBatchesThatWait) {
  options_.durability = Durability::kPower;
  open();
  settle();
  storage.go_on();
  for (int i = 0; i < 10; ++i) write_bytes(100);
  EXPECT_EQ(journal_->durable_sequence(), 0u);
  EXPECT_TRUE(journal_->service_wanted());
  settle();
  EXPECT_EQ(journal_->durable_sequence(), 10u);
  EXPECT_EQ(syncs(), std::vector<std::string>{segment_name(0)});
}

TEST_F(Sync, TargetIsCapturedBeforeTheSyncStarts) {
  options_.durability = Durability::kPower;
  open();
  settle();
  write("before");
  bool written = false;
  storage.refuse = [&](const std::string& operation) {
    if (!written && operation == "sync " + segment_name(0)) {
      written = true;
      write("while the sync runs");
    }
    return false;
  };
  journal_->service();
  EXPECT_EQ(journal_->synced_sequence(), 1u);
  EXPECT_EQ(journal_->synced(), ends_[0]);
  settle();
  EXPECT_EQ(journal_->synced_sequence(), 2u);
}

TEST_F(Sync, AtProcessABatchIsDurableWhenWritten) {
  open();
  settle();
  storage.go_on();
  write("a");
  settle();
  EXPECT_EQ(journal_->durable_sequence(), 1u);
  EXPECT_EQ(journal_->synced_sequence(), 0u);
  EXPECT_TRUE(storage.operations.empty());
}

TEST_F(Sync, AtProcessASealedSegmentIsSynced) {
  open();
  settle();
  for (int i = 0; i < 11; ++i) write_bytes(100'000);
  storage.go_on();
  settle();
  EXPECT_EQ(syncs().front(), segment_name(0));
  EXPECT_EQ(journal_->synced().value, options_.segment_bytes);
  EXPECT_EQ(journal_->synced_sequence(), 10u);
}

TEST_F(Sync, RequestIsServedOnce) {
  open();
  settle();
  write("a");
  storage.go_on();
  journal_->request_sync();
  EXPECT_TRUE(journal_->service_wanted());
  settle();
  EXPECT_EQ(syncs().size(), 1u);
  EXPECT_EQ(journal_->synced_sequence(), 1u);
  EXPECT_FALSE(journal_->service_wanted());
}

TEST_F(Sync, FailureIsFinal) {
  options_.durability = Durability::kPower;
  open();
  settle();
  write("durable");
  settle();
  storage.refuse = [](const std::string& operation) { return operation == "sync " + segment_name(0); };
  write("never durable");
  journal_->service();
  storage.go_on();
  ASSERT_NE(journal_->failure(), nullptr);
  EXPECT_EQ(journal_->failure()->system, EIO);
  EXPECT_EQ(journal_->failure()->path, segment_file(0));
  EXPECT_TRUE(journal_->claim(10).empty());
  journal_->request_sync();
  EXPECT_FALSE(journal_->service_wanted());
  EXPECT_FALSE(journal_->service());
  EXPECT_TRUE(storage.operations.empty());
  EXPECT_EQ(journal_->durable_sequence(), 1u);
  EXPECT_EQ(journal_->tick(1), UINT64_MAX);
  EXPECT_FALSE(journal_->close());
}

TEST_F(Sync, NothingIsAppendedAfterAFailure) {
  open();
  settle();
  write("a");
  auto room = journal_->claim(10);
  ASSERT_FALSE(room.empty());
  storage.refuse = [](const std::string& operation) { return operation.starts_with("sync "); };
  journal_->request_sync();
  journal_->service();
  EXPECT_EQ(journal_->commit({.first_sequence = 2, .count = 1}, 10), ends_[0]);
  EXPECT_EQ(journal_->durable_sequence(), 1u);
}

TEST_F(Sync, FullDiskIsNamedAsSuch) {
  open();
  storage.refusal = ENOSPC;
  storage.refuse = [](const std::string& operation) { return operation.starts_with("allocate "); };
  settle();
  EXPECT_TRUE(journal_->no_space());
  EXPECT_EQ(journal_->failure(), nullptr);
  EXPECT_EQ(files().size(), 3U) << "the unfinished file is gone: lock, control and the first segment are left";
  // What is left of the segment still takes batches, and they become durable.
  while (!journal_->claim(200'000).empty()) write_bytes(200'000);
  journal_->request_sync();
  settle();
  EXPECT_EQ(journal_->synced_sequence(), written_.size());
  EXPECT_GE(written_.size(), 4U);
  storage.go_on();
  // Nobody is woken for it: the service is asked now and then.
  while (journal_->service()) {
  }
  EXPECT_FALSE(journal_->no_space());
  EXPECT_FALSE(journal_->claim(200'000).empty());
}

TEST_F(Sync, CloseSyncsAndSaysSo) {
  open();
  settle();
  write("a");
  storage.go_on();
  auto closed = journal_->close();
  ASSERT_TRUE(closed) << closed.error().message();
  EXPECT_EQ(syncs(), (std::vector<std::string>{segment_name(0), segment_name(0)}));
  EXPECT_EQ(last_frame().type, FrameType::kWatermark);
  EXPECT_EQ(last_frame().synced, ends_.back());
  EXPECT_TRUE(journal_->claim(1).empty());
  EXPECT_TRUE(journal_->close());
}

TEST_F(Sync, UnfinishedSegmentFileIsRemovedByTheNextOpen) {
  open();
  storage.refuse = [](const std::string& operation) { return operation.starts_with("rename "); };
  settle();
  ASSERT_NE(journal_->failure(), nullptr);
  crash();
  storage.go_on();
  open();
  const auto names = files();
  EXPECT_TRUE(std::none_of(names.begin(), names.end(), [](const std::string& name) { return name.ends_with(".tmp"); }));
}

}  // namespace
}  // namespace daybook::journal
