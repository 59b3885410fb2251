#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/slab_memory.h"

namespace daybook {

// A bit for each slot of a table: it holds a row. They lie side by side, since each insert and erase writes one; in
// blocks that never move, so that a table that grows copies none of them.
class LiveBits {
 public:
  static constexpr std::uint32_t kWordBits = 64;

  void swap(LiveBits& other) noexcept { blocks_.swap(other.blocks_); }
  // There are bits for at least `slots` slots; new ones are not set. `memory` is the same each time.
  void cover(std::size_t slots, SlabMemory& memory) {
    while (blocks_.size() * kBlockBits < slots)
      blocks_.push_back(static_cast<std::uint64_t*>(memory.allocate(kBlockWords * sizeof(std::uint64_t))));
  }
  void set(std::uint32_t slot) noexcept { word(slot) |= bit(slot); }
  void clear(std::uint32_t slot) noexcept { word(slot) &= ~bit(slot); }
  // Of the 64 slots from `first` on, a multiple of 64.
  [[nodiscard]] std::uint64_t word_at(std::uint32_t first) const noexcept { return word(first); }
  // Of the list of blocks; the blocks are `memory`'s.
  [[nodiscard]] std::size_t memory_bytes() const noexcept { return blocks_.capacity() * sizeof(blocks_[0]); }

 private:
  static constexpr std::uint32_t kBlockWords = 512;  // a page
  static constexpr std::uint32_t kBlockBits = kBlockWords * kWordBits;

  [[nodiscard]] std::uint64_t& word(std::uint32_t slot) const noexcept {
    return blocks_[slot / kBlockBits][slot % kBlockBits / kWordBits];
  }
  static std::uint64_t bit(std::uint32_t slot) noexcept { return std::uint64_t{1} << slot % kWordBits; }

  std::vector<std::uint64_t*> blocks_;
};

}  // namespace daybook
