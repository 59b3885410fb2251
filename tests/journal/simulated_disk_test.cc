// The simulated disk is what the proofs stand on: what it forgets, and what it may not forget.

#include "journal/simulated_disk.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <set>

namespace daybook::journal {
namespace {

constexpr int kLosses = 200;  // seeds tried where something must happen sometimes

class SimulatedDiskTest : public testing::Test {
 protected:
  std::unique_ptr<File> create(const std::string& path, std::size_t bytes = 4 * kPageBytes) {
    auto file = disk_.create(path);
    EXPECT_TRUE(file);
    EXPECT_TRUE((*file)->allocate(bytes));
    return std::move(*file);
  }
  static void write(File& file, std::uint64_t offset, std::string_view text) {
    EXPECT_TRUE(file.write(offset, std::as_bytes(std::span(text))));
  }
  static std::string read(Storage& disk, const std::string& path, std::uint64_t offset, std::size_t bytes) {
    auto file = disk.open(path, Access::kRead);
    if (!file) return "no file";
    std::string text(bytes, '\0');
    auto got = (*file)->read(offset, std::as_writable_bytes(std::span(text)));
    text.resize(got.value_or(0));
    return text;
  }
  // What is found after each of many losses of power.
  std::set<std::string> outcomes(const std::string& path, std::uint64_t offset, std::size_t bytes) {
    std::set<std::string> found;
    for (int seed = 0; seed < kLosses; ++seed) {
      found.insert(read(*disk_.after_power_loss(static_cast<std::uint64_t>(seed)), path, offset, bytes));
    }
    return found;
  }
  void make_durable(File& file) {
    EXPECT_TRUE(file.sync());
    EXPECT_TRUE(disk_.sync_directory("/"));
  }

