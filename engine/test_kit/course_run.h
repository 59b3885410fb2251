#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "engine/drill/rehearsal.h"
#include "engine/replay.h"
#include "engine/test_kit/driver.h"
#include "engine/test_kit/recorded_decisions.h"
#include "engine/test_kit/trace.h"

namespace daybook::test_kit {

// One run of a course of the drill, command by command, and with something that happens to the engine in the middle.
template <class D, class Course>
class CourseRun {
 public:
  using Done = typename Driver<D>::Done;

  CourseRun(drill::Rehearsal<D, Course>& rehearsal, Options options)
      : rehearsal_(rehearsal), driver_(std::move(options), rehearsal.clock()) {}

  // `in_the_middle(Driver<D>&)` leaves an open engine. At the end the timers that are armed then fire, at the first
  // kMostTimes times, and the engine stops.
  template <class Middle>
  tl::expected<Trace<D>, std::string> run(Middle&& in_the_middle) {
    rehearsal_.clock().set(drill::kBeginNs);
    Done done = driver_.open();
    if (done) done = note("the start");
    std::uint64_t number = 0;
    rehearsal_.walk([&](const auto& command, const SubmitOptions& how) {
      const std::string name = fmt::format("command {}, {}", ++number, text_of(command));
      if (done) done = send(command, how, name);
      if (done && number == rehearsal_.commands() / 2) done = in_the_middle(driver_);
      return done.has_value();
    });
    if (done) done = let_timers_fire();
    if (done) done = driver_.stop();
    if (done) done = read_decisions();
    if (!done) return tl::unexpected(done.error());
    return std::move(trace_);
  }

  // After `run`: the journals alone give what the engine had, by folding the decisions and by deciding the commands
  // again, each as it was.
  Done check_journals() {
    using Source = ReplayOptions::Source;
    for (const Source source : {Source::kEvents, Source::kBoth}) {
      const char* what = source == Source::kEvents ? "folding the decisions" : "deciding the commands again";
      const auto report = Replay<D>(*driver_.options().storage, driver_.options().directory,
                                    {.source = source, .limit = journal::ReaderOptions::Limit::kWritten})
                              .run();
      if (!report) return tl::unexpected(fmt::format("{} fails: {}", what, report.error().message()));
      if (report->state_hash != state_hash_) {
        return tl::unexpected(fmt::format("{} gives another state than the engine had", what));
      }
    }
    return {};
  }

 private:
  static constexpr unsigned kMostTimes = 64;

  template <Command C>
  Done send(const C& command, const SubmitOptions& how, const std::string& name) {
    const auto reply = driver_.call(command, how);
    if (!reply) return tl::unexpected(fmt::format("{}, fails: {}", name, reply.error()));
    return note(name);
  }

  Done let_timers_fire() {
    for (unsigned i = 0; i < kMostTimes; ++i) {
      const auto next = driver_.engine().next_timer();
      if (!next) return tl::unexpected(next.error().message());
      if (!*next) break;
      if (Done done = driver_.advance((*next)->ns); !done) return done;
    }
    return note("what timers do at the end");
  }

  // Ends a step of the trace. Everything that was journaled is decided.
  Done note(const std::string& command) {
    const auto hash = driver_.engine().state_hash();
    if (!hash) return tl::unexpected(hash.error().message());
    trace_.steps.push_back(
        {.command = command, .last_sequence = driver_.engine().positions().written, .state_hash = *hash});
    return {};
  }

  Done read_decisions() {
    state_hash_ = trace_.steps.back().state_hash;
    const auto last = for_each_decision(*driver_.options().storage, driver_.options().directory, 1,
                                        [&](const DecisionView& record) { trace_.add(record); });
    if (!last) return tl::unexpected(last.error().message());
    return {};
  }

  drill::Rehearsal<D, Course>& rehearsal_;
  Driver<D> driver_;
  Trace<D> trace_;
  std::uint64_t state_hash_ = 0;  // at the end
};

}  // namespace daybook::test_kit
