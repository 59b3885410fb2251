#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace daybook {

// Zeroed memory for tables and windows, given back all at once. Small at first; from a megabyte on it comes in blocks
// of large pages where the system has them: rows are met at random, and with small pages every other access would miss
// the TLB as well, which a virtual machine pays twice. Throws std::bad_alloc.
class SlabMemory {
 public:
  SlabMemory() = default;
  SlabMemory(SlabMemory&& other) noexcept { swap(other); }
  SlabMemory& operator=(SlabMemory&& other) noexcept {
    SlabMemory(std::move(other)).swap(*this);
    return *this;
  }
  ~SlabMemory();
  void swap(SlabMemory& other) noexcept {
    blocks_.swap(other.blocks_);
    std::swap(at_, other.at_);
    std::swap(left_, other.left_);
    std::swap(bytes_, other.bytes_);
  }

  // Aligned to a cache line, good until this object ends.
  [[nodiscard]] void* allocate(std::size_t bytes);
  // Taken from the system so far.
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

 private:
  struct Block {
    void* memory;
    std::size_t bytes;
  };
  void add_block(std::size_t at_least);

  std::vector<Block> blocks_;
  std::byte* at_ = nullptr;
  std::size_t left_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace daybook
