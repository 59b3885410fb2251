#pragma once

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "engine/test_kit/decided.h"
#include "engine/test_kit/decider.h"
#include "engine/test_kit/record_entries.h"
#include "engine/test_kit/story.h"

namespace daybook::test_kit {

// A domain with a history. Made by `given`.
template <class D>
class Given {
  using Fact = Facts<Composed<D>>;
  template <class M, class List>
  static constexpr bool kIn = daybook::detail::IsIn<M, List>::value;

 public:
  // What happened is folded; what was sent is decided, with its follow-ups, and must have been accepted.
  template <Message M>
  void add(const M& message) {
    story_.add("given", text_of(message));
    if (!wrong_.empty()) return;
    if constexpr (Event<M>) {
      static_assert(kIn<M, typename Fact::Events> || kIn<M, typename Fact::Past>,
                    "no part of the domain has this event");
      if (auto folded = decider_.fold(message); !folded) wrong_ = broken<M>(folded.error());
    } else {
      const std::vector<Entry> entries = decide(message, {});
      if (wrong_.empty() && !accepted_) wrong_ = broken<M>("it is not accepted: " + entries.back().text());
    }
  }

  // The command comes so much later than what was given.
  [[nodiscard]] Given after(std::chrono::nanoseconds time) && {
    if (time.count() < 0) wrong_ = "Time does not go back.";
    now_.ns += static_cast<std::uint64_t>(time.count());
    story_.add("after", duration_text(time));
    return std::move(*this);
  }

  // Decides the command, with what its policies lead to; timers that are due fire before it. Of the options,
  // `sent_at_ns` and `when_full` mean nothing here: they are the engine's.
  template <Command C>
  [[nodiscard]] Decided<D> when(const C& command, const SubmitOptions& options = {},
                                Place place = Place::current()) && {
    story_.add("when", with_options(text_of(command), options));
    std::vector<Entry> entries;
    if (wrong_.empty()) entries = decide(command, options);
    return Decided<D>(std::move(entries), story_.text(), wrong_, place);
  }

 private:
  template <Command C>
  std::vector<Entry> decide(const C& command, const SubmitOptions& options) {
    static_assert(kIn<C, typename Fact::Commands> || kIn<C, typename Fact::Past>,
                  "no part of the domain has this command");
    const auto record = decider_.decide(command, options, now_);
    if (!record) {
      wrong_ = broken<C>(record.error());
      return {};
    }
    accepted_ = record->header().outcome == Outcome::kAccepted;
    RecordEntries<D> entries;
    entries.add(*record);
    return entries.entries();
  }

  template <Message M>
  static std::string broken(const std::string& why) {
    return fmt::format("{}: {}.", kMessage<M>.name, why);
  }

  Decider<D> decider_;
  Stamp now_ = kBegin;
  Story story_;
  std::string wrong_;
  bool accepted_ = true;
};

// A history, in its order: events that happened and commands that were accepted. A folded event is not answered by
// policies: what they led to is given as well, or the command that it all began with.
template <class D, Message... M>
[[nodiscard]] Given<D> given(const M&... messages) {
  Given<D> history;
  (history.add(messages), ...);
  return history;
}

}  // namespace daybook::test_kit
