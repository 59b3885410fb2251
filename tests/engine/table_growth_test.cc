// What the dearest insert may do while a table grows to ten million rows. A thread that owns the state does nothing
// else meanwhile, so the work of one insert is a pause for all. Counted, not timed: table/grow in bench/ has the times.

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/large_pages.h"
#include "engine/table.h"

namespace daybook {
namespace {

constexpr std::uint64_t kRows = 10'000'000;
constexpr std::size_t kSubTableBytes = TableIndex::kSubTableSlots / IndexLine::kEntries * sizeof(IndexLine);
constexpr std::size_t kViewBytes = 16;

struct Small {
  std::uint64_t value = 0;
};

// What can be seen of a table's size without looking at its rows.
struct Size {
  explicit Size(const Table<std::uint64_t, Small>& table)
      : sub_tables(table.index().sub_tables()),
        views(table.index().directory_views()),
        memory_bytes(table.memory_bytes()) {}
  std::size_t sub_tables;
  std::size_t views;
  std::size_t memory_bytes;
};

// A split clears two sub-tables and fills them from one; a directory that doubles is written once and read once.
std::size_t moved_bytes(const Size& before, const Size& after) {
  const std::size_t splits = after.sub_tables - before.sub_tables;
  const std::size_t directory = after.views == before.views ? 0 : (after.views + before.views) * kViewBytes;
  return splits * 4 * kSubTableBytes + directory;
}

TEST(TableGrowth, NoInsertMovesMuchOrTakesMuchMemoryOnTheWayToTenMillionRows) {
  Table<std::uint64_t, Small> table;
  std::size_t most_moved = 0;
  std::size_t most_taken = 0;
  Size before(table);
  for (std::uint64_t i = 0; i < kRows; ++i) {
    table.insert(i, {i});
    const Size after(table);
    most_moved = std::max(most_moved, moved_bytes(before, after));
    most_taken = std::max(most_taken, after.memory_bytes - before.memory_bytes);
    before = after;
  }
  ASSERT_EQ(table.size(), kRows);
  EXPECT_GT(most_moved, 4 * kSubTableBytes) << "the directory doubled along with a split";
  EXPECT_LE(most_moved, std::size_t{1} << 20);
  EXPECT_GE(most_taken, large_pages::kBlockBytes);
  // A block for rows, one for the index, and what lists them.
  EXPECT_LE(most_taken, 2 * large_pages::kBlockBytes + (std::size_t{1} << 20));
  // No sub-table is larger than what a split was said to move.
  for (std::uint64_t prefix = 0; prefix < before.views; ++prefix) {
    ASSERT_LE(table.index().slots_at(static_cast<std::uint32_t>(prefix * ((std::uint64_t{1} << 32) / before.views))),
              TableIndex::kSubTableSlots);
  }
  EXPECT_LT(table.memory_bytes(), std::size_t{1} << 30);
}

}  // namespace
}  // namespace daybook
