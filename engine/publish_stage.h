#pragma once

#include <cstdint>

#include "engine/check.h"
#include "engine/ingress.h"
#include "engine/release_marks.h"
#include "engine/spsc_ring.h"
#include "engine/watchers.h"

namespace daybook {

// A receipt on its way from the logic stage to its sender, held until `gate`, the sequence that produced it, is
// released.
struct Output {
  std::uint64_t gate = 0;
  Receipt receipt;
};
static_assert(sizeof(Output) == 64);
using OutputRing = SpscRing<Output>;

// The only way out: delivers what is at or below *released*, the last sequence that is decided here and durable at the
// engine's level. One thread: its own in `dedicated`, else the logic stage's.
class PublishStage {
 public:
  PublishStage(OutputRing& outputs, Mailboxes& mailboxes, journal::Journal& commands, journal::Journal& events,
               ReleaseMarks& command_marks, ReleaseMarks& event_marks)
      : outputs_(outputs),
        mailboxes_(mailboxes),
        commands_(commands),
        events_(events),
        command_marks_(command_marks),
        event_marks_(event_marks) {}

  // Delivers what may be delivered, given that everything up to `decided` has been decided, and that its receipts and
  // marks are there to be seen.
  std::size_t do_work(std::uint64_t decided) noexcept;

  // Outsiders may know everything up to this sequence.
  [[nodiscard]] std::uint64_t released() const noexcept { return released_.load(); }
  // They are woken when something is.
  [[nodiscard]] Watchers& watchers() noexcept { return watchers_; }

 private:
  OutputRing& outputs_;
  Mailboxes& mailboxes_;
  journal::Journal& commands_;
  journal::Journal& events_;
  ReleaseMarks& command_marks_;
  ReleaseMarks& event_marks_;
  Watchers watchers_;
  Cursor released_;  // a sequence here, not a ring position
};

}  // namespace daybook
