#pragma once

#include <cstdint>

#include "engine/record.h"
#include "engine/table.h"

namespace daybook {

// How far the commands of each reactor have been decided: by the event that they answer, and their number among the
// answers to it. Kept for ever, so a reactor that starts over doubles nothing, however late. Part of the state, folded
// like any other; left out of its hash, like the deduplication window.
class ReactorCursors {
 public:
  struct Cursor {
    std::uint64_t sequence = 0;  // of the event
    std::uint64_t index = 0;
    std::uint64_t decided = 0;  // sequence of the command
  };

  // The cursor of the reactor, where `cause` is at or before it: a command with this cause has been decided.
  [[nodiscard]] const Cursor* covering(const Envelope::Cause& cause) const noexcept {
    const Cursor* cursor = cursors_.find(cause.reactor);
    if (cursor == nullptr || cursor->sequence < cause.sequence) return nullptr;
    return cursor->sequence > cause.sequence || cursor->index >= cause.index ? cursor : nullptr;
  }
  // The command `decided` had this cause. Causes grow.
  void advance(const Envelope::Cause& cause, std::uint64_t decided) {
    cursors_[cause.reactor] = {cause.sequence, cause.index, decided};
  }
  [[nodiscard]] const Cursor* find(const Id& reactor) const noexcept { return cursors_.find(reactor); }

 private:
  Table<Id, Cursor> cursors_;
};

}  // namespace daybook
