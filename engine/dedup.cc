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

DedupWindow::DedupWindow(std::size_t memory_bytes)
    : capacity_(std::min<std::size_t>(memory_bytes / (sizeof(Entry) + kIndexBytes), TableIndex::kNone)) {
  if (capacity_ > kChunkEntries) capacity_ -= capacity_ % kChunkEntries;
  chunks_.resize((capacity_ + kChunkEntries - 1) / kChunkEntries);
  spare_.reserve(chunks_.size());
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
  if (place < capacity_ && chunks_[place / kChunkEntries] != nullptr) prefetch_line_to_write(&entry(place));
}

void DedupWindow::take_chunk(std::size_t chunk) {
  if (spare_.empty()) {
    chunks_[chunk] = static_cast<Entry*>(memory_.allocate(std::min(kChunkEntries, capacity_) * sizeof(Entry)));
  } else {
    chunks_[chunk] = spare_.back();
    spare_.pop_back();
  }
}

void DedupWindow::leave_chunk(std::size_t chunk) noexcept {
  spare_.push_back(chunks_[chunk]);
  chunks_[chunk] = nullptr;
}

void DedupWindow::forget(std::uint64_t now_ns, unsigned most) noexcept {
  while (most-- != 0 && size_ != 0 && entry(oldest_).forget_after_ns < now_ns) {
    fetch_forgotten();
    const Id& id = entry(oldest_).id;
    const std::uint64_t hash = id.hash();
    Slice& slice = slices_[slice_of(id, hash)];
    slice.index.erase(tag_of(hash), static_cast<std::uint32_t>(oldest_));
    if (--slice.size == 0 && slice.index.slots() > most_slots_) slice.index.clear();
    const std::size_t chunk = oldest_ / kChunkEntries;
    oldest_ = after(oldest_);
    --size_;
    // Where the ring is nearly full, the newest entries may be in it as well.
    if (oldest_ / kChunkEntries != chunk && next_ / kChunkEntries != chunk) leave_chunk(chunk);
  }
}

DedupWindow::Entry* DedupWindow::insert(const Id& id) {
  if (size_ == capacity_) return nullptr;
  if (chunks_[next_ / kChunkEntries] == nullptr) take_chunk(next_ / kChunkEntries);
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
