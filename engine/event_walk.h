#pragma once

// Decision records as those outside the core hear them: event by event, each with who wanted it and why.

#include <cstdint>
#include <optional>

#include "engine/context.h"
#include "engine/decision_record.h"
#include "engine/timer_record.h"

namespace daybook {

// What an event, or a refusal, stands in.
struct EventContext : Context {
  std::uint32_t index = 0;   // of the event among those of its sequence, from 0
  Envelope::Cause cause{};   // of the command, where a reactor sent it
  std::uint16_t policy = 0;  // the part that asked for the follow-up; 0: it is none
};

// Calls f(StepView, EventContext) for each step in order; the context's index is that of the step's first event.
// `f` may keep nothing: reasons point into the record.
template <class F>
void for_each_step(const DecisionView& decision, const Envelope& envelope, F&& f) {
  const DecisionHeader& header = decision.header();
  const Context own = context_of(header.sequence, header.stamp_ns, header.command, envelope);
  EventContext context;
  std::uint32_t index = 0;
  unsigned number = 0;
  decision.for_each_step([&](const StepView& step) {
    const bool of_timer = number < header.timer_steps;
    context.policy = step.header().policy;
    if (context.policy != 0) {
      context.follow_up = true;
      context.reason = step.reason();
    } else if (const std::optional<Timer> timer = of_timer ? fired_timer(step) : std::nullopt) {
      static_cast<Context&>(context) = timer_context(*timer, header.sequence, header.stamp_ns);
    } else {
      static_cast<Context&>(context) = own;
    }
    context.cause = of_timer ? Envelope::Cause{} : envelope.cause;
    context.index = index;
    step.for_each_event([&](const EventView&) { ++index; });
    f(step, static_cast<const EventContext&>(context));
    ++number;
  });
}

// Calls f(EventView, EventContext) for each event of the domain in order. Control records have timers' events alone.
template <class F>
void for_each_event(const DecisionView& decision, const Envelope& envelope, F&& f) {
  const bool is_control = decision.header().outcome == Outcome::kControl;
  unsigned number = 0;
  for_each_step(decision, envelope, [&](const StepView& step, EventContext context) {
    if (is_control && number++ >= decision.header().timer_steps) return;
    step.for_each_event([&](const EventView& event) {
      f(event, static_cast<const EventContext&>(context));
      ++context.index;
    });
  });
}

}  // namespace daybook
