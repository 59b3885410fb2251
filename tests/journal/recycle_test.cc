// Segments that nobody needs any more become new ones: never under a reader, and with nothing left of what they held.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <iostream>
#include <thread>

#include "journal/faulty_storage.h"
#include "journal/segment.h"
#include "tests/journal/recovery_fixture.h"

namespace daybook::journal {
namespace {

class RecycleTest : public RecoveryTest, public testing::WithParamInterface<Durability> {
 protected:
  RecycleTest() { options_.durability = GetParam(); }

  // Writes until the writer is in segment `index`, and the next one is prepared.
  void write_into(std::uint64_t index) {
    while (journal_->written().value / options_.segment_bytes < index) write_bytes(100'000);
    sync();
  }
  void release_before(std::uint64_t index) { journal_->release_before(Position{index * options_.segment_bytes}); }
  // What names the file, whatever it is called.
  [[nodiscard]] ino_t inode(std::uint64_t index) const {
    struct stat status {};
    return ::stat(segment_file(index).c_str(), &status) == 0 ? status.st_ino : 0;
  }
  [[nodiscard]] bool is_there(std::uint64_t index) const { return std::filesystem::exists(segment_file(index)); }
  // Everything from segment `first` on.
  [[nodiscard]] std::vector<std::string> written_from(std::uint64_t first) const {
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < written_.size(); ++i) {
      if (ends_[i].value > first * options_.segment_bytes) kept.push_back(written_[i]);
    }
    return kept;
  }
};

TEST_P(RecycleTest, ReleasedSegmentBecomesANewOne) {
  open();
  write_into(2);
  const ino_t oldest = inode(0);
  release_before(1);
  write_into(3);
  EXPECT_FALSE(is_there(0));
  EXPECT_EQ(inode(4), oldest);
  write_into(5);
  crash();
  open();
  EXPECT_TRUE(same(recovered_, written_from(1)));
  EXPECT_TRUE(report_.clean) << report_.cut_reason;
}

TEST_P(RecycleTest, NothingIsLeftOfWhatItHeld) {
  open();
  write_into(2);
  release_before(1);
  write_into(3);
  const std::string content =
      bytes_at(Position{4 * options_.segment_bytes + sizeof(SegmentHeader)}, kMinSegmentBytes - sizeof(SegmentHeader));
  EXPECT_EQ(content.find_first_not_of('\0'), std::string::npos);
}

TEST_P(RecycleTest, SparesAreKeptAndTheRestIsRemoved) {
  options_.spare_segments = 2;
  open();
  write_into(6);
  release_before(5);
  settle();
  EXPECT_FALSE(is_there(2));
  EXPECT_TRUE(is_there(3));
  const ino_t spare = inode(3);
  write_into(7);
  EXPECT_EQ(inode(8), spare);
}

TEST_P(RecycleTest, SegmentThatIsReadIsNotUsedAgain) {
  open();
  write_into(2);
  journal_->release(ends_.back(), written_.size());
  auto reader = Reader::open(*storage_, directory(), {});
  ASSERT_TRUE(reader) << reader.error().message();
  auto first = reader->next();
  ASSERT_TRUE(first && *first);
  const ino_t oldest = inode(0);
  release_before(1);
  write_into(3);
  EXPECT_NE(inode(4), oldest);
  EXPECT_FALSE(is_there(0));
  // The view of before, and the rest of the segment.
  EXPECT_EQ(text_of((*first)->payload), written_[0]);
  for (std::size_t i = 1; ends_[i].value < options_.segment_bytes; ++i) {
    auto batch = reader->next();
    ASSERT_TRUE(batch && *batch);
    EXPECT_EQ(text_of((*batch)->payload), written_[i]);
  }
}

TEST_P(RecycleTest, WriterThatHasTheFileIsTakenForGone) {
  open();
  write_into(1);
  auto file = storage_->open(segment_file(0), Access::kReadWrite);
  ASSERT_TRUE(file);
  ASSERT_TRUE((*file)->lock(Share::kExclusive));
  auto opened = open_segment(*storage_, directory(), 0, Access::kRead, {});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().system, ENOENT) << opened.error().message();
}

// Between a reader's open and its lock the file becomes another segment.
TEST_P(RecycleTest, FileThatChangedWhileItWasOpenedIsTakenForGone) {
  open();
  write_into(1);
  crash();
  FaultyStorage watched(Storage::system());
  watched.hook = [&](const Operation& operation) {
    if (operation.kind == Operation::Kind::kLock) {
      zero(Position{0}, Position{kSegmentHeaderBytes});
      std::filesystem::rename(segment_file(0), segment_file(9));
    }
    return Fault{};
  };
  auto opened = open_segment(watched, directory(), 0, Access::kRead, {});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().system, ENOENT) << opened.error().message();
}

// As if the zeros had never reached the disk: old frames of this very journal, where they stood, under a new header.
TEST_P(RecycleTest, ContentOfAnOldSegmentIsNeverAccepted) {
  open();
  write_into(2);
  const std::string old = bytes_at(Position{kSegmentHeaderBytes}, kMinSegmentBytes - kSegmentHeaderBytes);
  release_before(1);
  write_into(3);
  write_into(4);
  ASSERT_FALSE(is_there(0));
  crash();
  const Position end = ends_.back();
  overwrite(end, old.substr(end.value % kMinSegmentBytes - kSegmentHeaderBytes));
  open();
  EXPECT_TRUE(same(recovered_, written_from(1)));
  EXPECT_FALSE(report_.clean);
  settle();
  crash();
  overwrite(Position{5 * kMinSegmentBytes + kSegmentHeaderBytes}, old);  // the prepared one
  const bool opened = try_open();
  EXPECT_TRUE(same(recovered_, written_from(1))) << (opened ? "opened" : error_.message());
}

