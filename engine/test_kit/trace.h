#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/decision_record.h"
#include "engine/test_kit/difference.h"
#include "engine/test_kit/record_entries.h"

namespace daybook::test_kit {

// What one run of a course left behind.
template <class D>
class Trace {
 public:
  // After one command of the course, or after the last: what was decided since the step before, and the state then.
  struct Step {
    std::string command{};
    std::uint64_t last_sequence = 0;
    std::uint64_t state_hash = 0;
    std::vector<std::byte> records{};  // decision records, one after the other

    void add(const DecisionView& record) {
      records.insert(records.end(), record.bytes().begin(), record.bytes().end());
    }
    // What is other than in the same step of another run, as the end of a sentence; empty: nothing.
    [[nodiscard]] std::string difference_from(const Step& first) const {
      const std::vector<Entry> expected = first.entries();
      const std::vector<Entry> actual = entries();
      const Difference difference(expected, actual);
      if (difference.any()) {
        return fmt::format("is decided in another way. {}\n{}", difference.headline(), difference.table());
      }
      if (records != first.records) return "is decided into the same events, but another record.";
      if (state_hash != first.state_hash) return "is decided in the same way, but leaves another state.";
      return {};
    }

   private:
    [[nodiscard]] std::vector<Entry> entries() const {
      RecordEntries<D> entries;
      for (std::size_t at = 0; at < records.size();) {
        const DecisionView record(records.data() + at);
        entries.add(record);
        at += record.bytes().size();
      }
      return entries.entries();
    }
  };

  std::vector<Step> steps;

  // Adds a decision to its step; in order.
  void add(const DecisionView& record) {
    while (filling_ < steps.size() && steps[filling_].last_sequence < record.header().sequence) ++filling_;
    if (filling_ < steps.size()) steps[filling_].add(record);
  }

  // What this run has done that `first` has not; empty: nothing.
  [[nodiscard]] std::string difference_from(const Trace& first) const {
    for (std::size_t i = 0; i < std::min(steps.size(), first.steps.size()); ++i) {
      const Step& step = first.steps[i];
      if (steps[i].command != step.command) {
        return fmt::format("the course itself is another one: {} instead of {}", steps[i].command, step.command);
      }
      const std::string other = steps[i].difference_from(step);
      if (!other.empty()) return fmt::format("{}, {}", step.command, other);
    }
    return {};
  }

 private:
  std::size_t filling_ = 0;
};

}  // namespace daybook::test_kit
