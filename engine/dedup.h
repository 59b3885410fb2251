#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/large_pages.h"
#include "engine/outcome.h"
#include "engine/slab_memory.h"
#include "engine/table_index.h"

namespace daybook {

// The deduplication window: what every recently decided command came to, by its id. Bounded in journaled time: an entry
// may be forgotten once every repeat of its command would be refused as expired. Entries stand in a ring in the order
// they were decided. It has memory where entries are: what is forgotten makes room for what comes, so a window takes
// what its entries need, whatever its bound. Only the logic stage uses it.
//
// Beside the ring stand indexes like that of a table, one for each slice of time: an id belongs to the slice of the
// time that it carries (UUIDv7), and ids without one are spread over all. So new ids, and those that are forgotten, are
// looked up among those of their own time, in a part of the index that stays in the cache however long the window is.
// The slices go round in about the length of the window.
class DedupWindow {
 public:
  struct Entry {
    Id id;
    std::uint64_t content_checksum;
    std::uint64_t sequence;
    std::uint64_t forget_after_ns;  // journaled time
    std::uint64_t version;
    std::uint64_t related;
    Code code;
    Outcome outcome;
    std::uint8_t zero;
    std::uint16_t refused_follow_ups;
  };
  static_assert(sizeof(Entry) == 64);

  // The window of whoever refuses nobody: it takes what it needs.
  static constexpr std::size_t kUnbounded = SIZE_MAX;

  // `memory_bytes` bounds entries and index together.
  explicit DedupWindow(std::size_t memory_bytes);

  // How long ids are remembered, ns. Heeded while the window is empty; only its speed depends on it.
  void expect(std::uint64_t window_ns) noexcept;

  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::size_t memory_bytes() const noexcept;

  // When the oldest entry may be forgotten; UINT64_MAX: there is none.
  [[nodiscard]] std::uint64_t oldest_forget_after_ns() const noexcept {
    return size_ == 0 ? UINT64_MAX : entry(oldest_).forget_after_ns;
  }

  void prefetch(const Id& id) const noexcept {
    const std::uint64_t hash = id.hash();
    slices_[slice_of(id, hash)].index.prefetch(tag_of(hash));
  }
  [[nodiscard]] const Entry* find(const Id& id) const noexcept;
  // Forgets what may be forgotten at journaled time `now_ns`, oldest first, at most `most` entries.
  void forget(std::uint64_t now_ns, unsigned most) noexcept;
  // Adds an entry for an id that is not there, for the caller to fill in but for the id. A full window forgets nothing:
  // null, and the caller decides what that means.
  [[nodiscard]] Entry* insert(const Id& id);

 private:
  static constexpr std::size_t kSlices = 1024;
  struct Slice {
    TableIndex index;  // from an id's tag to the place of its entry
    std::size_t size = 0;
  };
  [[nodiscard]] static std::uint32_t tag_of(std::uint64_t hash) noexcept {
    return static_cast<std::uint32_t>(hash >> 32);
  }
  [[nodiscard]] std::size_t slice_of(const Id& id, std::uint64_t hash) const noexcept {
    const std::uint64_t ms = id.unix_ms();
    return (ms == 0 ? hash : ms >> slice_shift_) % kSlices;
  }
  [[nodiscard]] std::size_t after(std::size_t place, std::size_t steps = 1) const noexcept {
    return place + steps < capacity_ ? place + steps : place + steps - capacity_;
  }

  // What is written or forgotten next was not touched for a window's length: asked for so many entries ahead.
  static constexpr std::size_t kFetchAhead = 8;
  void fetch_forgotten() const noexcept;
  void fetch_inserted() const noexcept;

  static constexpr std::size_t kChunkEntries = large_pages::kBlockBytes / sizeof(Entry);
  [[nodiscard]] Entry& entry(std::size_t place) const noexcept {
    return chunks_[place / kChunkEntries][place % kChunkEntries];
  }

  void take_chunk(std::size_t chunk);
  void leave_chunk(std::size_t chunk) noexcept;

  std::size_t capacity_ = 0;    // whole chunks, or less than one
  std::size_t most_slots_ = 0;  // that an empty slice keeps
  unsigned slice_shift_ = 0;    // 2 to this power: milliseconds in a slice
  std::vector<Slice> slices_;
  SlabMemory memory_;
  std::vector<Entry*> chunks_;  // of the whole ring; null where no entry is
  std::vector<Entry*> spare_;   // chunks that were left
  std::size_t oldest_ = 0;      // place of the oldest entry
  std::size_t next_ = 0;        // place of the next one
  std::size_t size_ = 0;
};

}  // namespace daybook
