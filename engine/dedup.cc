#include "engine/dedup.h"

#include <bit>

namespace daybook {

DedupWindow::DedupWindow(std::size_t memory_bytes) {
  // At most two thirds of the slots are in use: entries + index = 64 e + 8 s with s >= 1.5 e.
  std::size_t slots = 1024;
  while (slots * 2 * sizeof(Slot) + slots * 2 / 3 * 2 * sizeof(Entry) <= memory_bytes) slots *= 2;
  capacity_ = slots / 3 * 2;
  index_mask_ = slots - 1;
  index_shift_ = 64 - static_cast<unsigned>(std::countr_zero(slots));
  index_ = static_cast<Slot*>(memory_.allocate(slots * sizeof(Slot)));
  entries_ = static_cast<Entry*>(memory_.allocate(capacity_ * sizeof(Entry)));
}

const DedupWindow::Entry* DedupWindow::find(const Id& id) const noexcept {
  const std::uint64_t hash = id.hash();
  const auto tag = static_cast<std::uint32_t>(hash);
  for (std::size_t slot = slot_of(hash); index_[slot].place != 0; slot = (slot + 1) & index_mask_) {
    if (index_[slot].tag != tag) continue;
    const Entry& found = entries_[index_[slot].place - 1];
    if (found.id == id) return &found;
  }
  return nullptr;
}

void DedupWindow::forget(std::uint64_t now_ns, unsigned most) noexcept {
  while (most-- != 0 && size_ != 0 && entries_[oldest_].forget_after_ns < now_ns) {
    const std::uint64_t hash = entries_[oldest_].id.hash();
    const auto place = static_cast<std::uint32_t>(oldest_ + 1);
    std::size_t slot = slot_of(hash);
    while (index_[slot].place != place) slot = (slot + 1) & index_mask_;
    erase_slot(slot);
    oldest_ = after(oldest_);
    --size_;
  }
}

// Backward-shift deletion: moves up every later slot of the run that may stand here, so that no tombstone is needed.
void DedupWindow::erase_slot(std::size_t slot) noexcept {
  std::size_t hole = slot;
  for (std::size_t next = (hole + 1) & index_mask_; index_[next].place != 0; next = (next + 1) & index_mask_) {
    const std::size_t home = slot_of(entries_[index_[next].place - 1].id.hash());
    if (((next - home) & index_mask_) >= ((next - hole) & index_mask_)) {
      index_[hole] = index_[next];
      hole = next;
    }
  }
  index_[hole] = Slot{};
}

bool DedupWindow::insert(const Entry& added) noexcept {
  if (size_ == capacity_) return false;
  const std::uint64_t hash = added.id.hash();
  std::size_t slot = slot_of(hash);
  while (index_[slot].place != 0) slot = (slot + 1) & index_mask_;
  entries_[next_] = added;
  index_[slot] = Slot{static_cast<std::uint32_t>(hash), static_cast<std::uint32_t>(next_ + 1)};
  next_ = after(next_);
  ++size_;
  return true;
}

}  // namespace daybook
