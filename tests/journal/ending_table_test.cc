#include "journal/ending_table.h"

#include <gtest/gtest.h>

#include <set>

namespace daybook::journal {
namespace {

constexpr unsigned kCombinations = 1u << 8;

EndingFacts facts_of(unsigned bits) {
  const auto bit = [bits](unsigned n) { return (bits >> n & 1) != 0; };
  return {.bad_word = bit(0),
          .residue = bit(1),
          .scrub_open = bit(2),
          .later_frames = bit(3),
          .newer_frames = bit(4),
          .proven_synced = bit(5),
          .released = bit(6),
          .cut_begun = bit(7)};
}

// The same decision in prose order, written a second time.
Outcome expected(const EndingFacts& facts) {
  if (facts.released || facts.newer_frames) return Outcome::kCorrupt;
  if (facts.cut_begun) return Outcome::kTorn;
  if (facts.proven_synced) return Outcome::kCorrupt;
  if (facts.bad_word || facts.later_frames) return Outcome::kTorn;
  if (!facts.residue) return Outcome::kEnd;
  return facts.scrub_open ? Outcome::kScrub : Outcome::kTorn;
}

TEST(EndingTable, DecidesEveryCombination) {
  for (unsigned bits = 0; bits < kCombinations; ++bits) {
    EXPECT_EQ(decide(facts_of(bits)).outcome, expected(facts_of(bits))) << "combination " << bits;
  }
}

TEST(EndingTable, HasNoRowThatIsNeverUsed) {
  std::set<const EndingRow*> used;
  for (unsigned bits = 0; bits < kCombinations; ++bits) used.insert(&decide(facts_of(bits)));
  EXPECT_EQ(used.size(), kEndingTable.size());
}

TEST(EndingTable, EveryCutAndRefusalHasAReason) {
  for (const EndingRow& row : kEndingTable) EXPECT_EQ(row.reason.empty(), row.outcome == Outcome::kEnd);
}

}  // namespace
}  // namespace daybook::journal
