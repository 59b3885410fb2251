#pragma once

#include <cstdint>

#include "engine/spsc_ring.h"
#include "journal/journal.h"

namespace daybook {

// Where a journal's batches end, on their way from the stage that appends them to the publisher, who tells readers of
// the files up to which position they may look. When full, marks are merged: a later one covers an earlier one.
class ReleaseMarks {
 public:
  struct Mark {
    std::uint64_t sequence = 0;
    journal::Position position;
  };

  // Appender.
  void add(Mark mark) noexcept {
    pending_ = mark;
    flush();
  }
  // Appender, when idle: a mark that found no place. True when it has found one now, of which the publisher may not
  // know yet.
  bool flush() noexcept {
    if (pending_.sequence == 0 || !marks_.push(pending_)) return false;
    pending_ = Mark{};
    return true;
  }
  // Publisher: releases the journal up to `sequence`. False: there was nothing new.
  bool release(journal::Journal& journal, std::uint64_t sequence) noexcept {
    Mark last;
    for (const Mark* mark = marks_.front(); mark != nullptr && mark->sequence <= sequence; mark = marks_.front()) {
      last = *mark;
      marks_.pop();
    }
    if (last.sequence != 0) journal.release(last.position, last.sequence);
    return last.sequence != 0;
  }

 private:
  SpscRing<Mark> marks_{4096};
  Mark pending_;
};

}  // namespace daybook
