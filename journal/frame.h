#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "journal/format.h"
#include "journal/position.h"

namespace daybook::journal {

// Longest header with its body: what must be at hand to verify a frame before its length is trusted.
inline constexpr std::size_t kMaxHeadBytes = kBatchOverheadBytes;

// A frame whose header checksum held: its length and its fields may be trusted. A batch's payload is not verified yet.
struct Frame {
  FrameHeader header;
  BatchHeader batch;  // of a kBatch; directly behind its header, as in the log
  CutBody body;       // of a kCut; of a kStart all but `discarded_end`
  [[nodiscard]] FrameType type() const noexcept { return static_cast<FrameType>(header.type); }
};
static_assert(offsetof(Frame, batch) == sizeof(FrameHeader) && offsetof(Frame, body) == kMaxHeadBytes);

enum class FrameCheck : std::uint8_t {
  kZero,  // the commit word is zero: nothing was committed here
  kBad,   // not a frame, or not one of this place
  kValid,
};

// The first word of a frame, with acquire: what it publishes may be read, also in another process.
[[nodiscard]] std::uint64_t load_commit_word(const std::byte* at) noexcept;

// Verifies the frame at `at`. `head` holds the bytes from there on, min(kMaxHeadBytes, room) of them at least; `room`
// is what is left in the segment. The commit word is loaded first. Only after kValid does `into` mean anything.
[[nodiscard]] FrameCheck decode_frame(std::span<const std::byte> head, std::uint64_t room, Position at,
                                      std::uint64_t offset, std::uint32_t salt, Frame& into) noexcept;

// Header and body, checksum included, ready to be stored. The commit word goes last.
//
// In words, of which it is built, summed and stored: a load that spans narrower stores just made waits until they are
// through, and an append has nothing to do meanwhile.
struct EncodedFrame {
  std::array<std::uint64_t, kMaxHeadBytes / sizeof(std::uint64_t)> words;
  std::size_t count;
  [[nodiscard]] std::span<const std::byte> bytes() const noexcept {
    return std::as_bytes(std::span(words).first(count));
  }
};
[[nodiscard]] EncodedFrame encode_frame(const FrameHeader& header, std::span<const std::byte> body,
                                        Position at) noexcept;
[[nodiscard]] EncodedFrame encode_frame(const FrameHeader& header, const BatchHeader& batch, Position at) noexcept;

// The chained checksum of a batch: payload, seeded by the logical header, seeded by the batch before.
[[nodiscard]] std::uint64_t batch_checksum(const BatchHeader& batch, std::span<const std::byte> payload,
                                           std::uint64_t previous) noexcept;

// What belongs to a type besides the header, in bytes.
[[nodiscard]] constexpr std::size_t body_bytes(FrameType type) noexcept {
  switch (type) {
    case FrameType::kBatch:
      return sizeof(BatchHeader);
    case FrameType::kStart:
      return sizeof(StartBody);
    case FrameType::kCut:
      return sizeof(CutBody);
    case FrameType::kPadding:
    case FrameType::kWatermark:
      return 0;
  }
  return 0;
}

}  // namespace daybook::journal
