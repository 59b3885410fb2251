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
  rows.open(107);
  rows.add(one, 70);
  rows.add(other, 71);
  rows.open(109);
  rows.add(one, 90);
  rows.advance(106 - kRowAhead);
  EXPECT_TRUE(asked.tags.empty());
  rows.advance(108 - kRowAhead);
  EXPECT_EQ(asked.tags, (std::vector<std::uint32_t>{70, 71}));
  rows.advance(109 - kRowAhead);
  rows.advance(200);
  EXPECT_EQ(asked.tags, (std::vector<std::uint32_t>{70, 71, 90}));
}

// A row of this table names another one: that of twice its tag.
struct NamingTable {
  Asked* asked;
  void prefetch_row(std::uint32_t tag) const noexcept { asked->tags.push_back(tag); }
  void visit_row(std::uint32_t tag, auto&& f) const { f(2 * tag); }
};
struct Part {
  const FakeTable* named;
  void prefetch_named(std::uint32_t record, Ahead ahead) const {
    if (record == 0) throw 1;
    ahead.rows()->add(*named, record);
  }
};

TEST(LookAhead, WhatARowNamesIsAskedForWhenTheRowHasCome) {
  Asked asked;
  Asked asked_by_name;
  const NamingTable table{&asked};
  const FakeTable named{&asked_by_name};
  const Part part{&named};
  RowsAhead rows;
  rows.open(100);
  rows.add(table, 5, part);
  rows.open(101);
  rows.add(table, 0, part);  // its part throws
  rows.open(102);
  rows.add(table, 6, part);
  rows.advance(102 - kRowAhead);
  EXPECT_EQ(asked.tags, (std::vector<std::uint32_t>{5, 0, 6}));
  rows.advance(101 - kNamedIndexAhead);
  rows.advance(99 - kNamedRowAhead);
  EXPECT_TRUE(asked_by_name.tags.empty());
  rows.advance(100 - kNamedRowAhead);
  EXPECT_EQ(asked_by_name.tags, (std::vector<std::uint32_t>{10}));
  rows.advance(200);
  EXPECT_EQ(asked_by_name.tags, (std::vector<std::uint32_t>{10, 12}));
  EXPECT_EQ(asked.tags.size(), 3U);
}

TEST(LookAhead, TheOldestGiveWayWhenThereAreTooMany) {
  Asked asked;
  const FakeTable table{&asked};
  RowsAhead rows;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    rows.open(i);
    rows.add(table, i);
  }
  rows.advance(1000);
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
