#include "bench/load/memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>

#include "bench/load/text_file.h"

namespace daybook::load {

std::uint64_t physical_memory_bytes() {
  return static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::uint64_t available_memory_bytes() {
  const std::uint64_t available = number_after("/proc/meminfo", "MemAvailable:") * 1024;
  return available == 0 ? physical_memory_bytes() : available;
}

std::uint64_t peak_memory_bytes() { return number_after("/proc/self/status", "VmHWM:") * 1024; }

void forget_peak_memory() { write_text("/proc/self/clear_refs", "5"); }

void warm_memory(std::uint64_t bytes, const std::function<bool()>& stopped) {
  constexpr std::size_t kLookEvery = std::size_t{64} << 20;
  constexpr std::size_t kPageBytes = 4096;
  const std::size_t size = std::min(bytes, available_memory_bytes() / 2) / kPageBytes * kPageBytes;
  if (size == 0) return;
  void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return;  // a kindness to the figures, nothing more
  (void)::madvise(memory, size, MADV_HUGEPAGE);
  auto* at = static_cast<volatile std::byte*>(memory);
  for (std::size_t i = 0; i < size; i += kPageBytes) {
    at[i] = std::byte{1};
    if (i % kLookEvery == 0 && stopped()) break;
  }
  ::munmap(memory, size);
}

}  // namespace daybook::load