  SimulatedDisk disk_{1};
};

TEST_F(SimulatedDiskTest, SyncedBytesUnderASyncedNameAreNeverLost) {
  auto file = create("/a");
  write(*file, 100, "kept");
  make_durable(*file);
  EXPECT_EQ(outcomes("/a", 100, 4), (std::set<std::string>{"kept"}));
}

TEST_F(SimulatedDiskTest, UnsyncedBytesAreAnyVersionSinceTheLastSync) {
  auto file = create("/a");
  write(*file, 0, "one");
  make_durable(*file);
  write(*file, 0, "two");
  write(*file, 0, "six");
  EXPECT_EQ(outcomes("/a", 0, 3), (std::set<std::string>{"one", "two", "six"}));
  EXPECT_EQ(read(disk_, "/a", 0, 3), "six");
}

TEST_F(SimulatedDiskTest, PagesAreLostOneByOne) {
  auto file = create("/a");
  make_durable(*file);
  write(*file, 0, "x");
  write(*file, kPageBytes, "y");
  std::set<std::string> found;
  for (int seed = 0; seed < kLosses; ++seed) {
    auto after = disk_.after_power_loss(static_cast<std::uint64_t>(seed));
    found.insert(read(*after, "/a", 0, 1) + read(*after, "/a", kPageBytes, 1));
  }
  const std::string zero(1, '\0');
  EXPECT_EQ(found, (std::set<std::string>{"xy", "x" + zero, zero + "y", zero + zero}));
}

TEST_F(SimulatedDiskTest, APageIsTornAtASectorsBorder) {
  auto file = create("/a");
  write(*file, 0, std::string(kPageBytes, 'a'));
  make_durable(*file);
  write(*file, 0, std::string(kPageBytes, 'b'));
  bool torn = false;
  for (const std::string& page : outcomes("/a", 0, kPageBytes)) {
    for (std::size_t at = 1; at < kPageBytes; ++at) {
      if (page[at] == page[at - 1]) continue;
      EXPECT_EQ(at % SimulatedDisk::kSectorBytes, 0U);
      torn = true;
    }
  }
  EXPECT_TRUE(torn);
}

TEST_F(SimulatedDiskTest, AStoreIntoAMappingIsLostUntilItIsSynced) {
  auto file = create("/a");
  make_durable(*file);
  auto mapping = file->map(Access::kReadWrite);
  ASSERT_TRUE(mapping);
  std::memcpy((*mapping)->data(), "one", 3);
  disk_.look();
  std::memcpy((*mapping)->data(), "two", 3);
  EXPECT_EQ(read(disk_, "/a", 0, 3), "two");
  EXPECT_EQ(outcomes("/a", 0, 3), (std::set<std::string>{std::string(3, '\0'), "one", "two"}));
  make_durable(*file);
  EXPECT_EQ(outcomes("/a", 0, 3), (std::set<std::string>{"two"}));
}

// The kernel marks the pages clean: the cache goes on showing what the disk does not have.
TEST_F(SimulatedDiskTest, AfterAFailedSyncTheNextOneWritesNothing) {
  auto file = create("/a");
  make_durable(*file);
  write(*file, 0, "new");
  disk_.hook = FaultAt(0, {.system = EIO}, false);
  EXPECT_FALSE(file->sync());
  EXPECT_TRUE(file->sync());
  EXPECT_EQ(read(disk_, "/a", 0, 3), "new");
  EXPECT_EQ(outcomes("/a", 0, 3), (std::set<std::string>{std::string(3, '\0'), "new"}));
  write(*file, 5, "again");  // dirties the page once more
  EXPECT_TRUE(file->sync());
  EXPECT_EQ(outcomes("/a", 0, 3), (std::set<std::string>{"new"}));
}

TEST_F(SimulatedDiskTest, NamesAreLostUntilTheDirectoryIsSynced) {
  auto file = create("/a");
  write(*file, 0, "x");
  EXPECT_TRUE(file->sync());
  EXPECT_EQ(outcomes("/a", 0, 1), (std::set<std::string>{"x", "no file"}));
  EXPECT_TRUE(disk_.sync_directory("/"));
  EXPECT_EQ(outcomes("/a", 0, 1), (std::set<std::string>{"x"}));
  EXPECT_TRUE(disk_.remove("/a"));
  EXPECT_EQ(read(disk_, "/a", 0, 1), "no file");
  EXPECT_EQ(outcomes("/a", 0, 1), (std::set<std::string>{"x", "no file"}));
}

TEST_F(SimulatedDiskTest, ARenameHappensOrDoesNot) {
  auto old = create("/a");
  write(*old, 0, "old");
  make_durable(*old);
  auto fresh = create("/a.tmp");
  write(*fresh, 0, "new");
  make_durable(*fresh);
  EXPECT_TRUE(disk_.rename("/a.tmp", "/a"));
  std::set<std::string> found;
  for (int seed = 0; seed < kLosses; ++seed) {
    auto after = disk_.after_power_loss(static_cast<std::uint64_t>(seed));
    found.insert(read(*after, "/a", 0, 3) + "," + read(*after, "/a.tmp", 0, 3));
  }
  EXPECT_EQ(found, (std::set<std::string>{"old,new", "new,no file"}));
}

TEST_F(SimulatedDiskTest, ALostDirectoryTakesItsFilesWithIt) {
  EXPECT_TRUE(disk_.create_directory("/d"));
  auto file = create("/d/a");
  write(*file, 0, "x");
  EXPECT_TRUE(file->sync());
  EXPECT_TRUE(disk_.sync_directory("/d"));
  EXPECT_EQ(outcomes("/d/a", 0, 1), (std::set<std::string>{"x", "no file"}));
  EXPECT_TRUE(disk_.sync_directory("/"));
  EXPECT_EQ(outcomes("/d/a", 0, 1), (std::set<std::string>{"x"}));
}

TEST_F(SimulatedDiskTest, SizesAreLostAsWell) {
  auto file = disk_.create("/a");
  ASSERT_TRUE(file);
  EXPECT_TRUE((*file)->sync());
  EXPECT_TRUE(disk_.sync_directory("/"));
  EXPECT_TRUE((*file)->allocate(kPageBytes));
  std::set<std::uint64_t> sizes;
  for (int seed = 0; seed < kLosses; ++seed) {
    auto after = disk_.after_power_loss(static_cast<std::uint64_t>(seed));
    sizes.insert((*after->open("/a", Access::kRead))->size().value());
  }
  EXPECT_EQ(sizes, (std::set<std::uint64_t>{0, kPageBytes}));
}

TEST_F(SimulatedDiskTest, AKillLosesLocksAndNothingElse) {
  auto file = create("/a");
  write(*file, 0, "cached");
  EXPECT_TRUE(file->lock(Share::kExclusive));
  auto second = disk_.open("/a", Access::kReadWrite);
  EXPECT_EQ((*second)->lock(Share::kShared).error().kind, Error::Kind::kLocked);
  auto after = disk_.after_kill();
  EXPECT_EQ(after->digest(), disk_.digest());
  EXPECT_EQ(after->boot_id(), disk_.boot_id());
  EXPECT_TRUE((*after->open("/a", Access::kReadWrite))->lock(Share::kExclusive));
  EXPECT_NE(disk_.after_power_loss(1)->boot_id(), disk_.boot_id());
  // And it is not durable for having survived.
  std::set<std::string> found;
  for (int seed = 0; seed < kLosses; ++seed) {
    found.insert(read(*after->after_power_loss(static_cast<std::uint64_t>(seed)), "/a", 0, 6));
  }
  EXPECT_TRUE(found.contains("no file"));
}

TEST_F(SimulatedDiskTest, TheSameSeedLosesTheSame) {
  auto file = create("/a");
  for (int i = 0; i < 20; ++i) write(*file, static_cast<std::uint64_t>(i) * 700, "some text " + std::to_string(i));
  EXPECT_EQ(disk_.after_power_loss(7)->digest(), disk_.after_power_loss(7)->digest());
  std::set<std::uint64_t> digests;
  for (std::uint64_t seed = 0; seed < 50; ++seed) digests.insert(disk_.after_power_loss(seed)->digest());
  EXPECT_GT(digests.size(), 10U);
}

TEST_F(SimulatedDiskTest, AFullDiskRefusesToAllocate) {
  disk_.set_capacity(8 * kPageBytes);
  auto file = create("/a", 6 * kPageBytes);
  auto second = disk_.create("/b");
  const auto refused = (*second)->allocate(3 * kPageBytes);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Error::Kind::kNoSpace);
  EXPECT_TRUE(disk_.remove("/a"));
  EXPECT_TRUE((*second)->allocate(3 * kPageBytes));
}

}  // namespace
}  // namespace daybook::journal
