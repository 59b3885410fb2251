#include "engine/look_ahead.h"

#include <gtest/gtest.h>

#include <vector>

namespace daybook {
namespace {

struct Asked {
  std::vector<std::uint32_t> tags;
};
struct FakeTable {
  Asked* asked;
  void prefetch_row(std::uint32_t tag) const noexcept { asked->tags.push_back(tag); }
};

TEST(LookAhead, RowsAreAskedForInOrderAndNotBeforeTheirTime) {
  Asked asked;
  const FakeTable one{&asked};
  const FakeTable other{&asked};
  RowsAhead rows;
  rows.open(7);
  rows.add(one, 70);
  rows.add(other, 71);
  rows.open(9);
  rows.add(one, 90);
  rows.ask(6);
  EXPECT_TRUE(asked.tags.empty());
  rows.ask(8);
  EXPECT_EQ(asked.tags, (std::vector<std::uint32_t>{70, 71}));
  rows.ask(9);
  rows.ask(100);
  EXPECT_EQ(asked.tags, (std::vector<std::uint32_t>{70, 71, 90}));
}

TEST(LookAhead, TheOldestGiveWayWhenThereAreTooMany) {
  Asked asked;
  const FakeTable table{&asked};
  RowsAhead rows;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    rows.open(i);
    rows.add(table, i);
  }
  rows.ask(1000);
  ASSERT_FALSE(asked.tags.empty());
  EXPECT_LT(asked.tags.size(), 1000U);
  EXPECT_EQ(asked.tags.back(), 999U);
  for (std::size_t i = 1; i < asked.tags.size(); ++i) EXPECT_EQ(asked.tags[i], asked.tags[i - 1] + 1);
}

TEST(LookAhead, WithoutRowsOnlyTheIndexIsAskedFor) {
  RowsAhead rows;
  EXPECT_EQ(Ahead(rows).rows(), &rows);
  EXPECT_EQ(Ahead(rows).index_only().rows(), nullptr);
}

}  // namespace
}  // namespace daybook
