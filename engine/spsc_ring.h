#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "engine/cursor.h"
#include "engine/prefetch.h"

namespace daybook {

// Bounded queue of fixed-size items between one writing and one reading thread. Each side caches the other's index and
// reads it anew only when the cache says full or empty (after rigtorp's SPSCQueue).
template <class T>
class SpscRing {
 public:
  // `capacity` is rounded up to a power of two.
  explicit SpscRing(std::size_t capacity)
      : mask_(std::bit_ceil(capacity) - 1), items_(std::make_unique<T[]>(mask_ + 1)) {}

  [[nodiscard]] std::size_t capacity() const noexcept { return mask_ + 1; }

  // Writer: free places, at least those known of without asking; asks when fewer than `wanted` are known.
  [[nodiscard]] std::size_t room(std::size_t wanted = 1) noexcept {
    const std::uint64_t written = written_.load(std::memory_order_relaxed);
    std::size_t free = capacity() - static_cast<std::size_t>(written - read_cache_);
    if (free < wanted) {
      read_cache_ = read_.load(std::memory_order_acquire);
      free = capacity() - static_cast<std::size_t>(written - read_cache_);
    }
    return free;
  }
  [[nodiscard]] bool push(const T& item) noexcept {
    T* next = claim();
    if (next == nullptr) return false;
    *next = item;
    publish();
    return true;
  }
  // Writer: the place of the next item, to be filled in and published, or left; null: the queue is full.
  [[nodiscard]] T* claim() noexcept {
    if (room() == 0) return nullptr;
    const std::uint64_t written = written_.load(std::memory_order_relaxed);
    // A queue of megabytes is rarely in the cache.
    prefetch_line_to_write(&items_[(written + kFetchAhead) & mask_]);
    return &items_[written & mask_];
  }
  void publish() noexcept { written_.store(written_.load(std::memory_order_relaxed) + 1, std::memory_order_release); }

  // Reader: the oldest item, or null.
  [[nodiscard]] const T* front() noexcept {
    const std::uint64_t read = read_.load(std::memory_order_relaxed);
    if (read == written_cache_) {
      written_cache_ = written_.load(std::memory_order_acquire);
      if (read == written_cache_) return nullptr;
    }
    return &items_[read & mask_];
  }
  void pop() noexcept { read_.store(read_.load(std::memory_order_relaxed) + 1, std::memory_order_release); }

 private:
  static constexpr std::uint64_t kFetchAhead = 8;

  const std::size_t mask_;
  const std::unique_ptr<T[]> items_;
  alignas(kCacheLine) std::atomic<std::uint64_t> written_{0};
  std::uint64_t read_cache_ = 0;  // the writer's copy of read_
  alignas(kCacheLine) std::atomic<std::uint64_t> read_{0};
  std::uint64_t written_cache_ = 0;  // the reader's copy of written_
};
static_assert(sizeof(SpscRing<int>) == 3 * kCacheLine, "a line of what never changes, the writer's, the reader's");

}  // namespace daybook
