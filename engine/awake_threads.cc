#include "engine/awake_threads.h"

#include <algorithm>
#include <thread>

namespace daybook {

unsigned AwakeThreads::processors() noexcept {
  static const unsigned kCount = std::max(1U, std::thread::hardware_concurrency());
  return kCount;
}

}  // namespace daybook
