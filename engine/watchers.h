#pragma once

#include <algorithm>
#include <atomic>
#include <mutex>
#include <vector>

#include "engine/parker.h"

namespace daybook {

// Who sleeps until something is released. Few, and they come and go seldom, so it locks; with none it costs a load.
class Watchers {
 public:
  // Any thread. The parker must stay where it is until `remove` has returned.
  void add(Parker& parker) {
    const std::lock_guard lock(mutex_);
    parkers_.push_back(&parker);
    any_.store(true, std::memory_order_release);
  }
  void remove(Parker& parker) {
    const std::lock_guard lock(mutex_);
    std::erase(parkers_, &parker);
    any_.store(!parkers_.empty(), std::memory_order_release);
  }
  // Publisher, after it has released something. One that is just being added looks once more before it sleeps.
  void wake() {
    if (!any_.load(std::memory_order_acquire)) return;
    const std::lock_guard lock(mutex_);
    for (Parker* parker : parkers_) parker->unpark();
  }

 private:
  std::mutex mutex_;
  std::vector<Parker*> parkers_;
  std::atomic<bool> any_{false};
};

}  // namespace daybook