// The writer may die while it has the file, and before it was renamed.
TEST_P(RecycleTest, ReaderGoesOnWhenAFileWasTakenForAMoment) {
  FaultyStorage taken(Storage::system());
  storage_ = &taken;
  open();
  write_into(1);
  journal_->release(ends_.back(), written_.size());
  auto reader = Reader::open(*storage_, directory(), {});
  ASSERT_TRUE(reader);
  unsigned refused = 0;
  taken.hook = [&](const Operation& operation) {
    const bool hit = operation.kind == Operation::Kind::kLock && operation.path == segment_file(1) && refused == 0;
    if (hit) ++refused;
    return Fault{.system = hit ? ENOENT : 0};
  };
  std::size_t read = 0;
  for (int polls = 0; polls < 100 && read < written_.size(); ++polls) {
    auto batch = reader->next();
    ASSERT_TRUE(batch) << batch.error().message();
    if (!*batch) continue;
    EXPECT_EQ(text_of((*batch)->payload), written_[read++]);
  }
  EXPECT_EQ(refused, 1U);
  EXPECT_EQ(read, written_.size());
}

TEST_P(RecycleTest, FailureToGiveTheNewNameStopsTheJournal) {
  FaultyStorage faulty(Storage::system());
  storage_ = &faulty;
  open();
  write_into(2);
  release_before(1);
  faulty.hook = [](const Operation& operation) {
    return operation.kind == Operation::Kind::kRename ? Fault{.system = ENOSPC} : Fault{};
  };
  while (journal_->failure() == nullptr) {
    ASSERT_LT(journal_->written().value / options_.segment_bytes, 4u) << "it went on";
    const auto room = journal_->claim(100'000);
    if (!room.empty()) {
      journal_->commit({.first_sequence = journal_->next_sequence(), .count = 1}, 100'000);
    }
    journal_->service();
  }
  EXPECT_NE(journal_->failure()->message().find("00000000000000000000.segment"), std::string::npos);
  faulty.hook = nullptr;
  EXPECT_TRUE(Reader::open(*storage_, directory(), {})) << "readers go on, though the writer has failed";
  crash();
  open();
  EXPECT_TRUE(is_there(0));
}

// Readers that come and go while segments become others under their hands.
TEST_P(RecycleTest, ReadersNeverSeeAnythingElse) {
  constexpr std::uint64_t kSegments = 60;
  constexpr std::size_t kBytes = 30'000;
  std::atomic<std::uint64_t> recycled{0};
  FaultyStorage watched(Storage::system());
  watched.hook = [&](const Operation& operation) {
    if (operation.kind == Operation::Kind::kRename && operation.path.ends_with(".segment")) ++recycled;
    return Fault{};
  };
  storage_ = &watched;
  open();
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> read{0};
  std::atomic<std::uint64_t> fell_behind{0};
  const auto follow = [&](std::uint64_t patience) {
    while (!stop.load()) {
      auto reader = Reader::open(Storage::system(), directory(), {});
      for (std::uint64_t i = 0; reader && i < patience && !stop.load(); ++i) {
        auto batch = reader->next();
        if (!batch) {
          EXPECT_NE(batch.error().kind, Error::Kind::kCorrupt) << batch.error().message();
          ++fell_behind;
          break;
        }
        if (!*batch) continue;
        EXPECT_EQ(text_of((*batch)->payload), pattern(kBytes, (*batch)->header.first_sequence));
        ++read;
      }
      if (!reader) {
        EXPECT_NE(reader.error().kind, Error::Kind::kCorrupt) << reader.error().message();
      }
    }
  };
  std::thread short_reads(follow, 5);
  std::thread long_reads(follow, 100'000);
  for (std::uint64_t sequence = 1; journal_->written().value / options_.segment_bytes < kSegments; ++sequence) {
    const std::string payload = pattern(kBytes, sequence);
    auto room = journal_->claim(payload.size());
    while (room.empty() && journal_->failure() == nullptr) {
      journal_->service();
      room = journal_->claim(payload.size());
    }
    if (room.empty()) {
      ADD_FAILURE() << journal_->failure()->message();
      break;
    }
    std::copy_n(reinterpret_cast<const std::byte*>(payload.data()), payload.size(), room.begin());
    const Position end = journal_->commit({.first_sequence = sequence, .count = 1}, payload.size());
    journal_->release(end, sequence);
    journal_->release_before(Position{end.value - std::min(end.value, options_.segment_bytes)});
    journal_->service();
  }
  stop.store(true);
  short_reads.join();
  long_reads.join();
  std::cout << recycled << " segments used again, " << read << " batches read, " << fell_behind << " times too late\n";
  EXPECT_GT(recycled, 0U) << "how many depends on what the readers hold";
  EXPECT_GT(read, 0U);
}

INSTANTIATE_TEST_SUITE_P(Durability, RecycleTest, testing::Values(Durability::kProcess, Durability::kPower),
                         [](const auto& test) { return test.param == Durability::kPower ? "Power" : "Process"; });

}  // namespace
}  // namespace daybook::journal
