#include "tests/property/lines.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/messages.h"
#include "domain/events.h"
#include "engine/timer_record.h"
#include "tests/property/reference/text.h"

namespace daybook::domain::property {

namespace {

using reference::AnyCommand;
using reference::AnyEvent;
using reference::Refusal;

Refusal name_of(Code code) { return code == Code{} ? Refusal{} : app::refusal_text(code); }

// What a code in a message stands for.
template <Message M>
Refusal code_in(const M& message) {
  if constexpr (requires { message.refusing_part; }) {
    return name_of({message.refusing_part, message.refusal});
  } else {
    return {};
  }
}

std::string step_line(const std::string& origin, const std::string& command, const Refusal& refusal,
                      std::uint64_t version) {
  return fmt::format("{}{}: {}, version {}", origin, command, refusal.empty() ? "accepted" : refusal, version);
}

std::string event_line(const std::string& event, std::uint64_t version, std::uint64_t other_version) {
  return fmt::format("  {}, version {}, {}", event, version, other_version);
}

std::string origin_of(const StepView& step, const bool of_timer) {
  const StepHeader& header = step.header();
  if (header.policy != 0) {
    return fmt::format("{}: {}: ", app::DomainFacts::part_name(header.policy), step.reason());
  }
  if (!of_timer) return {};
  const std::optional<Timer> timer = fired_timer(step);
  if (!timer) return "a step of no timer: ";
  return fmt::format("timer {} of {}: ", timer->index, timer->sequence);
}

// A command that was accepted as it came stands in its events alone.
std::string command_in(const StepView& step) {
  std::string said = app::command_name(step.header().type);
  if (step.header().payload_bytes == 0) return said;
  app::DomainFacts::command(step.header().type, [&]<class Part, class C>() {
    C command{};
    const bool fits = decode(step.payload(), step.header().block_bytes, command);
    said = fits ? reference::text_of(AnyCommand(command), code_in(command)) : said + ", whose bytes do not fit";
  });
  return said;
}

std::string event_in(const EventView& view) {
  std::string said = app::event_name(view.header->type) + ", whose bytes do not fit";
  visit_event(view, [&](const auto& event) { said = reference::text_of(AnyEvent(event), code_in(event)); });
  return said;
}

void add(const reference::Step& step, Lines& lines) {
  const bool in_full = step.sender != reference::Sender::kOutside || !step.accepted();
  const std::string command = in_full ? reference::text_of(step.command, step.code) : reference::name_of(step.command);
  lines.push_back(step_line(step.origin, command, step.verdict.refusal, step.version));
  for (const reference::Told& told : step.events) {
    lines.push_back(event_line(reference::text_of(told.event, told.code), told.version, told.other_version));
  }
}

}  // namespace

std::string text_of(const reference::Answer& answer) {
  return fmt::format("sequence {}, {}{}, version {}, related {}, {} follow-ups refused", answer.sequence,
                     enumerator_name(answer.outcome), answer.refusal.empty() ? "" : " for " + answer.refusal,
                     answer.version, answer.related, answer.refused_follow_ups);
}

std::string text_of(const Receipt& receipt) {
  return text_of(reference::Answer{.sequence = receipt.sequence.value,
                                   .outcome = receipt.outcome,
                                   .refusal = name_of(receipt.code),
                                   .version = receipt.version,
                                   .related = receipt.related.value,
                                   .refused_follow_ups = receipt.refused_follow_ups});
}

Lines lines_of(const DecisionView& decision) {
  const DecisionHeader& header = decision.header();
  Lines lines;
  if (header.outcome == Outcome::kRepeat) {
    lines.push_back(fmt::format("a repeat of {}", header.related));
  } else {
    lines.push_back(text_of(reference::Answer{.sequence = header.sequence,
                                              .outcome = header.outcome,
                                              .refusal = name_of(header.code),
                                              .version = header.version,
                                              .related = header.related,
                                              .refused_follow_ups = header.refused_follow_ups}));
  }
  unsigned number = 0;
  decision.for_each_step([&](const StepView& step) {
    const bool of_timer = number++ < header.timer_steps;
    if (!of_timer && header.outcome == Outcome::kControl) return;  // the engine's own
    lines.push_back(
        step_line(origin_of(step, of_timer), command_in(step), name_of(step.header().code), step.header().version));
    step.for_each_event([&](const EventView& event) {
      lines.push_back(event_line(event_in(event), event.header->version, event.header->other_version));
    });
  });
  return lines;
}

Lines lines_of(const reference::Record& record) {
  Lines lines;
  lines.push_back(record.is_repeat ? fmt::format("a repeat of {}", record.answer.sequence) : text_of(record.answer));
  for (const reference::Step& step : record.timers) add(step, lines);
  for (const reference::Step& step : record.steps) add(step, lines);
  return lines;
}

std::string first_difference(const Lines& engine, const Lines& reference) {
  for (std::size_t i = 0; i < std::max(engine.size(), reference.size()); ++i) {
    const std::string a = i < engine.size() ? engine[i] : "nothing more";
    const std::string b = i < reference.size() ? reference[i] : "nothing more";
    if (a != b) return "engine:    " + a + "\nreference: " + b + "\nin\n" + fmt::format("{}", fmt::join(engine, "\n"));
  }
  return {};
}

}  // namespace daybook::domain::property
