#include "journal/frame.h"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "journal/checksum.h"

namespace daybook::journal {
namespace {

// Each type has one length, or one rule for it. `body` has been read, but nothing is trusted before the checksum holds
// too.
bool length_fits(const Frame& frame, std::uint64_t room, std::uint64_t offset) noexcept {
  const std::uint64_t bytes = frame.header.bytes;
  if (bytes % kAlignment != 0 || bytes > room) return false;
  switch (frame.type()) {
    case FrameType::kBatch:
      return bytes == kBatchOverheadBytes + aligned(frame.batch.bytes);
    case FrameType::kPadding:
      return bytes == room;
    case FrameType::kWatermark:
      return bytes == sizeof(FrameHeader);
    case FrameType::kStart:
      return bytes == kStartFrameBytes && offset == kSegmentHeaderBytes;
    case FrameType::kCut:
      return bytes == kCutFrameBytes;
  }
  return false;
}

constexpr std::size_t kWordBytes = sizeof(std::uint64_t);
constexpr std::size_t kHeaderWords = sizeof(FrameHeader) / kWordBytes;
constexpr std::size_t kChecksumWord = offsetof(FrameHeader, checksum) / kWordBytes;

constexpr std::uint64_t word_of(std::uint32_t low, std::uint32_t high) noexcept {
  return low | (std::uint64_t{high} << 32U);
}

// Everything but the checksum, which counts as 0 while the sum is taken.
void put(const FrameHeader& header, EncodedFrame& into) noexcept {
  into.words[0] = word_of(header.bytes, header.generation);
  into.words[1] = word_of(header.type, header.salt);
  into.words[2] = header.synced;
  into.words[kChecksumWord] = 0;
}

// What is chained, but for the checksum.
using LogicalWords = std::array<std::uint64_t, offsetof(BatchHeader, checksum) / kWordBytes>;

LogicalWords logical_words(const BatchHeader& batch) noexcept {
  return {batch.term, batch.first_sequence, word_of(batch.count, batch.bytes), batch.decided, batch.chain_hash};
}

}  // namespace

std::uint64_t load_commit_word(const std::byte* at) noexcept {
  // atomic_ref wants a mutable reference; a load from a read-only page is all that happens.
  auto& word = *reinterpret_cast<std::uint64_t*>(const_cast<std::byte*>(at));
  return std::atomic_ref<std::uint64_t>(word).load(std::memory_order_acquire);
}

FrameCheck decode_frame(std::span<const std::byte> head, std::uint64_t room, Position at, std::uint64_t offset,
                        std::uint32_t salt, Frame& into) noexcept {
  const std::uint64_t word = load_commit_word(head.data());
  if (word == 0) return FrameCheck::kZero;
  if (room < kFrameRoomBytes) return FrameCheck::kBad;

  // All at once, before anything is looked at; the sum is taken of this copy.
  const std::size_t known = std::min(head.size(), kMaxHeadBytes);
  auto* const image = reinterpret_cast<std::byte*>(&into);
  if (known == kMaxHeadBytes) [[likely]] {
    std::memcpy(image, head.data(), kMaxHeadBytes);
  } else {
    std::memcpy(image, head.data(), known);
  }
  std::memcpy(image, &word, sizeof(word));
  FrameHeader& header = into.header;
  const bool type_known = header.type >= static_cast<std::uint8_t>(FrameType::kBatch) &&
                          header.type <= static_cast<std::uint8_t>(FrameType::kCut);
  if (!type_known || header.salt != salt || header.generation == 0) return FrameCheck::kBad;

  const bool is_batch = into.type() == FrameType::kBatch;
  const std::size_t covered = sizeof(FrameHeader) + body_bytes(into.type());
  if (covered > known) return FrameCheck::kBad;
  const std::uint64_t stored = header.checksum;
  header.checksum = 0;
  const std::uint64_t sum =
      is_batch ? checksum<kBatchOverheadBytes>(image, at.value) : checksum(image, covered, at.value);
  if (sum != stored) return FrameCheck::kBad;
  header.checksum = stored;

  if (!is_batch) {
    into.body = {};
    std::memcpy(&into.body, &into.batch, body_bytes(into.type()));
  }
  // A sync cannot have come further than the log was written.
  if (header.synced > at.value) return FrameCheck::kBad;
  return length_fits(into, room, offset) ? FrameCheck::kValid : FrameCheck::kBad;
}

EncodedFrame encode_frame(const FrameHeader& header, std::span<const std::byte> body, Position at) noexcept {
  EncodedFrame encoded;
  put(header, encoded);
  encoded.count = (sizeof(header) + body.size()) / kWordBytes;
  if (!body.empty()) std::memcpy(&encoded.words[kHeaderWords], body.data(), body.size());
  encoded.words[kChecksumWord] = checksum(encoded.words.data(), sizeof(header) + body.size(), at.value);
  return encoded;
}

EncodedFrame encode_frame(const FrameHeader& header, const BatchHeader& batch, Position at) noexcept {
  EncodedFrame encoded;
  put(header, encoded);
  encoded.count = encoded.words.size();
  const LogicalWords logical = logical_words(batch);
  for (std::size_t i = 0; i < logical.size(); ++i) encoded.words[kHeaderWords + i] = logical[i];
  encoded.words[kHeaderWords + logical.size()] = batch.checksum;
  encoded.words[kChecksumWord] = checksum<kBatchOverheadBytes>(encoded.words.data(), at.value);
  return encoded;
}

std::uint64_t batch_checksum(const BatchHeader& batch, std::span<const std::byte> payload,
                             std::uint64_t previous) noexcept {
  const LogicalWords logical = logical_words(batch);
  const std::uint64_t seed = checksum<sizeof(logical)>(logical.data(), previous);
  return checksum(payload.data(), payload.size(), seed);
}

}  // namespace daybook::journal
