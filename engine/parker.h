#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "engine/cursor.h"

namespace daybook {

// Where one thread sleeps when there is nothing to do. The sleeper announces itself, looks once more for work, then
// waits; a waker publishes work first, then calls `unpark`. `parked_` is changed by read-modify-writes alone, so of the
// two one sees the other, whatever a third has done in between: no wake-up is lost and no fence is needed.
class Parker {
 public:
  // Sleeper: announce, look again for work, then `wait`, or `cancel` where there is some.
  void announce() noexcept { parked_.exchange(1, std::memory_order_acq_rel); }
  void cancel() noexcept { parked_.exchange(0, std::memory_order_acq_rel); }
  // Returns when unparked, or after `timeout_ns` (UINT64_MAX: no limit).
  void wait(std::uint64_t timeout_ns) {
    std::unique_lock lock(mutex_);
    const auto awake = [&] { return parked_.load(std::memory_order_relaxed) == 0; };
    if (timeout_ns == UINT64_MAX) {
      wake_.wait(lock, awake);
    } else {
      wake_.wait_for(lock, std::chrono::nanoseconds(timeout_ns), awake);
    }
    parked_.exchange(0, std::memory_order_acq_rel);
  }

  // Any thread; a hint, which may miss one that announces itself just now: `unpark` does not.
  [[nodiscard]] bool seems_parked() const noexcept { return parked_.load(std::memory_order_relaxed) != 0; }
  // Any thread, after publishing what the sleeper waits for.
  void unpark() {
    if (parked_.fetch_or(0, std::memory_order_acq_rel) == 0) return;
    const std::lock_guard lock(mutex_);
    parked_.exchange(0, std::memory_order_acq_rel);
    wake_.notify_one();
  }

 private:
  alignas(kCacheLine) std::atomic<std::uint32_t> parked_{0};
  alignas(kCacheLine) std::mutex mutex_;
  std::condition_variable wake_;
};

}  // namespace daybook
