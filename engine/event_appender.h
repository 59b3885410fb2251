#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "engine/cursor.h"
#include "engine/decision_record.h"
#include "engine/prefetch.h"
#include "engine/release_marks.h"
#include "journal/journal.h"

namespace daybook {

// Decision records on their way into the event journal: encoded in place, many to a frame. One thread, the journal's
// writer.
class EventAppender {
 public:
  explicit EventAppender(journal::Journal& journal) : journal_(journal) {}

  // Room for one record, in the mapping; null: the journal has failed, or its next segment is not prepared yet. What
  // was added so far is then flushed.
  [[nodiscard]] std::byte* claim() noexcept {
    if (count_ != 0 && (used_ >= kFrameBytes || room_.size() - used_ < kMaxDecisionBytes)) flush();
    if (count_ == 0) {
      room_ = journal_.claim(kMaxDecisionBytes);
      if (room_.empty()) return nullptr;
      used_ = fetched_ = 0;
    }
    fetch_ahead();
    return room_.data() + used_;
  }
  // The claimed room now holds the decision of `sequence`, `bytes` long with its padding.
  void add(std::uint64_t sequence, std::size_t bytes) noexcept {
    if (count_ == 0) first_sequence_ = sequence;
    ++count_;
    used_ += bytes;
  }
  // The claimed room is not used after all.
  void abandon() noexcept {
    if (count_ == 0) journal_.abort();
  }
  // Appends the open frame.
  void flush() noexcept {
    if (count_ == 0) return;
    const journal::Position position = journal_.commit({.first_sequence = first_sequence_, .count = count_}, used_);
    marks_.add({first_sequence_ + count_ - 1, position});
    count_ = 0;
  }

  [[nodiscard]] ReleaseMarks& marks() noexcept { return marks_; }
  [[nodiscard]] journal::Journal& journal() noexcept { return journal_; }

 private:
  // A frame is closed beyond this size.
  static constexpr std::size_t kFrameBytes = std::size_t{128} << 10;

  // So far ahead of the record in hand, lines are asked for that will be written: about six records.
  static constexpr std::size_t kFetchAheadBytes = 2048;

  // What was zeroed by another thread, megabytes ago, is in memory by now; a record is read again while it is written.
  void fetch_ahead() noexcept {
    const std::size_t end = std::min(used_ + kFetchAheadBytes, room_.size());
    for (; fetched_ < end; fetched_ += kCacheLine) prefetch_line_to_write(room_.data() + fetched_);
  }

  journal::Journal& journal_;
  std::span<std::byte> room_;
  std::size_t fetched_ = 0;
  std::size_t used_ = 0;
  std::uint32_t count_ = 0;
  std::uint64_t first_sequence_ = 0;
  ReleaseMarks marks_;
};

}  // namespace daybook
