#include "engine/dedup.h"

#include <algorithm>
#include <bit>

#include "engine/prefetch.h"
#include "engine/settings.h"

namespace daybook {

namespace {

// Of the index, for each entry: a sub-table that was just split is a third full, and a slice that is empty keeps what
// as many entries need as are its share, and no more than that.
constexpr std::size_t kIndexBytes = 48;
constexpr std::size_t kSlotsOfEntry = 3;

}  // namespace

DedupWindow::DedupWindow(std::size_t memory_bytes) : capacity_(memory_bytes / (sizeof(Entry) + kIndexBytes)) {
  chunks_.reserve((capacity_ + kChunkEntries - 1) / kChunkEntries);
  most_slots_ = std::max<std::size_t>(std::bit_floor(capacity_ / kSlices * kSlotsOfEntry), TableIndex::kSmallestSlots);
  const auto memory = std::make_shared<IndexMemory>();
  slices_.reserve(kSlices);
  for (std::size_t i = 0; i < kSlices; ++i) slices_.push_back({TableIndex(memory), 0});
  expect(Settings{}.dedup_window_ns);
}

void DedupWindow::expect(std::uint64_t window_ns) noexcept {
  if (size_ != 0) return;
  const std::uint64_t slice_ms = window_ns / 1'000'000 / kSlices;
  slice_shift_ = static_cast<unsigned>(std::bit_width(slice_ms));
}

const DedupWindow::Entry* DedupWindow::find(const Id& id) const noexcept {
  const std::uint64_t hash = id.hash();
  const std::uint32_t place =
      slices_[slice_of(id, hash)].index.find(tag_of(hash), [&](std::uint32_t at) { return entry(at).id == id; });
  return place == TableIndex::kNone ? nullptr : &entry(place);
}

void DedupWindow::fetch_forgotten() const noexcept {
  if (size_ <= 2 * kFetchAhead) return;
  prefetch_line(&entry(after(oldest_, 2 * kFetchAhead)));
  prefetch(entry(after(oldest_, kFetchAhead)).id);
}

void DedupWindow::fetch_inserted() const noexcept {
  const std::size_t place = next_ + kFetchAhead;
  if (place < chunks_.size() * kChunkEntries && place < capacity_) prefetch_line_to_write(&entry(place));
}

void DedupWindow::forget(std::uint64_t now_ns, unsigned most) noexcept {
  while (most-- != 0 && size_ != 0 && entry(oldest_).forget_after_ns < now_ns) {
    fetch_forgotten();
    const Id& id = entry(oldest_).id;
    const std::uint64_t hash = id.hash();
    Slice& slice = slices_[slice_of(id, hash)];
    slice.index.erase(tag_of(hash), static_cast<std::uint32_t>(oldest_));
    if (--slice.size == 0 && slice.index.slots() > most_slots_) slice.index.clear();
    oldest_ = after(oldest_);
    --size_;
  }
}

DedupWindow::Entry* DedupWindow::insert(const Id& id) {
  if (size_ == capacity_) return nullptr;
  if (next_ == chunks_.size() * kChunkEntries) {
    const std::size_t entries = std::min(kChunkEntries, capacity_ - next_);
    chunks_.push_back(static_cast<Entry*>(memory_.allocate(entries * sizeof(Entry))));
  }
  fetch_inserted();
  Entry& added = entry(next_);
  added.id = id;
  const std::uint64_t hash = id.hash();
  Slice& slice = slices_[slice_of(id, hash)];
  slice.index.insert(tag_of(hash), static_cast<std::uint32_t>(next_));
  ++slice.size;
  next_ = after(next_);
  ++size_;
  return &added;
}

std::size_t DedupWindow::memory_bytes() const noexcept {
  return memory_.bytes() + slices_.front().index.memory_bytes();  // they share it
}

}  // namespace daybook
