#pragma once

#include <cstddef>
#include <cstdint>
#include <thread>

#include "engine/awake_threads.h"
#include "engine/parker.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace daybook {

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
// as cores costs milliseconds at the 99th percentile; not parking costs a core when idle. Where more threads look
// for work than there are processors, nobody spins: it would take the time of whoever has the work.
class IdleStrategy {
 public:
  enum class Patience : std::uint8_t {
    kMuch,  // for a stage that has a processor of its own, as long as one is to spare
    kSome,  // for whoever is in the way of a command
    kNone,  // for whoever is not: parks at once
  };

  // How often a thread that finds nothing to do looks again before it yields, with `awake` threads, itself included.
  [[nodiscard]] static constexpr unsigned spins_of(Patience patience, unsigned awake, unsigned processors) noexcept {
    if (patience == Patience::kNone || awake > processors) return 0;
    // One processor is left to whoever sends, and to the system.
    return patience == Patience::kMuch && awake < processors ? kManySpins : kSpins;
  }

  // Calls `work` (returns Work) until `stop` (returns bool) says so.
  template <class DoWork, class Stop>
  static void run(Parker& parker, DoWork&& work, Stop&& stop, Patience patience = Patience::kSome) {
    AwakeThreads::Count awake(patience != Patience::kNone);
    unsigned idle = 0;
    unsigned spins = 0;
    while (!stop()) {
      Work done = work();
      if (done.count != 0) {
        idle = 0;
        continue;
      }
      if (idle == 0) spins = spins_of(patience, AwakeThreads::now(), AwakeThreads::processors());
      const unsigned yields = patience == Patience::kNone ? 0 : kYields;
      if (++idle <= spins) {
        relax_processor();
      } else if (idle <= spins + yields) {
        std::this_thread::yield();
      } else {
        parker.announce();
        done = work();
        if (done.count != 0 || stop()) {
          parker.cancel();
          idle = 0;
        } else {
          awake.sleeps();
          parker.wait(done.sleep_ns);
          awake.wakes();
        }
      }
    }
  }

 private:
  static constexpr unsigned kManySpins = 2048;
  static constexpr unsigned kSpins = 64;
  static constexpr unsigned kYields = 256;
};

}  // namespace daybook
