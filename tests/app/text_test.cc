#include <gtest/gtest.h>

#include <limits>

#include "app/money_text.h"
#include "app/pretty_json.h"
#include "app/text_table.h"

namespace daybook::app {
namespace {

using domain::Amount;
using domain::Currency;
using domain::Money;

TEST(MoneyText, HasTwoDigitsOfMinorUnits) {
  EXPECT_EQ(money_text(Money{0}), "0.00");
  EXPECT_EQ(money_text(Money{5}), "0.05");
  EXPECT_EQ(money_text(Money{-5}), "-0.05");
  EXPECT_EQ(money_text(Money{-123456}), "-1,234.56");
  EXPECT_EQ(money_text(Amount{100000000}, Currency("USD")), "1,000,000.00 USD");
}

TEST(MoneyText, HoldsAtTheEndsOfTheRange) {
  EXPECT_EQ(money_text(Money{std::numeric_limits<std::int64_t>::min()}), "-92,233,720,368,547,758.08");
  EXPECT_EQ(money_text(Amount{std::numeric_limits<std::uint64_t>::max()}), "184,467,440,737,095,516.15");
  EXPECT_EQ(money_text(difference(Amount{0}, Amount{std::numeric_limits<std::uint64_t>::max()})),
            "-184,467,440,737,095,516.15");
}

TEST(TextTable, ColumnsAreAsWideAsTheirWidestCell) {
  TextTable table({{.title = "who"}, {.title = "n", .align = TextTable::Align::kRight}});
  table.add({"José", "5"}, {"a note"});
  table.add({"a", "1,000"});
  EXPECT_EQ(table.text(),
            "who       n\n"
            "José      5\n"
            "    a note\n"
            "a     1,000\n");
}

TEST(TextTable, ControlCharactersCannotReachTheTerminal) {
  EXPECT_EQ(printable("a\x1b[2Jb\n\x7f"), "a?[2Jb??");
  EXPECT_EQ(printable("\xc2\x9b"
                      "1m"),
            "?1m");
  EXPECT_EQ(printable("naïve €"), "naïve €");
}

TEST(PrettyJson, IndentsObjectsAndKeepsPlainListsShort) {
  EXPECT_EQ(pretty({{"a", {1, 2}}, {"b", {{"c", "d"}}}, {"e", boost::json::object{}}}),
            "{\n  \"a\": [1,2],\n  \"b\": {\n    \"c\": \"d\"\n  },\n  \"e\": {}\n}\n");
}

}  // namespace
}  // namespace daybook::app
