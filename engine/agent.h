#pragma once

#include <pthread.h>

#include <atomic>
#include <thread>
#include <utility>

#include "engine/idle_strategy.h"

namespace daybook {

// A thread with a name that does the work of one stage or of several, round by round, and sleeps while there is none.
// What it does, and when that has come to an end, is said by whoever starts it. `start` and `stop` are its owner's, all
// else is anyone's.
class Agent {
 public:
  Agent() = default;
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;
  ~Agent() { stop(); }

  // Calls `do_work` (returns Work) until `done` (returns bool), which must come true some time after `stop`. The name
  // is for whoever looks at the process (`top -H`): at most 15 characters.
  template <class DoWork, class Done>
  void start(const char* name, DoWork do_work, Done done,
             IdleStrategy::Patience patience = IdleStrategy::Patience::kSome) {
    thread_ = std::thread([this, name, do_work = std::move(do_work), done = std::move(done), patience]() mutable {
      pthread_setname_np(pthread_self(), name);
      IdleStrategy::run(parker_, do_work, done, patience);
      ended_.store(true, std::memory_order_release);
    });
  }
  [[nodiscard]] bool started() const noexcept { return thread_.joinable(); }

  // Where it sleeps.
  [[nodiscard]] Parker& parker() noexcept { return parker_; }

  // Returns when its work has come to an end.
  void stop() {
    stopping_.store(true, std::memory_order_release);
    if (!thread_.joinable()) return;
    parker_.unpark();
    thread_.join();
  }
  // Acquire pairs with the release in `stop`: what its owner brought to an end before is seen.
  [[nodiscard]] bool stopping() const noexcept { return stopping_.load(std::memory_order_acquire); }
  // Acquire pairs with the release at the end of the thread: what it did last is seen.
  [[nodiscard]] bool ended() const noexcept { return ended_.load(std::memory_order_acquire); }

 private:
  Parker parker_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

}  // namespace daybook
