// Durable counters: journaled, recovered, deduplicated.
#pragma once

#include "engine/engine.h"

using daybook::Id;

// clang-format off
struct Add { Id counter; std::int64_t by; };  // commands
struct Reset { Id counter; daybook::Text<60> why; };
struct Added { Id counter; std::int64_t by; };  // events
struct Cleared { Id counter; std::int64_t was; daybook::Text<60> why; };
// clang-format on
DAYBOOK_COMMAND(Add, 1, counter, by)  // one line per message: binary, JSON, schema
DAYBOOK_COMMAND(Reset, 2, counter, why)
DAYBOOK_EVENT(Added, 3, counter, by)
DAYBOOK_EVENT(Cleared, 4, counter, was, why)

enum class Refusal : std::uint16_t { kOverflow = 1, kUnknownCounter = 2 };
DAYBOOK_REFUSALS(Refusal, kOverflow, kUnknownCounter)

struct Counters {
  using Commands = daybook::Messages<Add, Reset>;
  using Events = daybook::Messages<Added, Cleared>;
  using Refusals = Refusal;
  using Decision = daybook::Decision<Counters>;
  static constexpr daybook::Rules kRules{.name = "counters", .version = 1};

  daybook::Verdict decide(const Add& add, Decision& out) const {
    const std::int64_t* value = values.find(add.counter);
    std::int64_t sum = 0;
    if (__builtin_add_overflow(value ? *value : 0, add.by, &sum)) return Refusal::kOverflow;
    return out.accept(Added{add.counter, add.by});
  }
  daybook::Verdict decide(const Reset& reset, Decision& out) const {
    const std::int64_t* value = values.find(reset.counter);
    if (!value) return Refusal::kUnknownCounter;
    return out.accept(Cleared{reset.counter, *value, reset.why});
  }
  void apply(const Added& event) { values[event.counter] += event.by; }
  void apply(const Cleared& event) { values[event.counter] = 0; }

  void prefetch(const auto& message, daybook::Ahead ahead) const { values.prefetch(message.counter, ahead); }
  auto tables() const { return std::tie(values); }  // hash, and later snapshots and diffs

  daybook::Table<Id, std::int64_t> values;
};
