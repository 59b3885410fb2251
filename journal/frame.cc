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

  alignas(kAlignment) std::array<std::byte, kMaxHeadBytes> image;
  const std::size_t known = std::min(head.size(), image.size());
  std::memcpy(image.data(), head.data(), known);
  std::memcpy(image.data(), &word, sizeof(word));
  FrameHeader& header = into.header;
  std::memcpy(&header, image.data(), sizeof(header));
  const bool type_known = header.type >= static_cast<std::uint8_t>(FrameType::kBatch) &&
                          header.type <= static_cast<std::uint8_t>(FrameType::kCut);
  if (!type_known || header.salt != salt || header.generation == 0) return FrameCheck::kBad;

  const std::size_t covered = sizeof(FrameHeader) + body_bytes(into.type());
  if (covered > known) return FrameCheck::kBad;
  const std::uint64_t stored = header.checksum;
  std::memset(image.data() + offsetof(FrameHeader, checksum), 0, sizeof(stored));
  if (checksum(image.data(), covered, at.value) != stored) return FrameCheck::kBad;

  into.batch = {};
  into.body = {};
  const std::byte* body = image.data() + sizeof(FrameHeader);
  if (into.type() == FrameType::kBatch) {
    std::memcpy(&into.batch, body, sizeof(into.batch));
  } else {
    std::memcpy(&into.body, body, body_bytes(into.type()));
  }
  // A sync cannot have come further than the log was written.
  if (header.synced > at.value) return FrameCheck::kBad;
  return length_fits(into, room, offset) ? FrameCheck::kValid : FrameCheck::kBad;
}

EncodedFrame encode_frame(FrameHeader header, std::span<const std::byte> body, Position at) noexcept {
  EncodedFrame encoded;
  encoded.size = sizeof(header) + body.size();
  header.checksum = 0;
  std::memcpy(encoded.bytes.data(), &header, sizeof(header));
  if (!body.empty()) std::memcpy(encoded.bytes.data() + sizeof(header), body.data(), body.size());
  const std::uint64_t sum = checksum(encoded.bytes.data(), encoded.size, at.value);
  std::memcpy(encoded.bytes.data() + offsetof(FrameHeader, checksum), &sum, sizeof(sum));
  return encoded;
}

std::uint64_t batch_checksum(const BatchHeader& batch, std::span<const std::byte> payload,
                             std::uint64_t previous) noexcept {
  const std::uint64_t seed = checksum(&batch, offsetof(BatchHeader, checksum), previous);
  return checksum(payload.data(), payload.size(), seed);
}

}  // namespace daybook::journal
