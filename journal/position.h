#pragma once

#include <compare>
#include <cstdint>

namespace daybook::journal {

// A byte position in a journal: segment index * segment bytes + offset in that segment's file. Positions only grow.
struct Position {
  std::uint64_t value = 0;
  friend constexpr auto operator<=>(Position, Position) = default;
};

}  // namespace daybook::journal
