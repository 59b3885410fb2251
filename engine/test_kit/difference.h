#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/test_kit/entry.h"

namespace daybook::test_kit {

// What is other than expected, in words for a person: entry by entry, and field by field where an event is there that
// only says something else. Both lists are laid side by side so that as much as possible is as expected.
class Difference {
 public:
  Difference(std::span<const Entry> expected, std::span<const Entry> actual);

  [[nodiscard]] bool any() const noexcept;
  // The first one, in a sentence that names the first field: "Event 2, Cleared: `was` should be 2 and is 1."
  [[nodiscard]] std::string headline() const;
  // The entries, a line or more each; what is as expected far from any difference is only counted.
  [[nodiscard]] std::string table() const;

 private:
  // A line of the table; null where one of the two has nothing there.
  struct Row {
    const Entry* expected;
    const Entry* actual;
    [[nodiscard]] bool is_pair() const noexcept { return expected != nullptr && actual != nullptr; }
    [[nodiscard]] bool is_same() const noexcept { return is_pair() && expected->same_as(*actual); }
    [[nodiscard]] bool is_event_with_other_fields() const noexcept {
      return is_pair() && !is_same() && actual->type != 0;
    }
    // `number`: of the actual entry, from 1.
    [[nodiscard]] std::string text(std::size_t number) const;
  };

  void lay_out(std::span<const Entry> expected, std::span<const Entry> actual);
  void match(std::span<const Entry> expected, std::span<const Entry> actual);
  void pair_up(std::span<const Entry> expected, std::span<const Entry> actual);
  [[nodiscard]] bool is_near_a_difference(std::size_t place) const noexcept;

  std::vector<Row> rows_;
};

}  // namespace daybook::test_kit
