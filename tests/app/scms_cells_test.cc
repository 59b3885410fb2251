#include <gtest/gtest.h>

#include "app/decimal.h"
#include "app/scms_dates.h"
#include "app/scms_reference.h"
#include "app/utf8.h"
#include "engine/json_values.h"

namespace daybook::app::scms {
namespace {

std::int64_t cents(std::string_view text) { return parse_decimal(text, 2).value_or(-1); }
std::string fault(std::string_view text) {
  const auto parsed = parse_decimal(text, 2);
  return parsed ? "none" : parsed.error();
}

TEST(Decimal, BecomesCentsExactly) {
  EXPECT_EQ(cents("780.34"), 78034);
  EXPECT_EQ(cents("16007.06"), 1600706);
  EXPECT_EQ(cents("0.29"), 29);  // 28.999… in floating point
  EXPECT_EQ(cents("4521.5"), 452150);
  EXPECT_EQ(cents("40000"), 4000000);
  EXPECT_EQ(cents("0"), 0);
  EXPECT_EQ(cents("1.500"), 150);
}

TEST(Decimal, MoreDigitsThanCentsAreRefused) { EXPECT_EQ(fault("1.501"), "has more than 2 digits after the point"); }

TEST(Decimal, AnythingElseIsNoNumber) {
  for (const char* text : {"", ".", "5.", ".5", "-5", "+5", "1,000", "1e3", " 5", "5 ", "1.2.3", "0x10", "NaN"}) {
    EXPECT_EQ(fault(text), "is not a decimal number") << text;
  }
}

TEST(Decimal, TheLargestFitsAndTheNextDoesNot) {
  EXPECT_EQ(cents("92233720368547758.07"), INT64_MAX);
  EXPECT_EQ(fault("92233720368547758.08"), "is too large");
  EXPECT_EQ(fault("92233720368547759"), "is too large");
}

std::string delivery(std::string_view text) {
  const auto date = parse_delivery_date(text);
  return date ? json::date_text(*date) : date.error();
}
std::string order(std::string_view text) {
  const auto parsed = parse_order_date(text);
  if (!parsed) return parsed.error();
  if (!parsed->date) return parsed->not_captured ? "not captured" : "none";
  return json::date_text(*parsed->date);
}

TEST(Dates, DeliveryDatesAreDayMonthYear) {
  EXPECT_EQ(delivery("02-Jun-06"), "2006-06-02");
  EXPECT_EQ(delivery("29-Feb-08"), "2008-02-29");
  EXPECT_EQ(delivery("29-Feb-07"), "is no day of the calendar");
  for (const char* text : {"", "2-Jun-06", "02-Jun-2006", "02-JUN-06", "02/06/06", "02-Jun", "0a-Jun-06"}) {
    EXPECT_EQ(delivery(text), "is not a date like 02-Jun-06") << text;
  }
}

TEST(Dates, OrderDatesComeInTwoFormsOrNotAtAll) {
  EXPECT_EQ(order("6/2/06"), "2006-06-02");
  EXPECT_EQ(order("11/13/06"), "2006-11-13");
  EXPECT_EQ(order("2006-06-02"), "2006-06-02");
  EXPECT_EQ(order("Date Not Captured"), "not captured");
  EXPECT_EQ(order("Pre-PQ Process"), "none");
  EXPECT_EQ(order("N/A - From RDC"), "none");
  EXPECT_EQ(order("13/1/06"), "is no day of the calendar");
  EXPECT_EQ(order("yesterday"), "is neither a date like 6/2/06 or 2006-06-02 nor a known remark");
  EXPECT_EQ(order("6/2/2006"), "is neither a date like 6/2/06 or 2006-06-02 nor a known remark");
}

TEST(Reference, NamesAShipmentAndALine) {
  const auto reference = parse_reference("See ASN-93 (ID#:1281)");
  ASSERT_TRUE(reference.has_value());
  EXPECT_EQ(reference->shipment, "ASN-93");
  EXPECT_EQ(reference->item, "1281");
}

TEST(Reference, AnythingElseIsNone) {
  for (const char* text : {"", "See", "See ASN-93", "See ASN-93 (ID#:)", "See ASN-93 (ID#:12a)", "See  (ID#:1)",
                           "see ASN-93 (ID#:1)", "See ASN-93 (ID#:1281) too"}) {
    EXPECT_FALSE(parse_reference(text).has_value()) << text;
  }
}

TEST(Utf8, KnowsItsForms) {
  for (const char* text : {"", "plain", "C\xc3\xb4te d'Ivoire", "\xe2\x82\xac", "\xf0\x9f\x9a\x9a", "\xed\x9f\xbf"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  for (const char* text : {"C\xf4te", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff",
                           "\xe2\x82", "\x80"}) {
    EXPECT_FALSE(is_utf8(text)) << testing::PrintToString(std::string(text));
  }
}

}  // namespace
}  // namespace daybook::app::scms
