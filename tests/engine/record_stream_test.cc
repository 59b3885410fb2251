#include "engine/record_stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <vector>

namespace daybook {
namespace {

// Batches of command records without payload, in memory.
class FakeSource {
 public:
  void add(std::uint32_t records) {
    std::vector<std::byte>& bytes = payloads_.emplace_back(records * sizeof(CommandHeader));
    for (std::uint32_t i = 0; i < records; ++i) put(bytes.data() + i * sizeof(CommandHeader), ++last_);
    journal::BatchView batch{};
    batch.header.first_sequence = last_ - records + 1;
    batch.header.count = records;
    batch.payload = bytes;
    batches_.push_back(batch);
  }
  [[nodiscard]] journal::BatchView& last_batch() { return batches_.back(); }
  [[nodiscard]] std::byte* last_payload() { return payloads_.back().data(); }
  void fail_at_the_end() { fails_ = true; }

  journal::Result<std::optional<journal::BatchView>> next() {
    if (next_ < batches_.size()) return batches_[next_++];
    if (fails_) return tl::unexpected(journal::Error{journal::Error::Kind::kIo, "disk", 0, EIO, "the disk is gone"});
    return std::nullopt;
  }

 private:
  static void put(std::byte* at, std::uint64_t sequence) {
    const CommandHeader header{.bytes = sizeof(CommandHeader), .type = 1, .sequence = sequence, .id = Id{"x"}};
    std::memcpy(at, &header, sizeof header);
    reinterpret_cast<CommandHeader*>(at)->content_checksum = CommandView(at).compute_checksum();
  }

  std::deque<std::vector<std::byte>> payloads_;
  std::vector<journal::BatchView> batches_;
  std::size_t next_ = 0;
  std::uint64_t last_ = 0;
  bool fails_ = false;
};

using Stream = RecordStream<FakeSource, CommandView>;

class RecordStreamTest : public testing::TestWithParam<Reading> {
 protected:
  // Reads to the ending; the sequences must come one after another.
  Expected<bool> read_all(Stream& stream) {
    for (;;) {
      auto more = stream.next([&](const CommandView& view) { seen_ahead_.push_back(view.header().sequence); });
      if (!more || !*more) return more;
      EXPECT_EQ(stream.sequence(), ++read_);
      EXPECT_EQ(stream.record().header().sequence, read_);
      EXPECT_EQ(stream.batch().header.first_sequence + stream.index(), read_);
      EXPECT_EQ(stream.offset(), stream.index() * sizeof(CommandHeader));
    }
  }

  FakeSource source_;
  std::uint64_t read_ = 0;
  std::vector<std::uint64_t> seen_ahead_;
};

// More than fits into all blocks of a reader that is ahead.
TEST_P(RecordStreamTest, YieldsEveryRecordOnceAndShowsEachAheadOnce) {
  std::uint64_t records = 0;
  for (std::uint32_t i = 0; i < 30'000; ++i) {
    const std::uint32_t in_batch = i % 97 == 0 ? 500 : 1 + i % 5;
    source_.add(in_batch);
    records += in_batch;
  }
  Stream stream(source_, GetParam());
  const auto end = read_all(stream);
  ASSERT_TRUE(end) << end.error().message();
  EXPECT_EQ(read_, records);
  ASSERT_EQ(seen_ahead_.size(), records);
  EXPECT_TRUE(std::ranges::is_sorted(seen_ahead_));
  EXPECT_FALSE(stream.next().value_or(true));
}

TEST_P(RecordStreamTest, ABatchLargerThanABlockIsRead) {
  source_.add(3);
  source_.add(60'000);
  source_.add(2);
  Stream stream(source_, GetParam());
  ASSERT_TRUE(read_all(stream));
  EXPECT_EQ(read_, 60'005U);
}

TEST_P(RecordStreamTest, NothingIsAnEnding) {
  Stream stream(source_, GetParam());
  const auto end = read_all(stream);
  ASSERT_TRUE(end);
  EXPECT_EQ(read_, 0U);
}

TEST_P(RecordStreamTest, AnErrorComesAfterTheRecordsBeforeIt) {
  source_.add(5);
  source_.add(5);
  source_.fail_at_the_end();
  Stream stream(source_, GetParam());
  for (int i = 0; i < 2; ++i) {
    const auto end = read_all(stream);
    ASSERT_FALSE(end);
    EXPECT_NE(end.error().message().find("the disk is gone"), std::string::npos);
    EXPECT_EQ(read_, 10U);
  }
}

TEST_P(RecordStreamTest, ADamagedRecordIsNamedByItsSequence) {
  source_.add(5);
  source_.add(5);
  source_.last_payload()[2 * sizeof(CommandHeader) + offsetof(CommandHeader, type)] ^= std::byte{1};
  Stream stream(source_, GetParam());
  const auto end = read_all(stream);
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().sequence, 8U);
  EXPECT_EQ(read_, 7U);
}

TEST_P(RecordStreamTest, ABatchThatHoldsMoreThanItSaysIsRefused) {
  source_.add(5);
  source_.last_batch().header.count = 4;
  Stream stream(source_, GetParam());
  ASSERT_FALSE(read_all(stream));
}

TEST_P(RecordStreamTest, MayBeLeftInTheMiddle) {
  for (int i = 0; i < 100'000; ++i) source_.add(1);
  Stream stream(source_, GetParam());
  ASSERT_TRUE(stream.next().value_or(false));
}

INSTANTIATE_TEST_SUITE_P(Reading, RecordStreamTest, testing::Values(Reading::kInline, Reading::kAhead),
                         [](const auto& test) { return test.param == Reading::kInline ? "Inline" : "Ahead"; });

}  // namespace
}  // namespace daybook
