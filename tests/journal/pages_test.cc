#include "journal/pages.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "journal/format.h"

namespace daybook::journal {
namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;
constexpr std::uint64_t kSegmentBytes = 64 * kMiB;
constexpr std::uint64_t kAheadMiB = 32;  // that are touched before the writer comes

using Range = std::pair<std::uint64_t, std::uint64_t>;  // offset, bytes

struct Recorded {
  std::vector<Range> touched;
  std::vector<Access> touched_for;
  std::vector<Range> left;
  std::vector<Range> written_back;
};

class RecordingMapping final : public Mapping {
 public:
  explicit RecordingMapping(Recorded& recorded) : Mapping(nullptr, kSegmentBytes), recorded_(recorded) {}
  void prepare(Access access, std::size_t offset, std::size_t bytes) noexcept override {
    recorded_.touched.emplace_back(offset, bytes);
    recorded_.touched_for.push_back(access);
  }
  void leave(std::size_t offset, std::size_t bytes) noexcept override { recorded_.left.emplace_back(offset, bytes); }

 private:
  Recorded& recorded_;
};

class RecordingFile final : public File {
 public:
  explicit RecordingFile(Recorded& recorded) : recorded_(recorded) {}
  [[nodiscard]] const std::string& path() const noexcept override { return path_; }
  [[nodiscard]] Result<std::uint64_t> size() const override { return kSegmentBytes; }
  [[nodiscard]] Result<std::size_t> read(std::uint64_t, std::span<std::byte>) const override { return std::size_t{0}; }
  [[nodiscard]] Result<void> write(std::uint64_t, std::span<const std::byte>) override { return {}; }
  [[nodiscard]] Result<void> allocate(std::uint64_t) override { return {}; }
  [[nodiscard]] Result<void> sync() override { return {}; }
  [[nodiscard]] Result<std::unique_ptr<Mapping>> map(Access) override {
    return std::make_unique<RecordingMapping>(recorded_);
  }
  void write_back(std::uint64_t offset, std::uint64_t bytes) noexcept override {
    EXPECT_GE(recorded_.left.back().first + recorded_.left.back().second, offset + bytes) << "it is still mapped";
    recorded_.written_back.emplace_back(offset, bytes);
  }
  void forget(std::uint64_t, std::uint64_t) noexcept override {}
  [[nodiscard]] Result<void> lock(Share) override { return {}; }

 private:
  Recorded& recorded_;
  std::string path_ = "recorded";
};

class PagesTest : public testing::TestWithParam<Durability> {
 protected:
  std::unique_ptr<Segment> segment(std::uint64_t index) {
    auto made = std::make_unique<Segment>();
    made->file = std::make_unique<RecordingFile>(recorded_);
    made->mapping = std::make_unique<RecordingMapping>(recorded_);
    made->header.index = index;
    made->header.segment_bytes = kSegmentBytes;
    return made;
  }
  Pages pages(std::uint64_t position) {
    progress_.written.store(position);
    return {segments_, progress_, GetParam(), kSegmentBytes, position};
  }
  void write_to(Pages& pages, std::uint64_t position) {
    progress_.written.store(position);
    for (int i = 0; i < 100 && pages.run(); ++i) {
    }
  }

  Recorded recorded_;
  Progress progress_;
  SegmentQueue segments_{segment(0)};
};

TEST_P(PagesTest, AreTouchedAheadOfTheWriter) {
  Pages pages = this->pages(kSegmentHeaderBytes);
  write_to(pages, kSegmentHeaderBytes);
  std::uint64_t next = kSegmentHeaderBytes;
  for (const auto& [offset, bytes] : recorded_.touched) {
    EXPECT_EQ(offset, next);
    next = offset + bytes;
  }
  EXPECT_GE(next, (kAheadMiB - 1) * kMiB);
  EXPECT_LE(next, kAheadMiB * kMiB + kSegmentHeaderBytes);
  EXPECT_FALSE(pages.wanted());
  const Access wanted = GetParam() == Durability::kProcess ? Access::kReadWrite : Access::kRead;
  for (const Access access : recorded_.touched_for) EXPECT_EQ(access, wanted);
}

TEST_P(PagesTest, GoOnInThePreparedSegmentAndWaitForIt) {
  constexpr std::uint64_t kWritten = kSegmentBytes - 2 * kMiB;
  Pages pages = this->pages(kWritten);
  write_to(pages, kWritten);
  ASSERT_EQ(recorded_.touched.size(), 2U) << "to the end of the segment";
  EXPECT_FALSE(pages.wanted()) << "there is nothing to touch";
  segments_.prepare(segment(1));
  progress_.prepared.store(true);
  EXPECT_TRUE(pages.wanted());
  write_to(pages, kWritten);
  ASSERT_EQ(recorded_.touched.size(), kAheadMiB);
  EXPECT_EQ(recorded_.touched[2], Range(0, kMiB));
}

TEST_P(PagesTest, AreWrittenOutWellBehindTheWriterAtProcess) {
  Pages pages = this->pages(kSegmentHeaderBytes);
  write_to(pages, 4 * kMiB - 8);
  EXPECT_TRUE(recorded_.written_back.empty()) << "the writer may still be in the folio behind";
  write_to(pages, 9 * kMiB);
  if (GetParam() == Durability::kPower) {
    EXPECT_TRUE(recorded_.written_back.empty()) << "syncs do it";
    return;
  }
  EXPECT_EQ(recorded_.written_back,
            (std::vector{Range(0, 2 * kMiB), Range(2 * kMiB, 2 * kMiB), Range(4 * kMiB, 2 * kMiB)}));
  segments_.prepare(segment(1));
  segments_.roll(7);
  write_to(pages, kSegmentBytes + 5 * kMiB);
  ASSERT_EQ(recorded_.written_back.size(), 33U);
  EXPECT_EQ(recorded_.written_back[31], Range(62 * kMiB, 2 * kMiB));
  EXPECT_EQ(recorded_.written_back[32], Range(0, 2 * kMiB)) << "of the next segment";
}

TEST_P(PagesTest, OfASegmentThatIsSyncedAlreadyAreLeftAlone) {
  Pages pages = this->pages(kSegmentHeaderBytes);
  segments_.prepare(segment(1));
  segments_.roll(7);
  EXPECT_EQ(segments_.take_before(kSegmentBytes).size(), 1U);
  write_to(pages, kSegmentBytes + kMiB);
  EXPECT_TRUE(recorded_.written_back.empty());
  EXPECT_FALSE(pages.wanted());
}

TEST_P(PagesTest, LeaveTheMappingOnceButForTheOneThatTheWriterIsIn) {
  Pages pages = this->pages(kSegmentHeaderBytes);
  pages.leave_before(10'000);
  pages.leave_before(10'500);
  pages.leave_before(20'000);
  segments_.prepare(segment(1));
  segments_.roll(7);
  pages.leave_before(kSegmentBytes + 5'000);
  EXPECT_EQ(recorded_.left, (std::vector{Range(4'096, 5'904), Range(8'192, 2'308), Range(8'192, 11'808),
                                         Range(16'384, kSegmentBytes - 16'384), Range(0, 5'000)}))
      << "to the byte: a mapping knows its whole pages";
}

INSTANTIATE_TEST_SUITE_P(Durability, PagesTest, testing::Values(Durability::kProcess, Durability::kPower),
                         [](const auto& test) { return test.param == Durability::kPower ? "Power" : "Process"; });

}  // namespace
}  // namespace daybook::journal
