#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "engine/check.h"
#include "engine/compose.h"
#include "engine/decision_record.h"
#include "engine/test_kit/entry.h"

namespace daybook::test_kit {

// What decision records say, in their order: the events of each step, or that the step was refused; timers' steps
// first, follow-ups last. The engine's own events are left out.
template <class D>
class RecordEntries {
 public:
  void add(const DecisionView& record) {
    const DecisionHeader& header = record.header();
    unsigned number = 0;
    record.for_each_step([&](const StepView& step) {
      const unsigned place = number++;
      if (place < header.timer_steps) {
        add(step, name_of(step.header()));
      } else if (header.outcome != Outcome::kControl) {
        add(step, place == header.timer_steps ? std::string() : name_of(step.header()));
      }
    });
    const Outcome outcome = header.outcome;
    if (outcome == Outcome::kRefused && number == header.timer_steps) {  // by the engine, before any step
      entries_.push_back(
          refusal_entry(header.code, Fact::part_name(header.code.part), Fact::refusal_name(header.code)));
    }
    if (outcome == Outcome::kExpired || outcome == Outcome::kIdReused || outcome == Outcome::kFaulted) {
      entries_.push_back(outcome_entry(outcome));
    }
  }
  [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }

 private:
  using Fact = Facts<Composed<D>>;

  void add(const StepView& step, const std::string& name) {
    step.for_each_event([&](const EventView& view) {
      const bool known = Fact::event(view.header->type, [&]<class Part, class E>() {
        E event{};
        CHECK(decode(view.payload(), view.header->block_bytes, event));
        entries_.push_back(event_entry(event));
        entries_.back().step = name;
      });
      CHECK(known);
    });
    if (step.header().outcome != Outcome::kRefused) return;
    const Code code = step.header().code;
    entries_.push_back(refusal_entry(code, Fact::part_name(code.part), Fact::refusal_name(code)));
    entries_.back().step = name;
  }

  static std::string name_of(const StepHeader& step) {
    std::string command;
    Fact::command(step.type, [&]<class Part, class C>() { command = kMessage<C>.name; });
    return step.policy == 0 ? "timer " + command
                            : fmt::format("follow-up {} of {}", command, Fact::part_name(step.policy));
  }

  std::vector<Entry> entries_;
};

}  // namespace daybook::test_kit
