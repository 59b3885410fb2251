#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "engine/decision_record.h"
#include "engine/event_walk.h"
#include "engine/guarded.h"
#include "engine/reaction.h"
#include "engine/reactor_facts.h"

namespace daybook {

// Calls the handlers of reactor R for the records of domain D, and collects what it answers. What a handler says is
// wrong, or throws, is the error, with the place where it did. One thread.
template <class D, class R>
class ReactorHandlers {
  using Fact = Facts<Composed<D>>;
  using Lists = detail::ReactorLists<R>;

 public:
  using Said = tl::expected<void, std::string>;

  explicit ReactorHandlers(R reactor) : reactor_(std::move(reactor)) {}

  // What it listens to.
  [[nodiscard]] Said listen(const DecisionView& decision, const Envelope& envelope) {
    return each_event<typename Lists::Listens>(
        decision, envelope, [&](const auto& event, const EventContext& context) { return apply(event, context); });
  }

  // All of a record's events, then its refusal. The answers are complete where all went well.
  [[nodiscard]] Said answer(const DecisionView& decision, const Envelope& envelope) {
    const std::uint64_t sequence = decision.header().sequence;
    answers_.begin(R::kName, sequence);
    Said reacted = each_event<typename Lists::Reacts>(
        decision, envelope, [&](const auto& event, const EventContext& context) { return react(event, context); });
    if (!reacted) return reacted;
    if (Said heard = hear_refusal(decision, envelope); !heard) return heard;
    if (answers_.wrong().empty()) return {};
    return wrong("sequence {}: it answers with a command whose field is out of its bounds: {}", sequence,
                 answers_.wrong());
  }
  [[nodiscard]] std::vector<Answers::Answer>& answers() noexcept { return answers_.all(); }

  [[nodiscard]] const R& reactor() const noexcept { return reactor_; }
  // Events and refusals that it reacted to.
  [[nodiscard]] std::uint64_t reactions() const noexcept { return reactions_; }

 private:
  template <class... Args>
  static tl::unexpected<std::string> wrong(fmt::format_string<Args...> format, Args&&... args) {
    return tl::unexpected(fmt::format(format, std::forward<Args>(args)...));
  }

  template <class E>
  Said apply(const E& event, const EventContext& context) {
    if constexpr (requires { reactor_.apply(event, context); }) {
      reactor_.apply(event, context);
    } else {
      reactor_.apply(event);
    }
    return {};
  }
  template <class E>
  Said react(const E& event, const EventContext& context) {
    ++reactions_;
    Reaction<R> out(answers_, context);
    return detail::said([&] { return reactor_.react(event, context, out); });
  }

  // Calls handle(event, context), with the event as its type has it today, for those of `List`.
  template <class List, class Handle>
  Said each_event(const DecisionView& decision, const Envelope& envelope, Handle&& handle) {
    Said said;
    if constexpr (List::kCount == 0) return said;
    for_each_event(decision, envelope, [&](const EventView& view, const EventContext& context) {
      if (!said) return;
      const bool known = Fact::event(view.header->type, [&]<class Owner, class E>() {
        if constexpr (detail::IsIn<detail::CurrentOf<Fact, Owner, E>, List>::value) {
          said = with_current<Owner, E>(view, context, handle);
        }
      });
      if (known) return;
      said = wrong("sequence {} holds an event of type {}, which this program does not know", context.sequence.value,
                   view.header->type);
    });
    return said;
  }
  template <class Owner, class E, class Handle>
  Said with_current(const EventView& view, const EventContext& context, Handle& handle) {
    E event{};
    Said handled = tl::unexpected<std::string>("its bytes do not fit its type");
    if (decode(view.payload(), view.header->block_bytes, event)) {
      handled = guarded([&] { return handle(detail::current<Fact, Owner>(event), context); });
    }
    if (handled) return {};
    return wrong("{} (sequence {}, event {}): {}", kMessage<E>.name, context.sequence.value, context.index,
                 handled.error());
  }

  // Tells of the command of this record, where it was sent by a reactor and refused.
  Said hear_refusal(const DecisionView& decision, const Envelope& envelope) {
    if (decision.header().outcome != Outcome::kRefused || envelope.cause.reactor != detail::kRefusalsOf<R>) return {};
    Said said;
    for_each_step(decision, envelope, [&](const StepView& step, const EventContext& context) {
      if (context.follow_up || context.by_timer || !said) return;
      const bool known = detail::with_command<Fact, typename Lists::HearsRefused>(
          step, [&]<class C>(const C* command) { said = tell_refusal(command, step, context); });
      if (known) return;
      said = wrong("sequence {} refuses a command of type {}, which this program does not know", context.sequence.value,
                   step.header().type);
    });
    return said;
  }
  template <class C>
  Said tell_refusal(const C* command, const StepView& step, const EventContext& context) {
    Said handled = tl::unexpected<std::string>("its bytes do not fit its type");
    if (command != nullptr) {
      ++reactions_;
      Reaction<R> out(answers_, context);
      handled = guarded(
          [&] { return detail::said([&] { return reactor_.refused(*command, step.header().code, context, out); }); });
    }
    if (handled) return {};
    return wrong("the refusal of {} (sequence {}): {}", kMessage<C>.name, context.sequence.value, handled.error());
  }

  R reactor_;
  Answers answers_;
  std::uint64_t reactions_ = 0;
};

}  // namespace daybook
