#include "engine/timer_record.h"

#include <cstring>

namespace daybook {

bool write_fired(const Timer& timer, DecisionWriter& writer) noexcept {
  EventHeader* header = writer.begin_event(sizeof(TimerFired));
  if (header == nullptr) return false;
  *header =
      EventHeader{.type = static_cast<std::uint16_t>(EngineEvent::kTimerFired), .block_bytes = sizeof(TimerFired)};
  *reinterpret_cast<TimerFired*>(header + 1) = TimerFired{.due_ns = timer.due_ns,
                                                          .armed_at_ns = timer.armed_at_ns,
                                                          .sequence = timer.sequence,
                                                          .index = timer.index,
                                                          .zero = {},
                                                          .correlation = timer.correlation};
  writer.end_event(header, sizeof(TimerFired));
  writer.keep_events();
  return true;
}

std::optional<Timer> fired_timer(const StepView& step) noexcept {
  std::optional<Timer> timer;
  step.for_each_entry([&](const EventView& event) {
    TimerFired fired{};
    if (event.header->type != static_cast<std::uint16_t>(EngineEvent::kTimerFired)) return;
    if (event.payload().size() < sizeof fired) return;
    std::memcpy(&fired, event.payload().data(), sizeof fired);
    timer = Timer{.due_ns = fired.due_ns,
                  .armed_at_ns = fired.armed_at_ns,
                  .sequence = fired.sequence,
                  .index = fired.index,
                  .type = step.header().type,
                  .block_bytes = step.header().block_bytes,
                  .correlation = fired.correlation,
                  .payload = step.payload()};
  });
  return timer;
}

std::optional<Timer> armed_timer(const EventView& event, const Context& context, std::uint16_t index) noexcept {
  const std::span<const std::byte> payload = event.payload();
  TimerArmed armed{};
  if (payload.size() < sizeof armed) return std::nullopt;
  std::memcpy(&armed, payload.data(), sizeof armed);
  return Timer{.due_ns = armed.due_ns,
               .armed_at_ns = context.now.ns,
               .sequence = context.sequence.value,
               .index = index,
               .type = armed.type,
               .block_bytes = armed.block_bytes,
               .correlation = context.correlation,
               .payload = payload.subspan(sizeof armed)};
}

Context timer_context(const Timer& timer, std::uint64_t sequence, std::uint64_t stamp_ns) {
  return {.sequence = Sequence{sequence},
          .now = Stamp{stamp_ns},
          .command = timer.id(),
          .correlation = timer.correlation,
          .actor = {},
          .reason = {},
          .occurred_on = {},
          .follow_up = false,
          .by_timer = true};
}

}  // namespace daybook
