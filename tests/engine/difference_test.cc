// How expected and actual entries are laid side by side, and how fields are named.

#include "engine/test_kit/difference.h"

#include <gtest/gtest.h>

#include <array>
#include <sstream>

#include "engine/test_kit/expectation.h"
#include "tests/engine/booking.h"

namespace daybook::testing {
namespace {

using test_kit::Difference;
using test_kit::Entry;

struct Shown {
  Key<"booking"> booking;
  Maybe<Date> due;
  List<Item, 4> items;
  Place to;
};
DAYBOOK_EVENT(Shown, 61, booking, due, items, to)

Entry moved(std::uint64_t amount) { return test_kit::event_entry(Moved{"a", "b", amount}); }

std::string headline(const std::vector<Entry>& expected, const std::vector<Entry>& actual) {
  return Difference(expected, actual).headline();
}
std::string table(const std::vector<Entry>& expected, const std::vector<Entry>& actual) {
  return Difference(expected, actual).table();
}

TEST(Difference, IsNoneBetweenTheSame) {
  EXPECT_FALSE(Difference({}, {}).any());
  const std::vector<Entry> entries = {moved(1), moved(2)};
  EXPECT_FALSE(Difference(entries, entries).any());
  EXPECT_EQ(headline(entries, entries), "");
}

TEST(Difference, NamesFieldsInGroupsAndLists) {
  const std::array<Item, 2> items = {Item{"pen", 1, 5}, Item{"ink", 2, 5}};
  const std::array<Item, 2> others = {Item{"pen", 1, 5}, Item{"ink", 3, 5}};
  const Entry one = test_kit::event_entry(Shown{"b", {}, std::span<const Item>(items), {"Ann", "NO"}});
  EXPECT_EQ(headline({one}, {test_kit::event_entry(Shown{"b", {}, std::span<const Item>(items), {"Ann", "SE"}})}),
            "Event 1, Shown: `to.country` should be \"NO\" and is \"SE\".");
  EXPECT_EQ(headline({one}, {test_kit::event_entry(Shown{"b", {}, std::span<const Item>(others), {"Ann", "SE"}})}),
            "Event 1, Shown: `items[1].quantity` should be 2 and is 3.");
}

TEST(Difference, TellsAbsentFields) {
  const Entry without = test_kit::event_entry(Shown{"b", {}, {}, {}});
  const Entry with = test_kit::event_entry(Shown{"b", Date{0}, {}, {}});
  EXPECT_EQ(headline({without}, {with}), "Event 1, Shown: `due` should be absent and is \"1970-01-01\".");
  EXPECT_EQ(headline({with}, {without}), "Event 1, Shown: `due` should be \"1970-01-01\" and is absent.");
}

TEST(Difference, TellsWhatJsonDoesNotShow) {
  Entry other = moved(1);
  other.bytes.back() = 'x';
  EXPECT_EQ(headline({moved(1)}, {other}), "Event 1, Moved: its bytes differ, though its JSON does not show it.");
}

TEST(Difference, FindsWhatIsMissingInFront) {
  EXPECT_EQ(headline({moved(1), moved(2), moved(3)}, {moved(2), moved(3)}),
            "Missing: Moved {\"from\":\"a\",\"to\":\"b\",\"amount\":1}.");
}

TEST(Difference, LaysAsMuchAsPossibleSideBySide) {
  std::istringstream lines(table({moved(0), moved(1), moved(2), moved(3), moved(4), moved(9)},
                                 {moved(0), moved(5), moved(2), moved(6), moved(4), moved(3), moved(9)}));
  std::vector<std::string> kinds;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("Moved") != std::string::npos) kinds.push_back(line.substr(5, 15));
  }
  const std::vector<std::string> expected = {"1  as expected ", "2  differs     ", "3  as expected ", "4  differs     ",
                                             "5  as expected ", "6  not expected", "7  as expected "};
  EXPECT_EQ(kinds, expected) << lines.str();
}

TEST(Difference, KeepsTheOrder) {
  const std::vector<Entry> expected = {moved(1), moved(2)};
  const std::vector<Entry> actual = {moved(2), moved(1)};
  EXPECT_TRUE(Difference(expected, actual).any());
}

TEST(Difference, CountsWhatIsAsExpectedFarFromAnyDifference) {
  std::vector<Entry> expected;
  for (std::uint64_t i = 0; i < 12; ++i) expected.push_back(moved(i));
  std::vector<Entry> actual = expected;
  actual[5] = moved(99);
  const std::string text = table(expected, actual);
  EXPECT_EQ(text.find("        2 as expected\n     3  as expected   Moved"), 0U) << text;
  EXPECT_NE(text.find("     6  differs       Moved\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\"amount\":8}\n        3 as expected\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace daybook::testing
