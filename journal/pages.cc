#include "journal/pages.h"

#include <algorithm>

namespace daybook::journal {

namespace {

// How far ahead of the writer pages are touched, and how much at a time (some 0.2 ms). As much as is written while the
// service waits for a processor, or for a file system that is busy: where the writer comes first, it waits for a whole
// large page. Not the whole segment: at kProcess the pages become dirty, and the next idle sync writes them out as
// zeros.
constexpr std::uint64_t kTouchAheadBytes = std::uint64_t{32} << 20;
constexpr std::uint64_t kTouchStepBytes = std::uint64_t{1} << 20;

// What is written out at a time, and how far behind the writer at least: the largest folio of the page cache. One that
// is being written out is read-only as a whole, and the writer must not be in it.
constexpr std::uint64_t kWriteBackBytes = std::uint64_t{2} << 20;

}  // namespace

Pages::Pages(SegmentQueue& segments, const Progress& progress, Durability durability, std::uint64_t segment_bytes,
             std::uint64_t position) noexcept
    : segments_(segments),
      progress_(progress),
      durability_(durability),
      segment_bytes_(segment_bytes),
      touched_(position),
      written_back_(position - position % kWriteBackBytes),
      left_(position) {}

bool Pages::run() noexcept {
  const bool touched = touch();
  const bool written_back = write_back();
  return touched || written_back;
}

bool Pages::wanted() const noexcept {
  const bool waits =
      lacks_segment_.load(std::memory_order_acquire) && !progress_.prepared.load(std::memory_order_acquire);
  return (touch_wanted() && !waits) || write_back_wanted();
}

bool Pages::touch_wanted() const noexcept {
  const std::uint64_t written = progress_.written.load(std::memory_order_acquire);
  // At most a segment ahead: the one that is prepared, and none beyond.
  const std::uint64_t ahead = std::min(kTouchAheadBytes, segment_bytes_);
  return touched_.load(std::memory_order_acquire) + kTouchStepBytes <= written + ahead;
}

bool Pages::touch() noexcept {
  if (!touch_wanted()) return false;
  const std::uint64_t written = progress_.written.load(std::memory_order_acquire);
  const std::uint64_t from = std::max(touched_.load(std::memory_order_relaxed), written);
  const Segment* segment = segments_.holding(from);
  lacks_segment_.store(segment == nullptr, std::memory_order_release);
  if (segment == nullptr) return false;
  const std::uint64_t to = std::min(from + kTouchStepBytes, segment->end());
  // At kPower a page dirtied ahead would be written as zeros by the next sync, only to be written again.
  const Access access = durability_ == Durability::kProcess ? Access::kReadWrite : Access::kRead;
  segment->mapping->prepare(access, from - segment->begin(), to - from);
  touched_.store(to, std::memory_order_release);
  return true;
}

bool Pages::write_back_wanted() const noexcept {
  return durability_ == Durability::kProcess && progress_.written.load(std::memory_order_acquire) >=
                                                    written_back_.load(std::memory_order_acquire) + 2 * kWriteBackBytes;
}

// At kProcess a segment is synced when it is full: all at once, that would keep disk and processor from everybody.
bool Pages::write_back() noexcept {
  if (!write_back_wanted()) return false;
  const std::uint64_t from = written_back_.load(std::memory_order_relaxed);
  const std::uint64_t end = from - from % segment_bytes_ + segment_bytes_;
  const std::uint64_t to = std::min(from + kWriteBackBytes, end);
  // One that is synced already is not here any more.
  const Segment* segment = segments_.holding(from);
  leave_before(to);
  if (segment != nullptr) segment->file->write_back(from - segment->begin(), to - from);
  written_back_.store(to, std::memory_order_release);
  return true;
}

void Pages::leave_before(std::uint64_t position) noexcept {
  while (left_ < position) {
    const std::uint64_t end = std::min(position, left_ - left_ % segment_bytes_ + segment_bytes_);
    // One that is synced already is not here any more.
    if (const Segment* segment = segments_.holding(left_))
      segment->mapping->leave(left_ - segment->begin(), end - left_);
    // The page that the writer is in stays.
    left_ = end - end % kPageBytes;
    if (end == position) return;
  }
}

}  // namespace daybook::journal
