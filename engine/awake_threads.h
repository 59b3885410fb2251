#pragma once

#include <atomic>

#include "engine/cursor.h"

namespace daybook {

// How many threads of this process look for work instead of sleeping, against the processors that it may use. A hint
// that says who may spin; nothing else depends on it, so its orders are relaxed. It changes when a thread begins or
// ends to look, falls asleep or wakes up; looking at it costs a load.
class AwakeThreads {
 public:
  // One thread's part of the count, while it lives.
  class Count {
   public:
    explicit Count(bool counts) noexcept : counts_(counts) { wakes(); }
    ~Count() { sleeps(); }
    Count(const Count&) = delete;
    Count& operator=(const Count&) = delete;

    void wakes() noexcept {
      if (counts_) awake.fetch_add(1, std::memory_order_relaxed);
    }
    void sleeps() noexcept {
      if (counts_) awake.fetch_sub(1, std::memory_order_relaxed);
    }

   private:
    const bool counts_;
  };

  [[nodiscard]] static unsigned now() noexcept { return awake.load(std::memory_order_relaxed); }
  // At least 1.
  [[nodiscard]] static unsigned processors() noexcept;

 private:
  alignas(kCacheLine) static inline std::atomic<unsigned> awake{0};
};

}  // namespace daybook
