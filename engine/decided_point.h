#pragma once

#include <atomic>
#include <cstdint>

#include "engine/cursor.h"

namespace daybook {

// (decided up to, chain hash there): written by the logic stage after each of its batches, read by the journal stage,
// which puts it into the next batch, so that deciding again after a crash is checked against what was really decided. A
// sequence lock.
class alignas(kCacheLine) DecidedPoint {
 public:
  struct Value {
    std::uint64_t sequence = 0;
    std::uint64_t chain = 0;
  };

  void set(Value value) noexcept {
    const std::uint64_t turn = turn_.load(std::memory_order_relaxed);
    turn_.store(turn + 1, std::memory_order_relaxed);
    // The release stores keep the odd turn in front of the values.
    sequence_.store(value.sequence, std::memory_order_release);
    chain_.store(value.chain, std::memory_order_release);
    turn_.store(turn + 2, std::memory_order_release);
  }
  // What was set last; `fallback` while a writer is in between.
  [[nodiscard]] Value get(Value fallback) const noexcept {
    const std::uint64_t before = turn_.load(std::memory_order_acquire);
    const Value value{sequence_.load(std::memory_order_acquire), chain_.load(std::memory_order_acquire)};
    const std::uint64_t after = turn_.load(std::memory_order_relaxed);
    return before == after && before % 2 == 0 ? value : fallback;
  }

 private:
  std::atomic<std::uint64_t> turn_{0};
  std::atomic<std::uint64_t> sequence_{0};
  std::atomic<std::uint64_t> chain_{0};
};
static_assert(sizeof(DecidedPoint) == kCacheLine);

}  // namespace daybook
