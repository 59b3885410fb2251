#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace daybook {

inline constexpr std::size_t kCacheLine = 64;

// How far one stage has come: a byte position in the ring, ever growing. One thread advances it (release); those behind
// it read it (acquire), which makes the bytes before it theirs to read.
struct alignas(kCacheLine) Cursor {
  std::atomic<std::uint64_t> position{0};

  [[nodiscard]] std::uint64_t load() const noexcept { return position.load(std::memory_order_acquire); }
  [[nodiscard]] std::uint64_t own() const noexcept { return position.load(std::memory_order_relaxed); }
  void advance(std::uint64_t to) noexcept { position.store(to, std::memory_order_release); }
};
static_assert(sizeof(Cursor) == kCacheLine, "nobody else writes into its line");
static_assert(alignof(Cursor) == kCacheLine);

}  // namespace daybook
