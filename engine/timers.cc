#include "engine/timers.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <functional>

#include "engine/check.h"

namespace daybook {

Id Timer::id() const {
  std::array<std::uint8_t, Id::kBytes> source{};
  std::memcpy(source.data(), &sequence, sizeof sequence);
  return Id::derived("timer", Id(source), index);
}

void Timers::arm(const Timer& timer) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t number = free_.back();
  free_.pop_back();
  Slot& slot = slots_[number];
  slot.timer = timer;
  slot.payload.assign(timer.payload.begin(), timer.payload.end());
  slot.timer.payload = slot.payload;
  heap_.push_back({.due_ns = timer.due_ns, .sequence = timer.sequence, .index = timer.index, .slot = number});
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
}

const Timer* Timers::due(std::uint64_t now_ns) const noexcept {
  return next_due_ns() <= now_ns && !heap_.empty() ? &slots_[heap_.front().slot].timer : nullptr;
}

void Timers::take() noexcept {
  CHECK(!heap_.empty());
  std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
  free_.push_back(heap_.back().slot);
  heap_.pop_back();
}

std::uint64_t Timers::hash() const noexcept {
  std::uint64_t sum = 0;
  for (const Key& key : heap_) {
    const Timer& timer = slots_[key.slot].timer;
    const std::uint64_t seed = XXH3_64bits_withSeed(&timer.type, sizeof timer.type, timer.due_ns - timer.armed_at_ns);
    sum += XXH3_64bits_withSeed(timer.payload.data(), timer.payload.size(), seed);
  }
  return sum;
}

}  // namespace daybook
