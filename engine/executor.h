#pragma once

// The heart without the pipeline: runs one command through decide, apply and the policies into a decision record, or
// folds a record that was written before. No thread, clock or I/O; the logic stage drives it, and so may a test.

#include <xxhash.h>

#include <array>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

#include "engine/compose.h"
#include "engine/decision.h"
#include "engine/record.h"
#include "engine/table.h"
#include "engine/timer_record.h"
#include "engine/timers.h"

namespace daybook {

// Due timers that fire before one command; the others wait for the next. Fewer where their steps fill half a record.
inline constexpr unsigned kMaxTimersPerCommand = 16;

// A handler broke its contract; the engine stops and names the sequence.
class Fault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

template <class D>
class Executor {
  using Domain = Composed<D>;
  using Fact = Facts<Domain>;

 public:
  Executor() : follow_ups_(scratch_) {}
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  [[nodiscard]] Domain& domain() noexcept { return domain_; }
  [[nodiscard]] const Domain& domain() const noexcept { return domain_; }

  [[nodiscard]] const Timers& timers() const noexcept { return timers_; }

  enum class Run : std::uint8_t { kYes, kNo };

  // Begins the record of a command: runs the timers that are due at its stamp, first due first; `writer` is open, with
  // its envelope written. With kNo they are taken out as `faulted`. Throws as `execute`.
  void begin(const CommandHeader& command, Run run, DecisionWriter& writer) {
    steps_ = armed_ = 0;
    if (timers_.next_due_ns() <= command.stamp_ns && lets_decide(command.type)) [[unlikely]]
      fire_due(command, run, writer);
  }

  // Runs `command` and writes its steps, after `begin`. Fills outcome, code, version, related and the step counts of
  // the record's header. Throws what a handler throws, or Fault; the state is then unusable.
  void execute(const CommandView& command, const Envelope& envelope, DecisionWriter& writer) {
    const CommandHeader& header = command.header();
    Context context = context_of(header.sequence, header.stamp_ns, header.id, envelope);
    StepHeader& first = begin_step(writer);
    own_ = &command;
    step(header.type, header.block_bytes, command.payload(), context, envelope.expected_version, 0, writer);
    DecisionHeader& decision = writer.header();
    decision.outcome = first.outcome;
    decision.code = first.code;
    decision.version = first.version;
    run_follow_ups(context, writer);
    decision.refused_follow_ups = refused_;
  }

  // Applies the events of a record, whose envelope this is; of a control record, those of timers alone. False: it holds
  // an event that this program does not know, or whose bytes do not fit, or a timer whose turn it is not.
  [[nodiscard]] bool fold(const DecisionView& decision, const Envelope& envelope) {
    const DecisionHeader& header = decision.header();
    Context context = context_of(header.sequence, header.stamp_ns, header.command, envelope);
    armed_ = 0;
    bool known = true;
    unsigned place = 0;
    decision.for_each_step([&](const StepView& step) {
      const unsigned number = place++;
      if (number < header.timer_steps) [[unlikely]] {
        known = known && enter_timer_step(step, header, context);
      } else if (header.outcome == Outcome::kControl) {
        return;
      } else if (number > header.timer_steps) {
        context.follow_up = true;
        context.reason = step.reason();
      } else if (number != 0) [[unlikely]] {
        context = context_of(header.sequence, header.stamp_ns, header.command, envelope);
      }
      step.for_each_entry([&](const EventView& event) {
        if (is_timer_event(event.header->type)) [[unlikely]] {
          known = known && fold_timer_event(event, context);
          return;
        }
        known = known && with_event(event, [&]<class Owner, class E>(const E& message) {
                  apply_current<Owner>(message, context);
                });
      });
    });
    return known;
  }

  // Sum over the parts' tables, each mixed with its place.
  [[nodiscard]] std::uint64_t state_hash() const {
    std::uint64_t sum = timers_.size() == 0 ? 0 : mix(timers_.hash(), 0);
    // `tables` need not be const, since loading uses it as well; hashing changes nothing.
    const_cast<Domain&>(domain_).for_each_part([&](auto& part, std::uint16_t number) {
      using Part = std::remove_reference_t<decltype(part)>;
      constexpr bool kHasTables = requires { part.tables(); };
      static_assert(kHasTables || detail::Lists<Part>::Events::kCount == 0,
                    "a part that has events has state: name its tables in `auto tables() { return std::tie(...); }`");
      if constexpr (kHasTables) {
        std::uint64_t place = number * std::uint64_t{64};
        std::apply([&](const auto&... table) { ((sum += mix(table.hash(), place++)), ...); }, part.tables());
      }
    });
    return sum;
  }

 private:
  static constexpr const char* kRecordTooLarge = "the decision record is larger than 64 KiB";

  static std::uint64_t mix(std::uint64_t hash, std::uint64_t place) {
    return XXH3_64bits_withSeed(&hash, sizeof hash, place);
  }

