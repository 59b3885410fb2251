#include "app/origin.h"

#include <fmt/format.h>

#include <utility>

#include "app/messages.h"
#include "app/time_text.h"
#include "engine/json_values.h"
#include "engine/timer_record.h"

namespace daybook::app {

namespace {

Origin of_timer(const Timer& timer) {
  Origin origin;
  origin.command = timer.id();
  origin.correlation = timer.correlation;
  origin.timer =
      FiredTimer{.armed_by = timer.sequence, .armed_at = Stamp{timer.armed_at_ns}, .due = Stamp{timer.due_ns}};
  return origin;
}

Origin of_sender(const DecisionView& decision) {
  const DecisionHeader& header = decision.header();
  Envelope envelope;
  // Folding the record has shown that it can be read.
  static_cast<void>(envelope.decode(decision.envelope(), header.envelope));
  Origin origin;
  origin.command = header.command;
  origin.correlation = envelope.correlation.empty() ? header.command : envelope.correlation;
  origin.actor = envelope.actor;
  origin.reason = envelope.reason;
  origin.answers = envelope.cause;
  return origin;
}

// A follow-up answers an event of an earlier step, or the refusal of that step's command.
void fill_cause(const std::vector<StepView>& steps, const StepView& step, Origin& origin) {
  origin.policy = DomainFacts::part_name(step.header().policy);
  origin.reason = step.reason();
  const std::size_t cause = step.header().cause_step;
  if (cause >= steps.size()) return;
  const StepHeader& answered = steps[cause].header();
  if (answered.outcome == Outcome::kRefused) {
    origin.cause = command_name(answered.type);
    origin.refusal = refusal_text(answered.code);
    return;
  }
  std::uint16_t index = 0;
  steps[cause].for_each_event([&](const EventView& event) {
    if (index++ == step.header().cause_event) origin.cause = event_name(event.header->type);
  });
}

}  // namespace

std::vector<Origin> origins(const DecisionView& decision) {
  std::vector<StepView> steps;
  decision.for_each_step([&](const StepView& step) { steps.push_back(step); });
  std::vector<Origin> found;
  Origin beginning;  // of the steps from here on: follow-ups stand behind what they follow
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const bool follow_up = steps[i].header().policy != 0;
    if (!follow_up) {
      const std::optional<Timer> timer = fired_timer(steps[i]);
      beginning = timer ? of_timer(*timer) : of_sender(decision);
    }
    Origin origin = beginning;
    origin.command_type = command_name(steps[i].header().type);
    if (follow_up) fill_cause(steps, steps[i], origin);
    found.push_back(std::move(origin));
  }
  return found;
}

void Origin::write(boost::json::object& json) const {
  json["command"] = command.text();
  json["command_type"] = command_type;
  json["correlation"] = correlation.text();
  if (!actor.empty()) json["actor"] = actor.text();
  if (!reason.empty()) json["reason"] = reason;
  if (timer) {
    json["timer"] = {{"armed_by", timer->armed_by},
                     {"armed_at", json::stamp_text(timer->armed_at)},
                     {"due", json::stamp_text(timer->due)}};
  }
  if (!answers.reactor.empty()) {
    json["reaction"] = {{"reactor", answers.reactor.text()}, {"answers", answers.sequence}, {"index", answers.index}};
  }
  if (policy.empty()) return;
  boost::json::object why{{"policy", policy}, {refusal.empty() ? "event" : "refused", cause}};
  if (!refusal.empty()) why["refusal"] = refusal;
  json["follow_up_of"] = std::move(why);
}

std::vector<std::string> Origin::notes() const {
  std::vector<std::string> notes;
  if (!policy.empty()) {
    notes.push_back(refusal.empty()
                        ? fmt::format("follow-up: {}, after {}", policy, cause)
                        : fmt::format("follow-up: {}, because {} was refused ({})", policy, cause, refusal));
  }
  if (timer) notes.push_back(fmt::format("timer armed by sequence {}, due {}", timer->armed_by, time_text(timer->due)));
  if (!answers.reactor.empty())
    notes.push_back(fmt::format("reactor: {}, in answer to sequence {}", answers.reactor.text(), answers.sequence));
  std::string who;
  const auto add = [&](std::string_view label, const std::string& text) {
    if (!text.empty()) who += fmt::format("{}{} {}", who.empty() ? "" : ", ", label, text);
  };
  add("by", actor.text());
  add("why:", reason);
  if (!timer) add("command", command.text());
  if (correlation != command) add("correlation", correlation.text());
  notes.push_back(who);
  return notes;
}

}  // namespace daybook::app
