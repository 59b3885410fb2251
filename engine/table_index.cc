#include "engine/table_index.h"

#include <algorithm>
#include <utility>

#include "engine/check.h"

namespace daybook {
namespace {

// How many entries `slots` may hold, and one more is one too many: 70%.
constexpr std::uint32_t limit(std::uint32_t slots) { return static_cast<std::uint32_t>(std::uint64_t{slots} * 7 / 10); }

}  // namespace

void TableIndex::swap(TableIndex& other) noexcept {
  std::swap(views_, other.views_);
  std::swap(depth_, other.depth_);
  directory_.swap(other.directory_);
  sub_tables_.swap(other.sub_tables_);
  memory_.swap(other.memory_);
}

TableIndex::Entry* TableIndex::empty_entries(std::uint32_t slots) {
  return static_cast<Entry*>(memory_.allocate(slots * sizeof(Entry)));  // zeroed
}

void TableIndex::file(Entry* entries, std::uint32_t mask, Entry entry) noexcept {
  std::uint32_t i = entry.tag & mask;
  while (entries[i].slot_plus_one != 0) i = (i + 1) & mask;
  entries[i] = entry;
}

void TableIndex::insert(std::uint32_t tag, std::uint32_t slot) {
  if (sub_tables_.empty()) {
    directory_.reserve(1);
    sub_tables_.push_back({empty_entries(kSmallestSlots), kSmallestSlots, 0, 0});
    directory_.push_back({sub_tables_[0].entries, kSmallestSlots - 1, 0});
    views_ = directory_.data();
  }
  SubTable* sub_table = &sub_tables_[view_of(tag).sub_table];
  while (sub_table->used == limit(sub_table->slots)) {
    make_room(tag);
    sub_table = &sub_tables_[view_of(tag).sub_table];
  }
  file(sub_table->entries, sub_table->slots - 1, {tag, slot + 1});
  ++sub_table->used;
}

void TableIndex::erase(std::uint32_t tag, std::uint32_t slot) noexcept {
  CHECK(!sub_tables_.empty());
  SubTable& sub_table = sub_tables_[view_of(tag).sub_table];
  Entry* entries = sub_table.entries;
  const std::uint32_t mask = sub_table.slots - 1;
  std::uint32_t hole = tag & mask;
  while (entries[hole].slot_plus_one != slot + 1) {
    CHECK(entries[hole].slot_plus_one != 0);
    hole = (hole + 1) & mask;
  }
  // Close the gap: an entry further on moves back into the hole unless its own position lies
  // between the two.
  for (std::uint32_t i = (hole + 1) & mask; entries[i].slot_plus_one != 0; i = (i + 1) & mask) {
    if (((i - entries[i].tag) & mask) < ((i - hole) & mask)) continue;
    entries[hole] = entries[i];
    hole = i;
  }
  entries[hole] = {};
  --sub_table.used;
}

void TableIndex::make_room(std::uint32_t tag) {
  const std::uint32_t sub_table = view_of(tag).sub_table;
  const SubTable& full = sub_tables_[sub_table];
  if (full.slots < kSubTableSlots) return grow(sub_table, tag);
  if (full.depth == depth_) {
    const bool worth_it = directory_.size() <= 2 * sub_tables_.size();
    if (depth_ == kMaxDepth || !worth_it) return grow(sub_table, tag);
    double_directory();
  }
  split(sub_table, tag);
}

void TableIndex::grow(std::uint32_t sub_table, std::uint32_t tag) {
  SubTable& old = sub_tables_[sub_table];
  const std::uint32_t slots = old.slots * 2;
  CHECK(slots != 0);
  Entry* entries = empty_entries(slots);
  for (std::uint32_t i = 0; i < old.slots; ++i) {
    if (old.entries[i].slot_plus_one != 0) file(entries, slots - 1, old.entries[i]);
  }
  old.entries = entries;
  old.slots = slots;
  point_views(sub_table, tag);
}

void TableIndex::split(std::uint32_t sub_table, std::uint32_t tag) {
  const std::uint32_t slots = sub_tables_[sub_table].slots;
  const std::uint32_t depth = sub_tables_[sub_table].depth + 1;
  const std::uint32_t bit = std::uint32_t{1} << (32 - depth);
  const auto high_sub_table = static_cast<std::uint32_t>(sub_tables_.size());
  sub_tables_.push_back({empty_entries(slots), slots, 0, depth});
  SubTable& low = sub_tables_[sub_table];
  SubTable& high = sub_tables_[high_sub_table];
  const std::vector<Entry> all(low.entries, low.entries + slots);
  std::fill_n(low.entries, slots, Entry{});
  low.used = 0;
  low.depth = depth;
  for (const Entry& entry : all) {
    if (entry.slot_plus_one == 0) continue;
    SubTable& half = (entry.tag & bit) != 0 ? high : low;
    file(half.entries, slots - 1, entry);
    ++half.used;
  }
  point_views(sub_table, tag & ~bit);
  point_views(high_sub_table, tag | bit);
}

void TableIndex::double_directory() {
  std::vector<View> doubled(directory_.size() * 2);
  for (std::size_t i = 0; i < doubled.size(); ++i) doubled[i] = directory_[i / 2];
  directory_ = std::move(doubled);
  views_ = directory_.data();
  ++depth_;
}

void TableIndex::point_views(std::uint32_t sub_table, std::uint32_t tag) noexcept {
  const SubTable& target = sub_tables_[sub_table];
  const std::size_t count = std::size_t{1} << (depth_ - target.depth);
  const std::size_t first = (std::uint64_t{tag} >> (32 - depth_)) & ~(count - 1);
  std::fill_n(directory_.begin() + static_cast<std::ptrdiff_t>(first), count,
              View{target.entries, target.slots - 1, sub_table});
}

void TableIndex::reserve(std::size_t keys) {
  if (keys == 0) return;
  if (sub_tables_.empty()) {
    insert(0, 0);
    erase(0, 0);
  }
  // Some sub-tables get more keys than others; of 2867 keys, 6% are more than three standard
  // deviations.
  const std::size_t expected = keys + keys / 16;
  while (depth_ == 0 && limit(sub_tables_[0].slots) < expected && sub_tables_[0].slots < kSubTableSlots) grow(0, 0);
  std::uint32_t depth = 0;
  while (depth < kMaxDepth && (std::size_t{limit(kSubTableSlots)} << depth) < expected) ++depth;
  if (depth == 0) return;
  for (std::uint64_t prefix = 0; prefix < std::uint64_t{1} << depth; ++prefix) {
    const auto tag = static_cast<std::uint32_t>(prefix << (32 - depth));
    while (sub_tables_[view_of(tag).sub_table].depth < depth) {
      if (sub_tables_[view_of(tag).sub_table].depth == depth_) double_directory();
      split(view_of(tag).sub_table, tag);
    }
  }
}

std::size_t TableIndex::memory_bytes() const noexcept {
  return directory_.capacity() * sizeof(View) + sub_tables_.capacity() * sizeof(SubTable) + memory_.bytes();
}

}  // namespace daybook
