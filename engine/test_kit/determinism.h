#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "engine/drill/kill.h"
#include "engine/test_kit/assertions.h"
#include "engine/test_kit/course_run.h"
#include "engine/test_kit/decider.h"

namespace daybook::test_kit {

// Looks for what makes a domain do something else the next time. Made by `check_determinism`.
template <class D, class Course>
class Determinism {
 public:
  Determinism(std::uint64_t seed, const Course& course) : seed_(seed), rehearsal_(Durability::kPower, seed, course) {}

  // What is not as it must be; empty: all is.
  [[nodiscard]] std::string find() {
    if (!rehearsal_.wrong().empty()) return rehearsal_.wrong();
    std::string wrong = find_in_runs();
    if (wrong.empty()) wrong = find_beside_tables();
    return wrong.empty() ? "" : wrong + kAdvice;
  }

 private:
  using Step = typename Trace<D>::Step;
  using Done = typename Driver<D>::Done;
  static constexpr const char* kAdvice =
      "\n  A decision may depend on the tables, the command and its context, and `apply` on the tables, the event and "
      "its context.\n  Look for a clock, a random number, an address, a static variable, a member that `tables()` does "
      "not name, or the\n  order of a table's rows.";

  std::string find_in_runs() {
    std::string wrong = run_inline("first run (inline)", go_on);
    if (wrong.empty()) wrong = run_paired("second run (paired)", go_on);
    if (wrong.empty()) {
      wrong = run_inline("third run (inline, the power is lost in the middle)",
                         [this](Driver<D>& driver) { return lose_power(driver); });
    }
    if (wrong.empty()) {
      wrong = run_paired("fourth run (paired, in the middle everything is decided again)", lose_decisions);
    }
    return wrong;
  }

  template <class Middle>
  std::string run_inline(const char* name, const Middle& in_the_middle) {
    disk_ = std::make_unique<journal::SimulatedDisk>(seed_);
    static_cast<void>(disk_->create_directory("/data"));
    static_cast<void>(disk_->sync_directory("/"));
    return run(name, rehearsal_.options(*disk_, drill::kDirectory), in_the_middle);
  }
  // With threads, and on real files: a simulated disk is for one thread.
  template <class Middle>
  std::string run_paired(const char* name, const Middle& in_the_middle) {
    const drill::ScratchDirectory scratch(::testing::TempDir());
    if (!scratch.wrong().empty()) return scratch.wrong();
    daybook::Options options = rehearsal_.options(journal::Storage::system(), scratch.path() + "/engine");
    options.topology = Topology::kPaired;
    options.durability = Durability::kProcess;
    return run(name, options, in_the_middle);
  }
  // Holds a run against the first one, which names what differs, and then against its own journals.
  template <class Middle>
  std::string run(const char* name, const daybook::Options& options, const Middle& in_the_middle) {
    CourseRun<D, Course> course(rehearsal_, options);
    auto trace = course.run(in_the_middle);
    if (!trace) return fmt::format("In the {}: {}", name, trace.error());
    if (!first_) {
      first_ = std::move(*trace);
      return {};
    }
    std::string wrong = trace->difference_from(*first_);
    if (wrong.empty()) {
      if (const Done checked = course.check_journals(); !checked) wrong = checked.error();
    }
    return wrong.empty() ? "" : fmt::format("In the {}: {}", name, wrong);
  }

  static Done go_on(Driver<D>&) { return {}; }
  Done lose_power(Driver<D>& driver) {
    auto left = disk_->after_power_loss(seed_);
    driver.close();
    disk_ = std::move(left);
    driver.use(*disk_);
    return driver.open();
  }
  // A new start that has the commands alone.
  static Done lose_decisions(Driver<D>& driver) {
    if (Done stopped = driver.stop(); !stopped) return stopped;
    std::error_code error;
    std::filesystem::remove_all(events_directory(driver.options().directory), error);
    if (error) return tl::unexpected(error.message());
    return driver.open();
  }

  // Decides each command twice: in the domain that has seen all before, and in one that has only got its tables.
  std::string find_beside_tables() {
    Decider<D> whole;
    std::string wrong;
    std::uint64_t number = 0;
    rehearsal_.walk([&](const auto& command, const SubmitOptions& how) {
      ++number;
      const Stamp now{rehearsal_.clock().now_ns()};
      if (!fire_due(whole, now)) return true;  // and a copy has no timers
      Decider<D> copy = whole.with_tables_alone();
      const Step expected = decide(whole, command, how, now);
      wrong = decide(copy, command, how, now).difference_from(expected);
      if (!wrong.empty()) {
        wrong = fmt::format("In a domain that has the same tables and nothing else: command {}, {}, {}", number,
                            text_of(command), wrong);
      }
      return wrong.empty();
    });
    return wrong;
  }
  // False: there is no end to them, or a handler failed, which the runs have found.
  static bool fire_due(Decider<D>& decider, Stamp now) {
    constexpr int kMostTicks = 500;
    for (int i = 0; decider.executor().timers().next_due_ns() <= now.ns; ++i) {
      if (i == kMostTicks || !decider.tick(now)) return false;
    }
    return true;
  }
  template <Command C>
  static Step decide(Decider<D>& decider, const C& command, const SubmitOptions& how, Stamp now) {
    Step step;
    if (const auto record = decider.decide(command, how, now)) step.add(*record);
    step.state_hash = tables_hash(decider.executor().domain());
    return step;
  }

  const std::uint64_t seed_;
  drill::Rehearsal<D, Course> rehearsal_;
  std::unique_ptr<journal::SimulatedDisk> disk_;
  std::optional<Trace<D>> first_;
};

// Fails where the domain does not do the same whenever it is told the same. `course`: as for a crash drill
// (engine/drill/drill.h), `course(seed, send)`; a few hundred commands of every kind.
template <class D, class Course>
void check_determinism(const Course& course, std::uint64_t seed = 1, Place place = Place::current()) {
  const std::string wrong = Determinism<D, Course>(seed, course).find();
  if (!wrong.empty()) fail(wrong, fmt::format("  seed {}\n", seed), place);
}

}  // namespace daybook::test_kit
