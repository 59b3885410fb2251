#pragma once

#include <mutex>
#include <set>

#include "engine/id.h"

namespace daybook {

// Names that only one at a time may have. Any thread.
class ClaimedNames {
 public:
  // False: somebody has it.
  [[nodiscard]] bool claim(const Id& name) {
    const std::lock_guard lock(mutex_);
    return names_.insert(name).second;
  }
  void release(const Id& name) {
    const std::lock_guard lock(mutex_);
    names_.erase(name);
  }

 private:
  std::mutex mutex_;
  std::set<Id> names_;
};

}  // namespace daybook