  // Runs what the policies have asked for, first in, first out.
  void run_follow_ups(Context& context, DecisionWriter& writer) {
    context.follow_up = true;
    while (const FollowUps::Entry* next = follow_ups_.next()) {
      context.reason = next->reason();
      StepHeader& follow_up = begin_step(writer);
      follow_up.block_bytes = next->block_bytes;
      follow_up.cause_step = next->cause_step;
      follow_up.cause_event = next->cause_event;
      follow_up.policy = next->policy;
      writer.step_payload(next->payload(), next->reason());
      step(next->type, next->block_bytes, next->payload(), context, {}, next->policy, writer);
      if (follow_up.outcome == Outcome::kRefused) ++refused_;
    }
  }

  [[gnu::cold]] void fire_due(const CommandHeader& command, Run run, DecisionWriter& writer) {
    for (unsigned fired = 0; fired < kMaxTimersPerCommand && writer.room().size() > kMaxDecisionBytes / 2; ++fired) {
      const Timer* timer = timers_.due(command.stamp_ns);
      if (timer == nullptr) break;
      fire(*timer, command, run, writer);
    }
    writer.end_timers();
  }

  // A timer's command, with its follow-ups.
  void fire(const Timer& timer, const CommandHeader& command, Run run, DecisionWriter& writer) {
    StepHeader& first = begin_step(writer);
    first.type = timer.type;
    first.block_bytes = timer.block_bytes;
    writer.step_payload(timer.payload, {});
    if (!write_fired(timer, writer)) throw Fault(kRecordTooLarge);
    Context context = timer_context(timer, command.sequence, command.stamp_ns);
    timers_.take();
    if (run == Run::kNo) {
      first.outcome = Outcome::kFaulted;
      writer.end_step();
      ++steps_;
      return;
    }
    // From the record: arming another one may move the timer.
    step(first.type, first.block_bytes, StepView(&first).payload(), context, {}, 0, writer);
    run_follow_ups(context, writer);
  }

  // The context of a step of a timer that fired before the command, or of a follow-up of one.
  [[nodiscard, gnu::cold]] bool enter_timer_step(const StepView& step, const DecisionHeader& decision,
                                                 Context& context) {
    if (step.header().policy == 0) return take_fired(step, decision, context);
    context.follow_up = true;
    context.reason = step.reason();
    return true;
  }
  [[nodiscard, gnu::cold]] bool fold_timer_event(const EventView& event, const Context& context) {
    return event.header->type == static_cast<std::uint16_t>(EngineEvent::kTimerFired) || arm(event, context);
  }

  [[nodiscard]] bool arm(const EventView& event, const Context& context) {
    const std::optional<Timer> timer = armed_timer(event, context, armed_++);
    if (timer) timers_.arm(*timer);
    return timer.has_value();
  }

  // The context of a timer's recorded step, when it is the timer whose turn it is here; it is then taken out.
  [[nodiscard]] bool take_fired(const StepView& step, const DecisionHeader& decision, Context& context) {
    const Timer* timer = timers_.due(decision.stamp_ns);
    const std::optional<Timer> fired = fired_timer(step);
    if (timer == nullptr || !fired || fired->sequence != timer->sequence || fired->index != timer->index) return false;
    context = timer_context(*timer, decision.sequence, decision.stamp_ns);
    timers_.take();
    return true;
  }

  static StepHeader& begin_step(DecisionWriter& writer) {
    StepHeader* step = writer.begin_step();
    if (step == nullptr) throw Fault(kRecordTooLarge);
    return *step;
  }

  void step(std::uint16_t type, std::size_t block_bytes, std::span<const std::byte> payload, const Context& context,
            Maybe<std::uint64_t> expected_version, std::uint16_t policy, DecisionWriter& writer) {
    if (policy == 0) {
      follow_ups_.clear();
      refused_ = 0;
    }
    writer.step().type = type;
    const bool known = Fact::command(type, [&]<class Part, class C>() {
      C command{};
      if (!decode(payload, block_bytes, command)) throw Fault("the payload of a command does not fit its type");
      const Sent sent{&command, block_bytes == kLayout<C>.block ? payload : std::span<const std::byte>{}};
      run<Part>(command, sent, context, expected_version, policy, writer);
    });
    if (!known) throw Fault("no part of the domain knows a command of type " + std::to_string(type));
  }

  template <class Part, class C>
  void run(const C& command, const Sent& sent, const Context& context, Maybe<std::uint64_t> expected_version,
           std::uint16_t policy, DecisionWriter& writer) {
    if constexpr (Fact::template is_past<Part, C>()) {
      run<Part>(Part::upcast(command), Sent{}, context, expected_version, policy, writer);
    } else {
      if (is_own(context)) writer.header().target = target(command);
      Decision<Part> decision(writer, context, expected_version, sent);
      const Part& part = domain_.template get<Part>();
      const Verdict verdict = part.decide(command, decision);
      if (settle(verdict, Fact::template number<Part>(), context, decision, writer)) {
        take_effect(context, writer);
      } else if (policy != 0) {
        tell_refusal(command, writer.step().code, policy);
      }
    }
  }

