#include "engine/dedup.h"

#include <algorithm>
#include <bit>
#include <stdexcept>

#include "engine/prefetch.h"
#include "engine/settings.h"

namespace daybook {

DedupWindow::DedupWindow() {
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
  if (next_ % kChunkEntries + kFetchAhead < kChunkEntries) prefetch_line_to_write(&entry(next_ + kFetchAhead));
}

void DedupWindow::take_chunk() {
  if (used_chunks_ == chunks_.size()) widen();
  Entry*& taken = chunk(next_ / kChunkEntries);
  if (!spare_.empty()) {
    taken = spare_.back();
    spare_.pop_back();
    ++used_chunks_;
    return;
  }
  taken = static_cast<Entry*>(memory_.allocate(kChunkEntries * sizeof(Entry)));
  ++used_chunks_;  // and none is spare: there never were more
  const std::size_t share = used_chunks_ * kChunkEntries / kSlices;
  most_slots_ = std::max<std::size_t>(std::bit_floor(share * kSlotsOfEntry), TableIndex::kSmallestSlots);
}

void DedupWindow::leave_chunk() noexcept {
  spare_.push_back(chunk((oldest_ + kPlaces - 1) % kPlaces / kChunkEntries));
  --used_chunks_;
}

void DedupWindow::widen() {
  std::vector<Entry*> wider(std::max<std::size_t>(2 * chunks_.size(), 1));
  const std::size_t first = oldest_ / kChunkEntries;
  for (std::size_t number = first; number != first + used_chunks_; ++number) {
    wider[number & (wider.size() - 1)] = chunk(number);
  }
  spare_.reserve(wider.size());  // leaving one allocates nothing
  chunks_.swap(wider);
  chunk_mask_ = chunks_.size() - 1;
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
    if (oldest_ % kChunkEntries == 0) leave_chunk();
  }
}

DedupWindow::Entry& DedupWindow::insert(const Id& id) {
  if (size_ == kMostEntries) throw std::length_error("the deduplication window holds all that it can number");
  if (next_ % kChunkEntries == 0) take_chunk();
  fetch_inserted();
  Entry& added = entry(next_);
  added.id = id;
  const std::uint64_t hash = id.hash();
  Slice& slice = slices_[slice_of(id, hash)];
  slice.index.insert(tag_of(hash), static_cast<std::uint32_t>(next_));
  ++slice.size;
  next_ = after(next_);
  ++size_;
  return added;
}

std::size_t DedupWindow::memory_bytes() const noexcept {
  return memory_.bytes() + slices_.front().index.memory_bytes();  // they share it
}

}  // namespace daybook
