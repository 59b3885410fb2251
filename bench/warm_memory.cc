#include "bench/warm_memory.h"

#include <sys/mman.h>

#include "engine/check.h"

namespace daybook::bench {

void warm_memory(std::size_t bytes) {
  constexpr std::size_t kPageBytes = 4096;
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(memory != MAP_FAILED);
  for (std::size_t at = 0; at < bytes; at += kPageBytes) static_cast<volatile std::byte*>(memory)[at] = std::byte{1};
  CHECK(::munmap(memory, bytes) == 0);
}

}  // namespace daybook::bench