  // The command itself, and not what it or a timer led to.
  static bool is_own(const Context& context) { return !context.follow_up && !context.by_timer; }

  // Ends the step with what was decided. False: refused.
  bool settle(const Verdict& verdict, std::uint16_t part, const Context& context, const DecisionBase& decision,
              DecisionWriter& writer) {
    if (writer.overflow()) throw Fault(kRecordTooLarge);
    StepHeader& header = writer.step();
    const bool accepted = verdict.is_accepted() && !decision.conflict();
    if (accepted) {
      header.outcome = Outcome::kAccepted;
      header.version = decision.version_now();
    } else {
      writer.drop_events();
      header.outcome = Outcome::kRefused;
      header.version = decision.version_found();
      // A domain's own refusal says more than a version that moved on.
      header.code = !verdict.is_accepted() ? Code{part, verdict.number()}
                                           : Code{0, static_cast<std::uint16_t>(EngineRefusal::kVersionConflict)};
      if (is_own(context)) {
        writer.header().related = verdict.related().value;
        header.block_bytes = own_->header().block_bytes;
        writer.step_payload(own_->payload(), {});
        if (writer.overflow()) throw Fault(kRecordTooLarge);
      }
    }
    writer.end_step();
    ++steps_;
    return accepted;
  }

  // Applies the events of the step that just ended, and lets the policies answer each.
  void take_effect(const Context& context, DecisionWriter& writer) {
    std::uint16_t index = 0;
    StepView(&writer.step()).for_each_entry([&](const EventView& event) {
      if (is_timer_event(event.header->type)) [[unlikely]] {
        if (!fold_timer_event(event, context)) throw Fault("a timer that was just armed cannot be read");
        return;
      }
      const bool known = with_event(event, [&]<class Owner, class E>(const E& message) {
        apply_current<Owner>(message, context);
        react(message, index++);
      });
      if (!known) throw Fault("an event that was just decided cannot be applied");
    });
    if (follow_ups_.overflow()) throw Fault("more than 64 follow-ups for one command");
  }

  // Decodes the event and calls f.template operator()<Owner, E>(message). False: it is of no known type, or its bytes
  // do not fit the type.
  template <class F>
  static bool with_event(const EventView& event, F&& f) {
    bool fits = true;
    const bool known = Fact::event(event.header->type, [&]<class Owner, class E>() {
      E message{};
      fits = decode(event.payload(), event.header->block_bytes, message);
      if (fits) f.template operator()<Owner, E>(message);
    });
    return known && fits;
  }

  template <class Owner, class E>
  void apply_current(const E& event, const Context& context) {
    if constexpr (Fact::template is_past<Owner, E>()) {
      apply_current<Owner>(Owner::upcast(event), context);
    } else {
      domain_.for_each_part([&](auto& part, std::uint16_t) {
        using Part = std::remove_reference_t<decltype(part)>;
        if constexpr (Fact::template applies<Part, E>()) {
          if constexpr (detail::kAppliesInContext<Part, E>) {
            part.apply(event, context);
          } else {
            part.apply(event);
          }
        }
      });
    }
  }

  // Lets the policies answer the event that was just applied.
  template <class E>
  void react(const E& event, std::uint16_t index) {
    const Domain& domain = domain_;
    domain.for_each_part([&](const auto& part, std::uint16_t number) {
      using Part = std::remove_cvref_t<decltype(part)>;
      if constexpr (Fact::template reacts<Part, E>()) {
        follow_ups_.cause(number, static_cast<std::uint16_t>(steps_ - 1), index);
        part.react(event, follow_ups_);
      }
    });
  }

  template <class C>
  void tell_refusal(const C& command, Code code, std::uint16_t policy) {
    const Domain& domain = domain_;
    domain.for_each_part([&](const auto& part, std::uint16_t number) {
      using Part = std::remove_cvref_t<decltype(part)>;
      if constexpr (Fact::template hears_refusal<Part, C>()) {
        if (number != policy) return;
        follow_ups_.cause(number, static_cast<std::uint16_t>(steps_ - 1), 0);
        part.refused(command, code, follow_ups_);
      }
    });
    if (follow_ups_.overflow()) throw Fault("more than 64 follow-ups for one command");
  }

  Domain domain_;
  alignas(64) std::array<std::byte, kMaxDecisionBytes> scratch_{};
  FollowUps follow_ups_;
  Timers timers_;
  const CommandView* own_ = nullptr;  // the command itself, while it is executed
  std::uint16_t steps_ = 0;
  std::uint16_t armed_ = 0;  // timers, by the command that is decided
  std::uint16_t refused_ = 0;
};

}  // namespace daybook
