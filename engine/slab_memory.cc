#include "engine/slab_memory.h"

#include <sys/mman.h>

#include <new>

#include "engine/large_pages.h"

namespace daybook {

namespace {

constexpr std::size_t kLine = 64;
constexpr std::size_t kPageBytes = 4096;
constexpr std::size_t kSmallBytes = std::size_t{1} << 20;

constexpr std::size_t round_up(std::size_t bytes, std::size_t to) { return (bytes + to - 1) / to * to; }

std::byte* map_small(std::size_t bytes) {
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  return static_cast<std::byte*>(memory);
}

std::byte* map_large(std::size_t bytes) {
  return bytes == large_pages::kBlockBytes ? large_pages::take() : large_pages::map(bytes);
}

}  // namespace

SlabMemory::~SlabMemory() {
  for (const Block& block : blocks_) ::munmap(block.memory, block.bytes);
}

void* SlabMemory::allocate(std::size_t bytes) {
  bytes = round_up(bytes, kLine);
  if (bytes > left_) add_block(bytes);
  std::byte* memory = at_;
  at_ += bytes;
  left_ -= bytes;
  return memory;
}

void SlabMemory::add_block(std::size_t at_least) {
  const bool large = bytes_ + at_least > kSmallBytes;
  const std::size_t bytes = round_up(at_least, large ? large_pages::kBlockBytes : kPageBytes);
  if (blocks_.size() == blocks_.capacity()) blocks_.reserve(2 * blocks_.size() + 1);
  at_ = large ? map_large(bytes) : map_small(bytes);
  left_ = bytes;
  bytes_ += bytes;
  blocks_.push_back({at_, bytes});
}

}  // namespace daybook
