#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/outcome.h"
#include "engine/slab_memory.h"
#include "engine/table_index.h"

namespace daybook {

// The deduplication window: what every recently decided command came to, by its id. Bounded in journaled time: an entry
// may be forgotten once every repeat of its command would be refused as expired. Entries stand in a ring in the order
// they were decided. What is forgotten makes room for what comes: the window has memory for as many entries as were
// ever in it at once. How many that may be is the business of whoever admits commands. Only the logic stage uses it.
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

  // As many as can be in it at once; one more throws std::length_error.
  static constexpr std::size_t kMostEntries = (std::size_t{1} << 31) - 1024;
  // How many entries have room in `memory_bytes`, with their share of the index.
  [[nodiscard]] static constexpr std::size_t entries_in(std::size_t memory_bytes) noexcept {
    return std::min(memory_bytes / kEntryBytes, kMostEntries);
  }

  DedupWindow();

  // How long ids are remembered, ns. Heeded while the window is empty; only its speed depends on it.
  void expect(std::uint64_t window_ns) noexcept;

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
  // Adds an entry for an id that is not there, for the caller to fill in but for the id.
  [[nodiscard]] Entry& insert(const Id& id);

 private:
  // With the index: a sub-table that was just split is a third full, and a slice that is empty keeps what as many
  // entries need as are its share, and no more than that.
  static constexpr std::size_t kEntryBytes = sizeof(Entry) + 48;
  static constexpr std::size_t kSlotsOfEntry = 3;
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

  // The ring has more places than there can be entries, and memory for the chunks in which some are.
  static constexpr std::size_t kPlaces = std::size_t{1} << 31;
  static constexpr std::size_t kChunkEntries = 1024;
  [[nodiscard]] static std::size_t after(std::size_t place, std::size_t steps = 1) noexcept {
    return (place + steps) % kPlaces;
  }
  [[nodiscard]] Entry*& chunk(std::size_t number) noexcept { return chunks_[number & chunk_mask_]; }
  [[nodiscard]] Entry& entry(std::size_t place) const noexcept {
    return chunks_[place / kChunkEntries & chunk_mask_][place % kChunkEntries];
  }
  void take_chunk();            // for the next entry
  void leave_chunk() noexcept;  // the one before the oldest entry
  void widen();

  // What is written or forgotten next was not touched for a window's length: asked for so many entries ahead.
  static constexpr std::size_t kFetchAhead = 8;
  void fetch_forgotten() const noexcept;
  void fetch_inserted() const noexcept;

  std::size_t most_slots_ = TableIndex::kSmallestSlots;  // that an empty slice keeps
  unsigned slice_shift_ = 0;                             // 2 to this power: milliseconds in a slice
  std::vector<Slice> slices_;
  SlabMemory memory_;
  std::vector<Entry*> chunks_;  // a power of two of them; each by its number modulo that
  std::size_t chunk_mask_ = 0;
  std::size_t used_chunks_ = 0;  // from that of the oldest entry on
  std::vector<Entry*> spare_;    // memory of chunks that were left
  std::size_t oldest_ = 0;       // place of the oldest entry
  std::size_t next_ = 0;         // place of the next one
  std::size_t size_ = 0;
};

}  // namespace daybook
