// One frame: every bit of its header counts, and so does its place.

#include "journal/frame.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string_view>

namespace daybook::journal {
namespace {

constexpr std::uint32_t kSalt = 0x12345678;
constexpr std::uint64_t kOffset = 8192;
constexpr Position kAt{(std::uint64_t{3} << 20) + kOffset};

class FrameTest : public testing::Test {
 protected:
  FrameTest() { std::memcpy(bytes_.data(), frame_.bytes().data(), frame_.bytes().size()); }
  FrameCheck check(Position at = kAt, std::uint32_t salt = kSalt, std::uint64_t room = 4096) {
    return decode_frame(bytes_, room, at, kOffset, salt, found_);
  }

  BatchHeader batch_{
      .term = 1, .first_sequence = 2, .count = 3, .bytes = 13, .decided = 4, .chain_hash = 5, .checksum = 6};
  FrameHeader header_{.bytes = kBatchOverheadBytes + 16,
                      .generation = 7,
                      .type = static_cast<std::uint8_t>(FrameType::kBatch),
                      .zero = {},
                      .salt = kSalt,
                      .synced = 4096,
                      .checksum = 0};
  EncodedFrame frame_ = encode_frame(header_, batch_, kAt);
  alignas(8) std::array<std::byte, kMaxHeadBytes> bytes_{};
  Frame found_{};
};

TEST_F(FrameTest, DecodesWhatWasEncoded) {
  ASSERT_EQ(check(), FrameCheck::kValid);
  EXPECT_EQ(found_.type(), FrameType::kBatch);
  EXPECT_EQ(found_.header.bytes, kBatchOverheadBytes + 16);
  EXPECT_EQ(found_.header.generation, 7u);
  EXPECT_EQ(found_.header.synced, 4096u);
  EXPECT_EQ(found_.batch.first_sequence, 2u);
  EXPECT_EQ(found_.batch.checksum, 6u);
}

// The bytes of version 1, fixed for ever: a change here is a change of the format.
TEST_F(FrameTest, BytesAreThoseOfVersion1) {
  std::string hex;
  for (std::size_t i = 0; i < frame_.bytes().size(); ++i) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hex += kDigits[std::to_integer<std::size_t>(frame_.bytes()[i]) >> 4];
    hex += kDigits[std::to_integer<std::size_t>(frame_.bytes()[i]) & 15];
  }
  EXPECT_EQ(hex,
            "6000000007000000"  // length, generation
            "01000000"
            "78563412"          // type, salt
            "0010000000000000"  // synced
            "2cdfeb80cffeed7f"  // checksum
            "0100000000000000"
            "0200000000000000"  // term, first sequence
            "03000000"
            "0d000000"  // count, bytes
            "0400000000000000"
            "0500000000000000"    // decided, chain hash
            "0600000000000000");  // the batch's own checksum
}

// A batch has a way of its own, which must not become a format of its own.
TEST_F(FrameTest, BatchIsEncodedLikeAnyOtherBody) {
  const EncodedFrame plain = encode_frame(header_, std::as_bytes(std::span(&batch_, 1)), kAt);
  ASSERT_EQ(plain.bytes().size(), frame_.bytes().size());
  EXPECT_EQ(std::memcmp(plain.bytes().data(), frame_.bytes().data(), frame_.bytes().size()), 0);
}

TEST_F(FrameTest, ZeroWordIsNothing) {
  std::memset(bytes_.data(), 0, 8);
  EXPECT_EQ(check(), FrameCheck::kZero);
}

TEST_F(FrameTest, EveryFlippedBitIsNoticed) {
  for (std::size_t bit = 0; bit < bytes_.size() * 8; ++bit) {
    bytes_[bit / 8] ^= std::byte{1} << (bit % 8);
    EXPECT_EQ(check(), FrameCheck::kBad) << "bit " << bit;
    bytes_[bit / 8] ^= std::byte{1} << (bit % 8);
  }
}

TEST_F(FrameTest, AnotherPlaceIsNoticed) {
  EXPECT_EQ(check(Position{kAt.value + 8}), FrameCheck::kBad);
  EXPECT_EQ(check(Position{kAt.value + (1 << 20)}), FrameCheck::kBad);
}

TEST_F(FrameTest, AnotherSegmentIsNoticed) { EXPECT_EQ(check(kAt, kSalt + 1), FrameCheck::kBad); }

TEST_F(FrameTest, LengthBeyondTheSegmentIsNotTrusted) {
  EXPECT_EQ(check(kAt, kSalt, kBatchOverheadBytes + 16), FrameCheck::kValid);
  EXPECT_EQ(check(kAt, kSalt, kBatchOverheadBytes + 8), FrameCheck::kBad);
}

TEST_F(FrameTest, WatermarkBeyondItsOwnPlaceIsNotBelieved) {
  header_.synced = kAt.value + 8;
  frame_ = encode_frame(header_, batch_, kAt);
  std::memcpy(bytes_.data(), frame_.bytes().data(), frame_.bytes().size());
  EXPECT_EQ(check(), FrameCheck::kBad);
}

TEST_F(FrameTest, StartFrameBelongsToTheHeadOfASegment) {
  const StartBody body{.next_sequence = 1, .checksum = 2, .term = 3};
  header_.type = static_cast<std::uint8_t>(FrameType::kStart);
  header_.bytes = kStartFrameBytes;
  frame_ = encode_frame(header_, std::as_bytes(std::span(&body, 1)), kAt);
  std::memcpy(bytes_.data(), frame_.bytes().data(), frame_.bytes().size());
  EXPECT_EQ(check(), FrameCheck::kBad);
  EXPECT_EQ(decode_frame(bytes_, 4096, kAt, kSegmentHeaderBytes, kSalt, found_), FrameCheck::kValid);
}

TEST(BatchChecksum, CoversFieldsPayloadAndTheBatchBefore) {
  const std::string payload = "some payload";
  const auto bytes = std::as_bytes(std::span(payload));
  BatchHeader batch{
      .term = 1, .first_sequence = 2, .count = 3, .bytes = 12, .decided = 4, .chain_hash = 5, .checksum = 0};
  const std::uint64_t sum = batch_checksum(batch, bytes, 99);
  EXPECT_NE(batch_checksum(batch, bytes, 98), sum);
  EXPECT_NE(batch_checksum(batch, bytes.first(11), 99), sum);
  batch.checksum = 1;
  EXPECT_EQ(batch_checksum(batch, bytes, 99), sum);
  batch.decided = 0;
  EXPECT_NE(batch_checksum(batch, bytes, 99), sum);
}

}  // namespace
}  // namespace daybook::journal
