#pragma once

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/check.h"
#include "engine/live_bits.h"
#include "engine/look_ahead.h"
#include "engine/prefetch.h"
#include "engine/row_hash.h"
#include "engine/slab_memory.h"
#include "engine/table_index.h"

namespace daybook {

// What may be a key: an Id, a Key<"...">, an integer or an enum, or a plain struct with `hash()`
// and ==.
template <class T>
concept TableKey = std::is_trivially_copyable_v<T> && std::equality_comparable<T> &&
    (std::integral<T> || std::is_enum_v<T> || requires(const T& key) {
      { key.hash() }
      noexcept->std::same_as<std::uint64_t>;
    });

// The rows of one kind of state, by key. One thread writes; nobody reads meanwhile but that thread.
//
// Rows lie in a slab of chunks and never move: a pointer to a record is good until that record is
// erased. A slot that an erase left is reused by the next insert, the last left first, so that the
// slab's order is a function of the inserts and erases alone. (It is not a function of the rows: a
// table loaded from a snapshot may order them otherwise. No decision depends on it.) No insert
// rehashes the table: see table_index.h for what it costs at most.
template <TableKey Key, class Record>
class Table {
 public:
  static_assert(std::is_trivially_copyable_v<Record>, "a row is plain data: ids, integers, FixedText, structs of them");

  Table() = default;
  Table(Table&& other) noexcept { swap(other); }
  Table& operator=(Table&& other) noexcept {
    Table(std::move(other)).swap(*this);
    return *this;
  }
  void swap(Table& other) noexcept {
    index_.swap(other.index_);
    memory_.swap(other.memory_);
    chunks_.swap(other.chunks_);
    live_.swap(other.live_);
    std::swap(size_, other.size_);
    std::swap(slots_, other.slots_);
    std::swap(free_, other.free_);
  }

  [[nodiscard]] const Record* find(const Key& key) const noexcept {
    const std::uint32_t slot = slot_of(tag_of(key), key);
    return slot == TableIndex::kNone ? nullptr : &row(slot).record;
  }
  [[nodiscard]] Record* find(const Key& key) noexcept { return const_cast<Record*>(std::as_const(*this).find(key)); }

  // The record of `key`, value-initialised where there was none.
  Record& operator[](const Key& key) {
    const std::uint32_t tag = tag_of(key);
    const std::uint32_t slot = slot_of(tag, key);
    return slot == TableIndex::kNone ? *add(tag, key, Record()) : row(slot).record;
  }
  // The record of `key`, and whether it is this new one; one that is already there stays as it is.
  std::pair<Record*, bool> insert(const Key& key, const Record& record) {
    const std::uint32_t tag = tag_of(key);
    const std::uint32_t slot = slot_of(tag, key);
    if (slot != TableIndex::kNone) return {&row(slot).record, false};
    return {add(tag, key, record), true};
  }
  bool erase(const Key& key) noexcept {
    const std::uint32_t tag = tag_of(key);
    const std::uint32_t slot = slot_of(tag, key);
    if (slot == TableIndex::kNone) return false;
    index_.erase(tag, slot);
    live_.clear(slot);
    std::memcpy(cell(slot), &free_, sizeof free_);
    free_ = slot;
    --size_;
    return true;
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  void clear() noexcept { *this = Table(); }

  // Makes room for `rows` in all, memory pages included, so that inserting them later waits for
  // nothing.
  void reserve(std::size_t rows) {
    index_.reserve(rows);
    chunks_.reserve((rows + kChunkRows - 1) / kChunkRows);
    while (chunks_.size() * kChunkRows < rows) std::memset(add_chunk(), 0, sizeof(Chunk));
  }

  // Asks for `key`'s line of the index now, and for its row when the time has come.
  void prefetch(const Key& key, Ahead ahead) const noexcept {
    const std::uint32_t tag = tag_of(key);
    index_.prefetch(tag);
    if (RowsAhead* rows = ahead.rows()) rows->add(*this, tag);
  }
  // The same; and when the row has come, part.prefetch_named(record, Ahead) asks for the rows that it names.
  template <class Part>
  void prefetch(const Key& key, Ahead ahead, const Part& part) const noexcept {
    const std::uint32_t tag = tag_of(key);
    index_.prefetch(tag);
    if (RowsAhead* rows = ahead.rows()) rows->add(*this, tag, part);
  }
  // For RowsAhead: the row that `tag` leads to.
  void prefetch_row(std::uint32_t tag) const noexcept {
    const std::uint32_t slot = index_.find(tag, [](std::uint32_t) { return true; });
    if (slot == TableIndex::kNone) return;
    const std::byte* at = cell(slot);
    for (std::size_t i = 0; i < std::min(sizeof(Row), kMaxPrefetchBytes); i += kLineBytes) prefetch_line(at + i);
    if constexpr (sizeof(Row) <= kMaxPrefetchBytes) prefetch_line(at + sizeof(Row) - 1);
  }

  // For RowsAhead: calls f(record) for the row that `tag` leads to; if two have this tag, for one of them.
  template <class F>
  void visit_row(std::uint32_t tag, F&& f) const {
    const std::uint32_t slot = index_.find(tag, [](std::uint32_t) { return true; });
    if (slot != TableIndex::kNone) f(row(slot).record);
  }

  // Calls f(const Key&, const Record&) for each row, in the slab's order. `f` must not insert or
  // erase.
  template <class F>
  void for_each(F&& f) const {
    for (std::uint32_t first = 0; first < slots_; first += LiveBits::kWordBits) {
      for (std::uint64_t live = live_.word_at(first); live != 0; live &= live - 1) {
        const Row& found = row(first + static_cast<std::uint32_t>(std::countr_zero(live)));
        f(std::as_const(found.key), std::as_const(found.record));
      }
    }
  }

  // Of the rows, whatever their order: the sum of their row hashes (row_hash.h).
  [[nodiscard]] std::uint64_t hash() const noexcept {
    std::uint64_t sum = 0;
    for_each([&](const Key& key, const Record& record) { sum += row_hash(key, record); });
    return sum;
  }

  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    return index_.memory_bytes() + chunks_.capacity() * sizeof(chunks_[0]) + live_.memory_bytes() + memory_.bytes();
  }
  [[nodiscard]] const TableIndex& index() const noexcept { return index_; }

