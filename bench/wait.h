#pragma once

#include <thread>

#include "engine/idle_strategy.h"

namespace daybook::bench {

// How a thread of a hand-off waits for the one before it: the steps of the engine's own strategy, with and without the
// last.

// Spins for a moment, where every thread has a processor, then yields.
class Yielding {
 public:
  // How many threads take part.
  void expect(unsigned threads) noexcept {
    spins_ = IdleStrategy::spins_of(IdleStrategy::Patience::kSome, threads, AwakeThreads::processors());
  }
  void wake() noexcept {}
  // Returns when `ready` says so.
  template <class Ready>
  void until(Ready&& ready) {
    for (unsigned spins = 0; !ready();) {
      if (++spins <= spins_) {
        relax_processor();
      } else {
        std::this_thread::yield();
      }
    }
  }

 private:
  unsigned spins_ = 0;
};

// Spins, yields, parks; whoever has news wakes it.
class Parking {
 public:
  void expect(unsigned) noexcept {}
  void wake() { parker_.unpark(); }
  template <class Ready>
  void until(Ready&& ready) {
    bool done = ready();
    if (done) return;  // as an agent, which leaves `run` for nothing
    IdleStrategy::run(
        parker_,
        [&] {
          done = ready();
          return Work{done ? std::size_t{1} : 0};
        },
        [&] { return done; });
  }

 private:
  Parker parker_;
};

}  // namespace daybook::bench
