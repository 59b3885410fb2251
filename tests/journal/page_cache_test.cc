// What is synced leaves the page cache, or stays there when readers are to come soon. Seen by the hints that are given:
// the kernel may drop clean pages by itself at any time. That the hints work is seen by memory_limit_test.

#include <filesystem>
#include <map>

#include "journal/faulty_storage.h"
#include "journal/segment.h"
#include "tests/journal/fixture.h"

namespace daybook::journal {
namespace {

class PageCache : public JournalTest {
 protected:
  PageCache() {
    options_.spare_segments = 0;
    watched_.on_forget = [this](const std::string& path, std::uint64_t offset, std::uint64_t bytes) {
      EXPECT_EQ(offset, forgotten_[path]) << path;
      forgotten_[path] += bytes;
    };
    storage_ = &watched_;
  }
  ~PageCache() override { crash(); }

  // Writes until the writer is in segment `index`, and all before is synced and done with.
  void write_into(std::uint64_t index) {
    while (journal_->written().value / options_.segment_bytes < index) write_bytes(100'000);
    sync();
    while (journal_->service()) {
    }
  }
  // Bytes of the file that this segment has now, or had.
  [[nodiscard]] std::uint64_t forgotten(std::uint64_t index) const {
    const auto found = forgotten_.find(segment_path(directory(), index));
    return found == forgotten_.end() ? 0 : found->second;
  }
  // Removed files that this process still has open: their space is not free.
  static std::size_t removed_but_open() {
    std::size_t found = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
      std::error_code gone;
      const std::string file = std::filesystem::read_symlink(entry.path(), gone).string();
      if (file.ends_with(".segment (deleted)")) ++found;
    }
    return found;
  }

 private:
  FaultyStorage watched_{Storage::system()};
  std::map<std::string, std::uint64_t> forgotten_;
};

TEST_F(PageCache, SyncedSegmentLeavesOnceAndWhole) {
  options_.segment_bytes = 3 * kMinSegmentBytes;
  open();
  write_into(3);
  for (std::uint64_t index = 0; index < 3; ++index) EXPECT_EQ(forgotten(index), options_.segment_bytes) << index;
  EXPECT_EQ(forgotten(3), 0u);
}

TEST_F(PageCache, AsMuchStaysAsIsAskedFor) {
  options_.cached_bytes = 2 * kMinSegmentBytes;
  open();
  write_into(2);
  EXPECT_EQ(forgotten(0), 0u);
  write_into(4);
  EXPECT_EQ(forgotten(0), options_.segment_bytes);
  EXPECT_EQ(forgotten(1), options_.segment_bytes);
  EXPECT_EQ(forgotten(2), 0u);
}

TEST_F(PageCache, AllStaysWithoutABound) {
  options_.cached_bytes = UINT64_MAX;
  open();
  write_into(5);
  for (std::uint64_t index = 0; index <= 5; ++index) EXPECT_EQ(forgotten(index), 0u) << index;
}

TEST_F(PageCache, RemovedSegmentsGiveTheirSpaceBack) {
  options_.cached_bytes = UINT64_MAX;
  open();
  write_into(4);
  journal_->release_before(Position{3 * options_.segment_bytes});
  settle();
  ASSERT_FALSE(std::filesystem::exists(segment_file(2)));
  EXPECT_EQ(removed_but_open(), 0u);
}

TEST_F(PageCache, NothingOfASegmentThatIsUsedAgainLeaves) {
  options_.spare_segments = 1;
  options_.cached_bytes = 3 * kMinSegmentBytes;
  open();
  write_into(2);
  journal_->release_before(Position{options_.segment_bytes});
  write_into(6);
  ASSERT_FALSE(std::filesystem::exists(segment_file(0)));
  EXPECT_EQ(forgotten(0), 0u);
  EXPECT_EQ(forgotten(1), options_.segment_bytes);
}

}  // namespace
}  // namespace daybook::journal
