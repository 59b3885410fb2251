#include "engine/table_index.h"

#include <algorithm>
#include <utility>

#include "engine/check.h"

namespace daybook {
namespace {

// How many entries `slots` may hold, and one more is one too many: 75%.
constexpr std::uint32_t limit(std::uint32_t slots) { return slots / 4 * 3; }

// Calls f(Entry) for all entries of these lines.
template <class F>
void for_each_entry(const IndexLine* lines, std::uint32_t count, F&& f) {
  for (std::uint32_t at = 0; at < count; ++at) {
    for (std::uint32_t i = 0; i < IndexLine::kEntries && lines[at].slots_plus_one[i] != 0; ++i) f(lines[at].entry(i));
  }
}

}  // namespace

void TableIndex::swap(TableIndex& other) noexcept {
  std::swap(views_, other.views_);
  std::swap(depth_, other.depth_);
  directory_.swap(other.directory_);
  sub_tables_.swap(other.sub_tables_);
  memory_.swap(other.memory_);
}

void TableIndex::clear() noexcept {
  for (const SubTable& sub_table : sub_tables_) memory_->give_back(sub_table.lines, sub_table.slots);
  sub_tables_.clear();
  directory_.clear();
  views_ = &kNoView;
  depth_ = 0;
}

void TableIndex::file(IndexLine* lines, std::uint32_t mask, IndexLine::Entry entry) noexcept {
  std::uint32_t at = entry.tag & mask;
  while (lines[at].full()) at = (at + 1) & mask;
  lines[at].set(lines[at].size(), entry);
}

void TableIndex::insert(std::uint32_t tag, std::uint32_t slot) {
  if (sub_tables_.empty()) {
    if (!memory_) memory_ = std::make_shared<IndexMemory>();
    directory_.reserve(1);
    sub_tables_.push_back({memory_->take(kSmallestSlots), kSmallestSlots, 0, 0});
    directory_.push_back({sub_tables_[0].lines, sub_tables_[0].mask(), 0});
    views_ = directory_.data();
  }
  SubTable* sub_table = &sub_tables_[view_of(tag).sub_table];
  while (sub_table->used == limit(sub_table->slots)) {
    make_room(tag);
    sub_table = &sub_tables_[view_of(tag).sub_table];
  }
  ++sub_table->used;
  const View& view = view_of(tag);
  file(lines_of(view), view.mask, {tag, slot + 1});
}

void TableIndex::erase(std::uint32_t tag, std::uint32_t slot) noexcept {
  CHECK(!sub_tables_.empty());
  const View& view = view_of(tag);
  --sub_tables_[view.sub_table].used;
  IndexLine* lines = lines_of(view);
  for (std::uint32_t at = tag & view.mask;; at = (at + 1) & view.mask) {
    if (const std::uint32_t here = lines[at].with_slot(slot + 1); here != 0)
      return fill_hole(lines, view.mask, at, static_cast<std::uint32_t>(std::countr_zero(here)));
    CHECK(lines[at].full());
  }
}

// Entry `hole` of `line` is gone: the last of the line takes its place. Where that line was full, others may have
// passed it on their way; the first of them that may stand in it comes back, and leaves a hole where it was.
void TableIndex::fill_hole(IndexLine* lines, std::uint32_t mask, std::uint32_t line, std::uint32_t hole) noexcept {
  for (;;) {
    IndexLine& here = lines[line];
    const bool was_full = here.full();
    const std::uint32_t last = here.size() - 1;
    here.set(hole, here.entry(last));
    here.set(last, {});
    if (!was_full) return;
    std::uint32_t at = line;
    for (bool found = false; !found;) {
      at = (at + 1) & mask;
      for (hole = 0; hole < IndexLine::kEntries && lines[at].slots_plus_one[hole] != 0; ++hole) {
        // It may stand anywhere between its own line and where it is now.
        found = ((at - lines[at].tags[hole]) & mask) >= ((at - line) & mask);
        if (found) break;
      }
      if (!found && !lines[at].full()) return;
    }
    here.set(last, lines[at].entry(hole));
    line = at;
  }
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
  IndexLine* lines = memory_->take(slots);
  const std::uint32_t mask = slots / IndexLine::kEntries - 1;
  for_each_entry(old.lines, old.line_count(), [&](IndexLine::Entry entry) { file(lines, mask, entry); });
  memory_->give_back(old.lines, old.slots);
  old.lines = lines;
  old.slots = slots;
  point_views(sub_table, tag);
}

void TableIndex::split(std::uint32_t sub_table, std::uint32_t tag) {
  const SubTable old = sub_tables_[sub_table];
  const std::uint32_t depth = old.depth + 1;
  const std::uint32_t bit = std::uint32_t{1} << (32 - depth);
  const auto high_sub_table = static_cast<std::uint32_t>(sub_tables_.size());
  IndexLine* low_lines = memory_->take(old.slots);
  sub_tables_.push_back({memory_->take(old.slots), old.slots, 0, depth});
  SubTable& low = sub_tables_[sub_table];
  SubTable& high = sub_tables_[high_sub_table];
  low = {low_lines, old.slots, 0, depth};
  for_each_entry(old.lines, old.line_count(), [&](IndexLine::Entry entry) {
    SubTable& half = (entry.tag & bit) != 0 ? high : low;
    file(half.lines, half.mask(), entry);
    ++half.used;
  });
  memory_->give_back(old.lines, old.slots);
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
              View{target.lines, target.mask(), sub_table});
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

std::size_t TableIndex::slots() const noexcept {
  std::size_t sum = 0;
  for (const SubTable& sub_table : sub_tables_) sum += sub_table.slots;
  return sum;
}

std::size_t TableIndex::memory_bytes() const noexcept {
  return directory_.capacity() * sizeof(View) + sub_tables_.capacity() * sizeof(SubTable) +
         (memory_ ? memory_->bytes() : 0);
}

}  // namespace daybook
