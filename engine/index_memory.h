#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/index_line.h"
#include "engine/slab_memory.h"

namespace daybook {

// Where the lines of one or more TableIndexes come from. What an index has outgrown is given to the next that wants as
// much.
class IndexMemory {
 public:
  // Empty lines for `slots` entries, a power of two. Throws std::bad_alloc.
  [[nodiscard]] IndexLine* take(std::uint32_t slots);
  void give_back(IndexLine* lines, std::uint32_t slots) noexcept;
  // Taken from the system so far.
  [[nodiscard]] std::size_t bytes() const noexcept { return slab_.bytes(); }

 private:
  SlabMemory slab_;
  std::array<IndexLine*, 32>
      given_back_{};  // by the logarithm of their slots; each begins with the address of the next
};

}  // namespace daybook
