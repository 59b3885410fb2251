#include "engine/dedup.h"

#include <algorithm>

namespace daybook {

namespace {

// Of the index, for each entry, at its emptiest: a sub-table that was just split is a third full.
constexpr std::size_t kIndexBytes = 24;

}  // namespace

DedupWindow::DedupWindow(std::size_t memory_bytes) : capacity_(memory_bytes / (sizeof(Entry) + kIndexBytes)) {
  chunks_.reserve((capacity_ + kChunkEntries - 1) / kChunkEntries);
}

const DedupWindow::Entry* DedupWindow::find(const Id& id) const noexcept {
  const std::uint32_t place = index_.find(tag_of(id), [&](std::uint32_t at) { return entry(at).id == id; });
  return place == TableIndex::kNone ? nullptr : &entry(place);
}

void DedupWindow::forget(std::uint64_t now_ns, unsigned most) noexcept {
  while (most-- != 0 && size_ != 0 && entry(oldest_).forget_after_ns < now_ns) {
    index_.erase(tag_of(entry(oldest_).id), static_cast<std::uint32_t>(oldest_));
    oldest_ = after(oldest_);
    --size_;
  }
}

bool DedupWindow::insert(const Entry& added) {
  if (size_ == capacity_) return false;
  if (next_ == chunks_.size() * kChunkEntries) {
    const std::size_t entries = std::min(kChunkEntries, capacity_ - next_);
    chunks_.push_back(static_cast<Entry*>(memory_.allocate(entries * sizeof(Entry))));
  }
  entry(next_) = added;
  index_.insert(tag_of(added.id), static_cast<std::uint32_t>(next_));
  next_ = after(next_);
  ++size_;
  return true;
}

}  // namespace daybook
