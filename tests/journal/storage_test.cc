// The real storage keeps the promises of the seam.

#include "journal/storage.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "journal/control.h"
#include "tests/journal/fixture.h"

namespace daybook::journal {
namespace {

class StorageTest : public testing::Test {
 protected:
  [[nodiscard]] std::string path(const std::string& name) const { return temporary_.path() + "/" + name; }
  std::unique_ptr<File> create(const std::string& name) {
    auto file = storage_.create(path(name));
    EXPECT_TRUE(file) << file.error().message();
    return std::move(*file);
  }

  TemporaryDirectory temporary_;
  Storage& storage_ = Storage::system();
};

TEST_F(StorageTest, CreateFailsWhereAFileExists) {
  create("a");
  auto again = storage_.create(path("a"));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().system, EEXIST);
}

TEST_F(StorageTest, ReadIsShortOnlyAtTheEnd) {
  auto file = create("a");
  ASSERT_TRUE(file->write(0, std::as_bytes(std::span("12345678", 8))));
  std::array<std::byte, 6> into{};
  EXPECT_EQ(file->read(0, into).value(), 6u);
  EXPECT_EQ(file->read(5, into).value(), 3u);
  EXPECT_EQ(file->read(8, into).value(), 0u);
}

TEST_F(StorageTest, AllocatedFileIsZeroAndAsLong) {
  auto file = create("a");
  ASSERT_TRUE(file->allocate(10'000));
  EXPECT_EQ(file->size().value(), 10'000u);
  std::vector<std::byte> into(10'000, std::byte{1});
  ASSERT_TRUE(file->read(0, into));
  EXPECT_EQ(into, std::vector<std::byte>(10'000));
}

TEST_F(StorageTest, ImpossibleAllocationIsAnError) {
  auto file = create("a");
  EXPECT_FALSE(file->allocate(std::uint64_t{1} << 62));
}

// What this process has made dirty on its way to the disk, bytes; the kernel counts whole folios.
std::uint64_t dirtied_bytes() {
  std::ifstream io("/proc/self/io");
  for (std::string line; std::getline(io, line);) {
    if (line.starts_with("write_bytes: ")) return std::stoull(line.substr(13));
  }
  return 0;
}

TEST_F(StorageTest, AStoreAfterALargeWriteDirtiesLittle) {
  constexpr std::size_t kBytes = std::size_t{8} << 20;
  constexpr std::size_t kStores = 16;
  auto file = create("a");
  ASSERT_TRUE(file->write(0, std::vector<std::byte>(kBytes)));
  ASSERT_TRUE(file->sync());
  auto mapping = file->map(Access::kReadWrite).value();
  const std::uint64_t before = dirtied_bytes();
  for (std::size_t i = 0; i < kStores; ++i) {
    mapping->data()[i * kBytes / kStores] = std::byte{1};
    ASSERT_TRUE(file->sync());
  }
  if (dirtied_bytes() == before) GTEST_SKIP() << "this file system does not count what is written";
  EXPECT_LE(dirtied_bytes() - before, kStores * (std::size_t{64} << 10));
}

TEST_F(StorageTest, MappingAndFileAreTheSameBytes) {
  auto file = create("a");
  ASSERT_TRUE(file->allocate(8192));
  auto mapping = file->map(Access::kReadWrite);
  ASSERT_TRUE(mapping) << mapping.error().message();
  (*mapping)->prepare(Access::kReadWrite, 0, 8192);
  (*mapping)->prepare(Access::kRead, 4096, 4096);
  (*mapping)->prepare(Access::kRead, 8192, 4096);  // outside: ignored
  std::memcpy((*mapping)->data() + 5000, "mapped", 6);
  std::array<char, 6> into{};
  ASSERT_TRUE(file->read(5000, std::as_writable_bytes(std::span(into))));
  EXPECT_EQ(std::string(into.data(), into.size()), "mapped");
}

TEST_F(StorageTest, PagesThatLeftTheMappingKeepTheirBytesAndMayComeBack) {
  auto file = create("a");
  ASSERT_TRUE(file->allocate(3 * 4096));
  auto mapping = file->map(Access::kReadWrite).value();
  std::memset(mapping->data(), 7, 3 * 4096);
  const auto mapped = [&](std::size_t page) {
    std::uint64_t entry = 0;  // bit 63: the page is present
    std::ifstream pages;
    pages.rdbuf()->pubsetbuf(nullptr, 0);  // whole entries only
    pages.open("/proc/self/pagemap", std::ios::binary);
    pages.seekg(static_cast<std::streamoff>((reinterpret_cast<std::uintptr_t>(mapping->data()) / 4096 + page) * 8));
    pages.read(reinterpret_cast<char*>(&entry), sizeof entry);
    return entry >> 63 != 0;
  };
  ASSERT_TRUE(mapped(1));
  mapping->leave(10, 2 * 4096 + 100);
  mapping->leave(3 * 4096, 4096);  // outside: ignored
  EXPECT_TRUE(mapped(0)) << "not the whole page was named";
  EXPECT_FALSE(mapped(1));
  EXPECT_TRUE(mapped(2)) << "not the whole page was named";
  std::array<std::byte, 3 * 4096> into{};
  ASSERT_TRUE(file->read(0, into));
  EXPECT_EQ(std::count(into.begin(), into.end(), std::byte{7}), 3 * 4096);
  mapping->data()[5000] = std::byte{8};
  ASSERT_TRUE(file->read(0, into));
  EXPECT_EQ(into[5000], std::byte{8});
  EXPECT_EQ(into[5001], std::byte{7});
}

TEST_F(StorageTest, MappingOutlivesItsFile) {
  auto file = create("a");
  ASSERT_TRUE(file->allocate(4096));
  auto mapping = file->map(Access::kReadWrite);
  file.reset();
  ASSERT_TRUE(storage_.remove(path("a")));
  (*mapping)->data()[0] = std::byte{7};
  EXPECT_EQ((*mapping)->data()[0], std::byte{7});
}

TEST_F(StorageTest, EmptyFileCannotBeMapped) { EXPECT_FALSE(create("a")->map(Access::kRead)); }

TEST_F(StorageTest, LocksExcludeEachOther) {
  auto first = create("a");
  auto second = storage_.open(path("a"), Access::kRead);
  ASSERT_TRUE(second);
  EXPECT_TRUE(first->lock(Share::kShared));
  EXPECT_TRUE((*second)->lock(Share::kShared));
  auto refused = (*second)->lock(Share::kExclusive);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Error::Kind::kLocked);
}

TEST_F(StorageTest, ListIsSorted) {
  for (const char* name : {"c", "a", "b"}) create(name);
  EXPECT_EQ(storage_.list(temporary_.path()).value(), (std::vector<std::string>{"a", "b", "c"}));
}

TEST_F(StorageTest, CreateDirectoryTakesAnExistingOne) {
  EXPECT_TRUE(storage_.create_directory(path("d")));
  EXPECT_TRUE(storage_.create_directory(path("d")));
  create("f");
  EXPECT_FALSE(storage_.create_directory(path("f")));
}

TEST_F(StorageTest, MissingFileIsNamedWithTheSystemsWords) {
  auto file = storage_.open(path("none"), Access::kRead);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().message(), path("none") + ": cannot open this file (No such file or directory)");
}

TEST_F(StorageTest, BootIdIsKnownAndStays) {
  EXPECT_EQ(storage_.boot_id().size(), 36u);
  EXPECT_EQ(storage_.boot_id(), storage_.boot_id());
}

TEST_F(StorageTest, FreeBytesAreKnown) { EXPECT_GT(storage_.free_bytes(temporary_.path()).value(), 0u); }

TEST(ErrorTest, FullDiskHasItsOwnKind) {
  EXPECT_EQ(io_error("p", "w", ENOSPC).value().kind, Error::Kind::kNoSpace);
  EXPECT_EQ(io_error("p", "w", EIO).value().kind, Error::Kind::kIo);
}

TEST(ErrorTest, MessageIsOneLineWithPlace) {
  EXPECT_EQ(content_error(Error::Kind::kCorrupt, "file", 17, "is bad").value().message(), "file at byte 17: is bad");
}

class ControlTest : public StorageTest {
 protected:
  Control control_ = Control::open_or_create(storage_, temporary_.path()).value();
  JournalId id_{1, 2, 3};
};

TEST_F(ControlTest, IsNotBelievedBeforeItWasWritten) { EXPECT_FALSE(control_.believed("boot", id_)); }

TEST_F(ControlTest, IsBelievedByItsBootAndJournalOnly) {
  control_.reset("boot", id_);
  auto reader = Control::open(storage_, temporary_.path()).value();
  EXPECT_TRUE(reader.believed("boot", id_));
  EXPECT_FALSE(reader.believed("another", id_));
  EXPECT_FALSE(reader.believed("boot", JournalId{9}));
  EXPECT_FALSE(reader.believed("", id_));
}

TEST_F(ControlTest, WithoutABootIdNothingIsBelieved) {
  control_.reset("", id_);
  EXPECT_FALSE(control_.believed("", id_));
}

TEST_F(ControlTest, ReleasedNeverGoesBack) {
  control_.reset("boot", id_);
  control_.release(Position{100}, 10);
  control_.release(Position{50}, 5);
  EXPECT_EQ(control_.released(), Position{100});
  EXPECT_EQ(control_.released_sequence(), 10u);
}

TEST_F(ControlTest, DamagedFileIsReplaced) {
  control_.reset("boot", id_);
  ASSERT_TRUE(storage_.remove(path(kControlName)));
  ASSERT_TRUE(create(kControlName)->write(0, std::as_bytes(std::span("short"))));
  auto again = Control::open_or_create(storage_, temporary_.path());
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_FALSE(again->believed("boot", id_));
}

}  // namespace
}  // namespace daybook::journal
