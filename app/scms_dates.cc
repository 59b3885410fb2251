#include "app/scms_dates.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

namespace daybook::app::scms {

namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr int kCentury = 2000;  // the file spans 2006 to 2015

std::optional<unsigned> digits(std::string_view text, std::size_t least, std::size_t most) {
  if (text.size() < least || text.size() > most) return std::nullopt;
  unsigned value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value;
}

std::optional<std::array<std::string_view, 3>> split(std::string_view text, char by) {
  const std::size_t first = text.find(by);
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = text.find(by, first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  return std::array{text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1)};
}

tl::expected<Date, std::string> to_date(unsigned year, unsigned month, unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok()) return tl::unexpected(std::string("is no day of the calendar"));
  return Date{static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count())};
}

}  // namespace

tl::expected<Date, std::string> parse_delivery_date(std::string_view text) {
  const auto no_date = [] { return tl::unexpected(std::string("is not a date like 02-Jun-06")); };
  const auto parts = split(text, '-');
  if (!parts) return no_date();
  const auto day = digits((*parts)[0], 2, 2);
  const auto* month = std::find(kMonths.begin(), kMonths.end(), (*parts)[1]);
  const auto year = digits((*parts)[2], 2, 2);
  if (!day || month == kMonths.end() || !year) return no_date();
  return to_date(kCentury + *year, static_cast<unsigned>(month - kMonths.begin()) + 1, *day);
}

tl::expected<OrderDate, std::string> parse_order_date(std::string_view text) {
  if (text == "Date Not Captured") return OrderDate{.date = {}, .not_captured = true};
  if (text == "Pre-PQ Process" || text == "N/A - From RDC") return OrderDate{};
  const bool month_first = text.find('/') != std::string_view::npos;
  const auto parts = split(text, month_first ? '/' : '-');
  std::optional<unsigned> year;
  std::optional<unsigned> month;
  std::optional<unsigned> day;
  if (parts && month_first) {
    month = digits((*parts)[0], 1, 2);
    day = digits((*parts)[1], 1, 2);
    year = digits((*parts)[2], 2, 2);
    if (year) *year += kCentury;
  } else if (parts) {
    year = digits((*parts)[0], 4, 4);
    month = digits((*parts)[1], 2, 2);
    day = digits((*parts)[2], 2, 2);
  }
  if (!year || !month || !day) {
    return tl::unexpected(std::string("is neither a date like 6/2/06 or 2006-06-02 nor a known remark"));
  }
  return to_date(*year, *month, *day).map([](Date date) { return OrderDate{.date = date}; });
}

}  // namespace daybook::app::scms
