#include "engine/index_memory.h"

#include <bit>
#include <cstring>
#include <utility>

namespace daybook {

namespace {

// At the beginning of lines that were given back: the address of the next.
constexpr std::size_t kLinkBytes = sizeof(void*);

std::size_t bytes_of(std::uint32_t slots) { return std::size_t{slots} / IndexLine::kEntries * sizeof(IndexLine); }

}  // namespace

IndexLine* IndexMemory::take(std::uint32_t slots) {
  IndexLine*& first = given_back_[static_cast<std::size_t>(std::countr_zero(slots))];
  void* lines = first;
  if (lines == nullptr) {
    lines = slab_.allocate(bytes_of(slots));
  } else {
    std::memcpy(&first, lines, kLinkBytes);
  }
  // New memory is zero, but is written before it is read: a page that is read first is the system's page of zeros, and
  // the first store into it costs an interrupt of the other cores.
  return static_cast<IndexLine*>(std::memset(lines, 0, bytes_of(slots)));
}

void IndexMemory::give_back(IndexLine* lines, std::uint32_t slots) noexcept {
  IndexLine*& first = given_back_[static_cast<std::size_t>(std::countr_zero(slots))];
  std::memcpy(static_cast<void*>(lines), &first, kLinkBytes);
  first = lines;
}

}  // namespace daybook
