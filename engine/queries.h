#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

namespace daybook {

// Questions to the state, asked by any thread and answered by the logic stage's thread between two batches. Rare, so it
// locks.
class Queries {
 public:
  struct Query {
    std::function<void()> run;
    std::uint64_t gate = 0;  // the answer may be known once this sequence is released
    std::atomic<bool> done{false};
  };

  // Any thread. The query must stay where it is until it is done or `forget` returned.
  void ask(Query& query) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(&query);
    any_.store(true, std::memory_order_release);
  }
  void forget(Query& query) {
    const std::lock_guard lock(mutex_);
    std::erase(waiting_, &query);
  }

  // Logic thread: answers what waits. Returns how many.
  std::size_t answer(std::uint64_t decided) {
    if (!any_.load(std::memory_order_acquire)) return 0;
    const std::lock_guard lock(mutex_);
    for (Query* query : waiting_) {
      query->run();
      query->gate = decided;
      query->done.store(true, std::memory_order_release);
    }
    const std::size_t count = waiting_.size();
    waiting_.clear();
    any_.store(false, std::memory_order_relaxed);
    return count;
  }

 private:
  std::mutex mutex_;
  std::vector<Query*> waiting_;
  std::atomic<bool> any_{false};
};

}  // namespace daybook
