#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "engine/cursor.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace daybook {

// Where one thread sleeps when there is nothing to do. The sleeper announces itself, looks once more for work, then
// waits; a waker publishes work first, then calls `unpark`. Both touch `parked_` with a read-modify-write, so one of
// them sees the other: no wake-up is lost and no fence is needed.
class Parker {
 public:
  // Sleeper: announce, look again for work, then `wait`, or `cancel` where there is some.
  void announce() noexcept { parked_.exchange(1, std::memory_order_acq_rel); }
  void cancel() noexcept { parked_.store(0, std::memory_order_relaxed); }
  // Returns when unparked, or after `timeout_ns` (UINT64_MAX: no limit).
  void wait(std::uint64_t timeout_ns) {
    std::unique_lock lock(mutex_);
    const auto awake = [&] { return parked_.load(std::memory_order_relaxed) == 0; };
    if (timeout_ns == UINT64_MAX) {
      wake_.wait(lock, awake);
    } else {
      wake_.wait_for(lock, std::chrono::nanoseconds(timeout_ns), awake);
    }
    parked_.store(0, std::memory_order_relaxed);
  }

  // Any thread, after publishing what the sleeper waits for.
  void unpark() {
    if (parked_.fetch_or(0, std::memory_order_acq_rel) == 0) return;
    const std::lock_guard lock(mutex_);
    parked_.store(0, std::memory_order_relaxed);
    wake_.notify_one();
  }

 private:
  alignas(kCacheLine) std::atomic<std::uint32_t> parked_{0};
  alignas(kCacheLine) std::mutex mutex_;
  std::condition_variable wake_;
};

// What an agent's round of work came to.
struct Work {
  std::size_t count = 0;                // items done; 0: idle
  std::uint64_t sleep_ns = UINT64_MAX;  // when idle: at most this long until the next round is due
};

inline void relax_processor() noexcept {
#if defined(__x86_64__)
  _mm_pause();
#else
  std::this_thread::yield();
#endif
}

// The wait strategy: spin briefly, yield for a while, then park. Spinning longer on a machine with as many busy threads
// as cores costs milliseconds at the 99th percentile; not parking costs a core when idle.
class IdleStrategy {
 public:
  enum class Patience : std::uint8_t {
    kSome,  // for whoever is in the way of a command
    kNone,  // for whoever is not: parks at once
  };

  // Calls `work` (returns Work) until `stop` (returns bool) says so.
  template <class DoWork, class Stop>
  static void run(Parker& parker, DoWork&& work, Stop&& stop, Patience patience = Patience::kSome) {
    unsigned idle = 0;
    while (!stop()) {
      Work done = work();
      if (done.count != 0) {
        idle = 0;
        continue;
      }
      if (patience == Patience::kNone) idle = kSpins + kYields;
      if (++idle <= kSpins) {
        relax_processor();
      } else if (idle <= kSpins + kYields) {
        std::this_thread::yield();
      } else {
        parker.announce();
        done = work();
        if (done.count != 0 || stop()) {
          parker.cancel();
          idle = 0;
        } else {
          parker.wait(done.sleep_ns);
        }
      }
    }
  }

 private:
  static constexpr unsigned kSpins = 64;
  static constexpr unsigned kYields = 256;
};

}  // namespace daybook
