#include "engine/large_pages.h"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <new>
#include <span>

namespace daybook::large_pages {

namespace {

constexpr std::size_t kSmallPageBytes = 4096;
constexpr std::size_t kReserved = 8;

// Empty places are null. Constant-initialised, and never destroyed: a static table may outlive it.
constinit std::array<std::atomic<std::byte*>, kReserved> reserve{};
constinit std::atomic<bool> short_of_blocks{false};
constinit std::atomic<std::size_t> taken{0};  // so that a small program keeps a small reserve

std::byte* map_any(std::size_t bytes) {
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  return static_cast<std::byte*>(memory);
}

void touch(std::byte* block) noexcept {
  for (std::size_t at = 0; at < kBlockBytes; at += kSmallPageBytes) {
    *static_cast<volatile std::byte*>(block + at) = std::byte{0};
  }
}

}  // namespace

// On a boundary of large pages: maps one page too many and cuts off both ends.
std::byte* map(std::size_t bytes) {
  std::byte* whole = map_any(bytes + kBlockBytes);
  const auto address = reinterpret_cast<std::uintptr_t>(whole);
  const std::size_t before = (address + kBlockBytes - 1) / kBlockBytes * kBlockBytes - address;
  if (before != 0) ::munmap(whole, before);
  std::byte* memory = whole + before;
  ::munmap(memory + bytes, kBlockBytes - before);
  ::madvise(memory, bytes, MADV_HUGEPAGE);  // a wish
  return memory;
}

std::byte* take() {
  taken.fetch_add(1, std::memory_order_relaxed);
  short_of_blocks.store(true, std::memory_order_relaxed);
  for (std::atomic<std::byte*>& place : reserve) {
    if (place.load(std::memory_order_relaxed) == nullptr) continue;
    if (std::byte* block = place.exchange(nullptr, std::memory_order_acquire)) return block;
  }
  return map(kBlockBytes);
}

bool wanted() noexcept { return short_of_blocks.load(std::memory_order_relaxed); }

bool fill() noexcept {
  short_of_blocks.store(false, std::memory_order_relaxed);
  const std::size_t wanted_blocks = std::min(kReserved, taken.load(std::memory_order_relaxed));
  for (std::atomic<std::byte*>& place : std::span(reserve).first(wanted_blocks)) {
    if (place.load(std::memory_order_relaxed) != nullptr) continue;
    std::byte* block = nullptr;
    try {
      block = map(kBlockBytes);
    } catch (const std::bad_alloc&) {
      return false;  // whoever needs memory will say so
    }
    touch(block);
    std::byte* none = nullptr;
    if (!place.compare_exchange_strong(none, block, std::memory_order_release)) ::munmap(block, kBlockBytes);
    short_of_blocks.store(true, std::memory_order_relaxed);  // there may be more places
    return true;
  }
  return false;
}

}  // namespace daybook::large_pages
