#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "journal/frame.h"

namespace daybook::journal {

// Walks frames and knows what must hold between them: generation, gap-free sequences, chained checksums. It reads
// nothing itself; recovery feeds it from a Window, a reader from a mapping:
//
//   enter → (look at the head → accept the whole frame)* → at_segment_end → enter …
class Cursor {
 public:
  enum class Step : std::uint8_t { kZero, kBad, kFrame };

  explicit Cursor(std::uint64_t segment_bytes) : segment_bytes_(segment_bytes) {}

  // To the head of a segment. The first one entered says where the log stands; each further one must go on from there.
  void enter(std::uint64_t index, std::uint32_t salt) noexcept;

  // Decodes the frame here. `head` holds min(kMaxHeadBytes, room()) bytes at least. After kFrame, `frame` tells its
  // length.
  [[nodiscard]] Step look(std::span<const std::byte> head) noexcept;
  // Verifies the frame that `look` found, of which `bytes` is all, and moves behind it. False: it is bad, see `reason`.
  [[nodiscard]] bool accept(std::span<const std::byte> bytes) noexcept;

  [[nodiscard]] const Frame& frame() const noexcept { return frame_; }
  [[nodiscard]] std::span<const std::byte> payload(std::span<const std::byte> bytes) const noexcept {
    return bytes.subspan(kBatchOverheadBytes, frame_.batch.bytes);
  }
  [[nodiscard]] std::string_view reason() const noexcept { return reason_; }

  [[nodiscard]] Position position() const noexcept { return Position{index_ * segment_bytes_ + offset_}; }
  [[nodiscard]] std::uint64_t index() const noexcept { return index_; }
  [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }
  [[nodiscard]] std::uint64_t room() const noexcept { return segment_bytes_ - offset_; }
  [[nodiscard]] std::uint32_t salt() const noexcept { return salt_; }
  [[nodiscard]] bool at_segment_end() const noexcept { return room() < kFrameRoomBytes; }
  // The frame before was padding: the writer had the next segment at hand, so it must exist.
  [[nodiscard]] bool after_padding() const noexcept { return after_padding_; }

  // False until a start or cut frame was accepted.
  [[nodiscard]] bool seeded() const noexcept { return seeded_; }
  [[nodiscard]] std::uint32_t generation() const noexcept { return generation_; }
  // 0 while the journal is empty: the first batch chooses.
  [[nodiscard]] std::uint64_t next_sequence() const noexcept { return next_sequence_; }
  [[nodiscard]] std::uint64_t checksum() const noexcept { return checksum_; }
  [[nodiscard]] std::uint64_t term() const noexcept { return term_; }
  // Highest watermark accepted so far.
  [[nodiscard]] Position synced() const noexcept { return Position{synced_}; }
  // End of what the cut directly before this position discarded; 0 where no cut is directly before it.
  [[nodiscard]] std::uint64_t discarded_end() const noexcept { return discarded_end_; }

 private:
  [[nodiscard]] std::string_view refuse(std::span<const std::byte> bytes) const noexcept;
  [[nodiscard]] std::string_view refuse_batch(std::span<const std::byte> bytes) const noexcept;
  [[nodiscard]] bool continues(const CutBody& body) const noexcept;

  std::uint64_t segment_bytes_;
  std::uint64_t index_ = 0;
  std::uint64_t offset_ = kSegmentHeaderBytes;
  std::uint32_t salt_ = 0;
  std::uint32_t generation_ = kFirstGeneration;
  bool seeded_ = false;
  std::uint64_t next_sequence_ = 0;
  std::uint64_t checksum_ = 0;
  std::uint64_t term_ = 0;
  std::uint64_t synced_ = 0;
  std::uint64_t discarded_end_ = 0;
  bool after_padding_ = false;
  Frame frame_{};
  std::string_view reason_;
};

}  // namespace daybook::journal
