#include "journal/segment_queue.h"

#include <utility>

#include "journal/check.h"

namespace daybook::journal {

namespace {

bool holds(const Segment& segment, std::uint64_t position) noexcept {
  return segment.begin() <= position && position < segment.end();
}

}  // namespace

Segment& SegmentQueue::roll(std::uint64_t last_sequence) noexcept {
  const std::lock_guard guard(mutex_);
  DAYBOOK_CHECK(prepared_ != nullptr);
  segments_.back()->last_sequence = last_sequence;
  segments_.push_back(std::move(prepared_));
  sealed_.store(true, std::memory_order_release);
  return *segments_.back();
}

void SegmentQueue::prepare(std::unique_ptr<Segment> segment) noexcept {
  const std::lock_guard guard(mutex_);
  segments_.reserve(segments_.size() + 1);
  prepared_ = std::move(segment);
}

Segment& SegmentQueue::current() noexcept {
  const std::lock_guard guard(mutex_);
  return *segments_.back();
}

const Segment* SegmentQueue::sealed() noexcept {
  const std::lock_guard guard(mutex_);
  return segments_.size() > 1 ? segments_[segments_.size() - 2].get() : nullptr;
}

Segment* SegmentQueue::holding(std::uint64_t position) noexcept {
  const std::lock_guard guard(mutex_);
  if (prepared_ && holds(*prepared_, position)) return prepared_.get();
  for (const auto& segment : segments_) {
    if (holds(*segment, position)) return segment.get();
  }
  return nullptr;
}

std::vector<Segment*> SegmentQueue::before(std::uint64_t position) {
  const std::lock_guard guard(mutex_);
  std::vector<Segment*> found;
  for (const auto& segment : segments_) {
    if (segment->begin() < position) found.push_back(segment.get());
  }
  return found;
}

std::vector<std::unique_ptr<Segment>> SegmentQueue::take_before(std::uint64_t position) {
  const std::lock_guard guard(mutex_);
  std::vector<std::unique_ptr<Segment>> taken;
  while (segments_.size() > 1 && segments_.front()->end() <= position) {
    taken.push_back(std::move(segments_.front()));
    segments_.erase(segments_.begin());
  }
  sealed_.store(segments_.size() > 1, std::memory_order_release);
  return taken;
}

}  // namespace daybook::journal
