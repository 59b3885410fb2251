#include "journal/cursor.h"

#include <algorithm>

#include "journal/check.h"
#include "journal/zero.h"

namespace daybook::journal {

void Cursor::enter(std::uint64_t index, std::uint32_t salt) noexcept {
  index_ = index;
  salt_ = salt;
  offset_ = kSegmentHeaderBytes;
  after_padding_ = false;
}

Cursor::Step Cursor::look(std::span<const std::byte> head) noexcept {
  switch (decode_frame(head, room(), position(), offset_, salt_, frame_)) {
    case FrameCheck::kZero:
      return Step::kZero;
    case FrameCheck::kValid:
      return Step::kFrame;
    case FrameCheck::kBad:
      break;
  }
  reason_ = "the frame's header does not hold";
  return Step::kBad;
}

bool Cursor::accept(std::span<const std::byte> bytes) noexcept {
  DAYBOOK_DCHECK(bytes.size() == frame_.header.bytes);
  reason_ = refuse(bytes);
  if (!reason_.empty()) return false;

  const FrameType type = frame_.type();
  generation_ = frame_.header.generation;
  seeded_ = true;
  if (type == FrameType::kBatch) {
    next_sequence_ = frame_.batch.first_sequence + frame_.batch.count;
    checksum_ = frame_.batch.checksum;
    term_ = frame_.batch.term;
  } else if (type == FrameType::kStart || type == FrameType::kCut) {
    next_sequence_ = frame_.body.next_sequence;
    checksum_ = frame_.body.checksum;
    term_ = frame_.body.term;
  }
  synced_ = std::max(synced_, frame_.header.synced);
  discarded_end_ = type == FrameType::kCut ? frame_.body.discarded_end : 0;
  after_padding_ = type == FrameType::kPadding;
  offset_ += frame_.header.bytes;
  return true;
}

std::string_view Cursor::refuse(std::span<const std::byte> bytes) const noexcept {
  const FrameType type = frame_.type();
  const bool starts = type == FrameType::kStart || type == FrameType::kCut;
  if (offset_ == kSegmentHeaderBytes && !starts) return "the segment does not begin with a start frame";
  if (!seeded()) return {};
  if (type == FrameType::kCut) {
    if (frame_.header.generation <= generation_) return "a cut record of an older generation";
  } else if (frame_.header.generation != generation_) {
    return "a frame of another generation";
  }
  if (starts) return continues(frame_.body) ? std::string_view{} : "the segment does not continue the one before";
  return type == FrameType::kBatch ? refuse_batch(bytes) : std::string_view{};
}

bool Cursor::continues(const CutBody& body) const noexcept {
  return body.next_sequence == next_sequence_ && body.checksum == checksum_ && body.term == term_;
}

std::string_view Cursor::refuse_batch(std::span<const std::byte> bytes) const noexcept {
  const BatchHeader& batch = frame_.batch;
  if (batch.count == 0 || batch.first_sequence == 0) return "a batch without records";
  if (next_sequence_ != 0 && batch.first_sequence != next_sequence_) return "the sequences have a gap";
  if (batch_checksum(batch, payload(bytes), checksum_) != batch.checksum) return "the payload's checksum does not hold";
  if (!all_zero(bytes.subspan(kBatchOverheadBytes + batch.bytes))) return "the padding behind the payload is not zero";
  return {};
}

}  // namespace daybook::journal
