// std::deque under a std::mutex, with a condition variable for each direction: blocking.

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>

#include "bench/peers/handoff_queues.h"

namespace daybook::peers {

namespace {

template <class Load>
class MutexDeque {
 public:
  explicit MutexDeque(unsigned /*producers*/) {}

  void send(unsigned /*producer*/, const Load* loads, unsigned count) {
    {
      std::unique_lock lock(mutex_);
      room_.wait(lock, [&] { return items_.size() + count <= kMostWaiting; });
      items_.insert(items_.end(), loads, loads + count);
    }
    filled_.notify_one();
  }

  // Takes everything there is, up to `most`, under one lock.
  std::size_t receive(Load* loads, std::size_t most) {
    std::size_t count = 0;
    {
      std::unique_lock lock(mutex_);
      filled_.wait(lock, [&] { return !items_.empty(); });
      count = std::min(most, items_.size());
      const auto end = items_.begin() + static_cast<std::ptrdiff_t>(count);
      std::copy(items_.begin(), end, loads);
      items_.erase(items_.begin(), end);
    }
    room_.notify_all();
    return count;
  }

 private:
  std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable room_;
  std::deque<Load> items_;
};

}  // namespace

Result handoff_mutex_deque(const Settings& settings) { return queue_courses<MutexDeque>(settings); }

}  // namespace daybook::peers
