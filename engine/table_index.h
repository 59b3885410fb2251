#pragma once

// The index of a Table: from a 32-bit tag of a key's hash to the slot of its row, by extendible
// hashing (Fagin et al., 1979).
//
//   tag:        | directory bits ........ | number of a line (low 9) |
//   directory:  2^depth views, by the top bits of the tag; several may share a sub-table
//   sub-table:  lines of eight entries (index_line.h), at most 75% full; what finds its line full
//               goes to the next one
//
// A full sub-table grows to kSubTableSlots and from then on is split in two, so that no insert ever
// moves more than one sub-table (some 10 us) or copies the directory (16 bytes for about 2000
// keys). Nothing shrinks, but a sub-table that was outgrown serves another (index_memory.h).
//
// Keys whose tags are equal cannot be told apart by splitting. Where splits do not help, the
// directory would grow without bound; so it may have at most four views per sub-table, and beyond
// that the crowded sub-table grows instead. That costs time in proportion to the pile, never
// correctness, and there is no limit to hit.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "engine/index_line.h"
#include "engine/index_memory.h"
#include "engine/prefetch.h"

namespace daybook {

class TableIndex {
 public:
  static constexpr std::uint32_t kNone = 0xffff'ffff;
  static constexpr std::uint32_t kSmallestSlots = 16;
  static constexpr std::uint32_t kSubTableSlots = 4096;  // of 8 bytes: 32 KiB
  static constexpr std::uint32_t kMaxDepth = 20;         // beyond it, directory and line bits would overlap

  TableIndex() = default;
  explicit TableIndex(std::shared_ptr<IndexMemory> memory) noexcept : memory_(std::move(memory)) {}
  TableIndex(TableIndex&& other) noexcept { swap(other); }
  TableIndex& operator=(TableIndex&& other) noexcept {
    TableIndex(std::move(other)).swap(*this);
    return *this;
  }
  void swap(TableIndex& other) noexcept;

  // The slot filed under `tag` for which `equal(slot)` holds, or kNone.
  template <class Equal>
  [[nodiscard]] std::uint32_t find(std::uint32_t tag, Equal&& equal) const noexcept {
    const View& view = view_of(tag);
    for (std::uint32_t at = tag & view.mask;; at = (at + 1) & view.mask) {
      const IndexLine& line = view.lines[at];
      for (std::uint32_t same = line.with_tag(tag); same != 0; same &= same - 1) {
        const std::uint32_t slot_plus_one = line.slots_plus_one[std::countr_zero(same)];
        if (slot_plus_one != 0 && equal(slot_plus_one - 1)) return slot_plus_one - 1;
      }
      if (!line.full()) return kNone;
    }
  }
  // Files `slot`, which the index does not hold yet.
  void insert(std::uint32_t tag, std::uint32_t slot);
  // Removes `slot`, which is filed under `tag`.
  void erase(std::uint32_t tag, std::uint32_t slot) noexcept;
  // Gives its memory back to those it shares it with.
  void clear() noexcept;
  // Splits ahead of time what `keys` keys in all will need.
  void reserve(std::size_t keys);

  void prefetch(std::uint32_t tag) const noexcept {
    const View& view = view_of(tag);
    prefetch_line(&view.lines[tag & view.mask]);
  }

  // That of all who share its memory.
  [[nodiscard]] std::size_t memory_bytes() const noexcept;
  // Places for entries, of all sub-tables.
  [[nodiscard]] std::size_t slots() const noexcept;
  [[nodiscard]] std::size_t sub_tables() const noexcept { return sub_tables_.size(); }
  [[nodiscard]] std::size_t directory_views() const noexcept { return std::size_t{1} << depth_; }
  // Of the sub-table that holds `tag`.
  [[nodiscard]] std::uint32_t slots_at(std::uint32_t tag) const noexcept {
    return (view_of(tag).mask + 1) * IndexLine::kEntries;
  }

 private:
  // What a look-up needs of a sub-table, side by side.
  struct View {
    const IndexLine* lines;
    std::uint32_t mask;  // of the number of a line
    std::uint32_t sub_table;
  };
  struct SubTable {
    IndexLine* lines;
    std::uint32_t slots;
    std::uint32_t used;
    std::uint32_t depth;  // how many top bits its tags have in common

    [[nodiscard]] std::uint32_t line_count() const noexcept { return slots / IndexLine::kEntries; }
    [[nodiscard]] std::uint32_t mask() const noexcept { return line_count() - 1; }
  };
  // What an empty index looks into, so that looking up needs no test for it.
  static constexpr IndexLine kNoLine{};
  static constexpr View kNoView{&kNoLine, 0, 0};

  static void file(IndexLine* lines, std::uint32_t mask, IndexLine::Entry entry) noexcept;
  static void fill_hole(IndexLine* lines, std::uint32_t mask, std::uint32_t line, std::uint32_t hole) noexcept;
  [[nodiscard]] const View& view_of(std::uint32_t tag) const noexcept {
    return views_[std::uint64_t{tag} >> (32 - depth_)];
  }
  // To write to; of an index that is not empty. Those of the sub-table, without a look at it: it is rarely in the
  // cache.
  static IndexLine* lines_of(const View& view) noexcept { return const_cast<IndexLine*>(view.lines); }
  void make_room(std::uint32_t tag);
  void grow(std::uint32_t sub_table, std::uint32_t tag);
  void split(std::uint32_t sub_table, std::uint32_t tag);
  void double_directory();
  // Lets the 2^(depth_ - depth) views that start with the `depth` top bits of `tag` point at
  // `sub_table`.
  void point_views(std::uint32_t sub_table, std::uint32_t tag) noexcept;

  const View* views_ = &kNoView;  // directory_, or kNoView while that is empty
  std::uint32_t depth_ = 0;
  std::vector<View> directory_;
  std::vector<SubTable> sub_tables_;
  std::shared_ptr<IndexMemory> memory_;  // none before the first entry
};

}  // namespace daybook
