#pragma once

#include <cstdint>
#include <string_view>

#include "engine/id.h"
#include "engine/record.h"
#include "engine/values.h"

namespace daybook {

// Where a command stands in time and who sent it. All of it is journaled, so a replay sees the same.
struct Context {
  Sequence sequence;
  Stamp now;
  Id command;
  Id correlation;           // the command's own id where its sender gave none
  Id actor;                 // empty where its sender gave none
  std::string_view reason;  // of a follow-up: what its policy said
  Maybe<Date> occurred_on;  // for reports; decisions do not look at it
  bool follow_up = false;   // sent by a policy in answer to an event
  bool by_timer = false;    // armed earlier, or a follow-up of such a one
};

// Of a command that was journaled with this envelope.
inline Context context_of(std::uint64_t sequence, std::uint64_t stamp_ns, const Id& command, const Envelope& envelope) {
  return {.sequence = Sequence{sequence},
          .now = Stamp{stamp_ns},
          .command = command,
          .correlation = envelope.correlation.empty() ? command : envelope.correlation,
          .actor = envelope.actor,
          .reason = envelope.reason,
          .occurred_on = envelope.occurred_on,
          .follow_up = false,
          .by_timer = false};
}

}  // namespace daybook
