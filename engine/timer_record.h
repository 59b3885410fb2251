#pragma once

// How timers stand in a decision record: among the events of a step, those it armed; and in front of the command, the
// steps of those that fired, each beginning with where it comes from.

#include <cstdint>
#include <optional>

#include "engine/decision.h"
#include "engine/decision_record.h"
#include "engine/timers.h"

namespace daybook {

// Writes where the open step comes from; it stays when the step's events are taken back. False: there is no room.
[[nodiscard]] bool write_fired(const Timer& timer, DecisionWriter& writer) noexcept;
// The timer of a step that is a timer's own; nothing for any other step.
[[nodiscard]] std::optional<Timer> fired_timer(const StepView& step) noexcept;
// The timer that a kTimerArmed event arms, the index-th of its command; nothing where the bytes do not fit. Its payload
// points into the record.
[[nodiscard]] std::optional<Timer> armed_timer(const EventView& event, const Context& context,
                                               std::uint16_t index) noexcept;
// What the command of a timer sees, which fires before the command of this sequence and stamp.
[[nodiscard]] Context timer_context(const Timer& timer, std::uint64_t sequence, std::uint64_t stamp_ns);

}  // namespace daybook