 private:
  struct Row {
    Key key;
    Record record;
  };
  static constexpr std::size_t kLineBytes = 64;
  static constexpr std::size_t kMaxPrefetchBytes = 4 * kLineBytes;
  // An erased row's cell holds the next free slot.
  static constexpr std::size_t kCellBytes = std::max(sizeof(Row), sizeof(std::uint32_t));
  static constexpr std::size_t kChunkBytes = std::size_t{64} << 10;
  static constexpr std::uint32_t kChunkRows = static_cast<std::uint32_t>(
      std::clamp(std::bit_floor(kChunkBytes / kCellBytes), std::size_t{64}, std::size_t{4096}));
  struct alignas(std::max({alignof(Row), alignof(std::uint32_t)})) Cell {
    std::byte bytes[kCellBytes];
  };
  struct Chunk {
    Cell cells[kChunkRows];
  };

  static std::uint32_t tag_of(const Key& key) noexcept {
    if constexpr (std::integral<Key> || std::is_enum_v<Key>) {
      // The finalizer of MurmurHash3.
      auto mixed = static_cast<std::uint64_t>(key);
      mixed = (mixed ^ (mixed >> 33)) * 0xff51'afd7'ed55'8ccdULL;
      mixed = (mixed ^ (mixed >> 33)) * 0xc4ce'b9fe'1a85'ec53ULL;
      return static_cast<std::uint32_t>(mixed >> 32);
    } else {
      return static_cast<std::uint32_t>(key.hash() >> 32);
    }
  }
  [[nodiscard]] std::uint32_t slot_of(std::uint32_t tag, const Key& key) const noexcept {
    return index_.find(tag, [&](std::uint32_t slot) { return row(slot).key == key; });
  }
  Record* add(std::uint32_t tag, const Key& key, const Record& record) {
    const bool reused = free_ != TableIndex::kNone;
    const std::uint32_t slot = reused ? free_ : slots_;
    CHECK(slot != TableIndex::kNone);
    if (!reused && slot == chunks_.size() * kChunkRows) add_chunk();
    index_.insert(tag, slot);
    if (reused) {
      std::memcpy(&free_, cell(slot), sizeof free_);
      // The next insert's: long ago in the cache.
      if (free_ != TableIndex::kNone) prefetch_line_to_write(cell(free_));
    } else {
      ++slots_;
    }
    live_.set(slot);
    ++size_;
    return &(::new (static_cast<void*>(cell(slot))) Row{key, record})->record;
  }
  // Its cells are left as they are, so that its pages are not all touched at once.
  Chunk* add_chunk() {
    auto* chunk = static_cast<Chunk*>(memory_.allocate(sizeof(Chunk)));
    chunks_.push_back(chunk);
    live_.cover(chunks_.size() * kChunkRows, memory_);
    return chunk;
  }

  [[nodiscard]] const Row& row(std::uint32_t slot) const noexcept {
    return *std::launder(reinterpret_cast<const Row*>(cell(slot)));
  }
  [[nodiscard]] Row& row(std::uint32_t slot) noexcept { return *std::launder(reinterpret_cast<Row*>(cell(slot))); }
  [[nodiscard]] std::byte* cell(std::uint32_t slot) const noexcept {
    return chunks_[slot / kChunkRows]->cells[slot % kChunkRows].bytes;
  }

  TableIndex index_;
  SlabMemory memory_;
  std::vector<Chunk*> chunks_;
  LiveBits live_;
  std::size_t size_ = 0;
  std::uint32_t slots_ = 0;                 // ever used; the chunks may have room for more
  std::uint32_t free_ = TableIndex::kNone;  // the slot erased last
};

}  // namespace daybook
