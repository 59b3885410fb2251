#include "engine/json_values.h"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <cstdio>
#include <limits>
#include <optional>
#include <utility>

namespace daybook::json {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::int64_t kDaySeconds = 86'400;
// 0000-01-01 and 9999-12-31, in days since 1970-01-01.
constexpr std::int32_t kFirstDay = -719'528;
constexpr std::int32_t kLastDay = 2'932'896;

// As JSON, so that no control character reaches a terminal.
std::string quoted(std::string_view text) {
  constexpr std::size_t kShown = 40;
  if (text.size() <= kShown) return boost::json::serialize(boost::json::string(text));
  // Not in the middle of a character of UTF-8.
  std::size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return boost::json::serialize(boost::json::string(std::string(text.substr(0, end)) + "..."));
}

std::optional<std::string_view> text_of(const boost::json::value& json) {
  if (!json.is_string()) return std::nullopt;
  return std::string_view(json.get_string().data(), json.get_string().size());
}

// The number that `digits` are, or nothing where one of them is no digit.
std::optional<unsigned> number(std::string_view digits) {
  unsigned result = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    result = result * 10 + static_cast<unsigned>(c - '0');
  }
  return result;
}

// "2026-11-20"; sets `wrong` where it is none.
Date parse_date(std::string_view text, std::string& wrong) {
  const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-';
  const auto year = shaped ? number(text.substr(0, 4)) : std::nullopt;
  const auto month = shaped ? number(text.substr(5, 2)) : std::nullopt;
  const auto day = shaped ? number(text.substr(8, 2)) : std::nullopt;
  if (!year || !month || !day) {
    wrong = quoted(text) + " is not a date like \"2026-11-20\"";
    return {};
  }
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month),
                                         std::chrono::day(*day));
  if (!date.ok()) {
    wrong = quoted(text) + " is not in the calendar";
    return {};
  }
  return {static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count())};
}

// The nanoseconds of ".000000001", or nothing.
std::optional<std::uint64_t> fraction_ns(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] != '.' || text.size() < 2 || text.size() > 10) return std::nullopt;
  auto value = number(text.substr(1));
  if (!value) return std::nullopt;
  std::uint64_t ns = *value;
  for (std::size_t digits = text.size() - 1; digits < 9; ++digits) ns *= 10;
  return ns;
}

std::string out_of_range(std::string_view given, std::string_view min, std::string_view max) {
  return std::string(given) + " is out of range: " + std::string(min) + " to " + std::string(max);
}

const char* kind_of(const boost::json::value& json) {
  switch (json.kind()) {
    case boost::json::kind::null:
      return "null";
    case boost::json::kind::bool_:
      return "true or false";
    case boost::json::kind::string:
      return "a string";
    case boost::json::kind::array:
      return "an array";
    case boost::json::kind::object:
      return "an object";
    case boost::json::kind::double_:
      return "a number that is not whole or beyond 64 bits";
    default:
      return "a number";
  }
}

std::string wrong_kind(const boost::json::value& json, std::string_view wanted) {
  return "is " + std::string(kind_of(json)) + ", not " + std::string(wanted);
}

boost::json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

std::string date_text(Date date) {
  if (date.days < kFirstDay || date.days > kLastDay) return "day " + std::to_string(date.days);
  const std::chrono::year_month_day day{std::chrono::sys_days(std::chrono::days(date.days))};
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return text.data();
}

std::string stamp_text(Stamp stamp) {
  const auto seconds = static_cast<std::int64_t>(stamp.ns / kSecond);
  const auto in_day = static_cast<unsigned>(seconds % kDaySeconds);
  std::array<char, 32> time{};
  std::snprintf(time.data(), time.size(), "T%02u:%02u:%02u.%09uZ", in_day / 3600, in_day / 60 % 60, in_day % 60,
                static_cast<unsigned>(stamp.ns % kSecond));
  return date_text({static_cast<std::int32_t>(seconds / kDaySeconds)}) + time.data();
}

std::string read_signed(const boost::json::value& json, std::int64_t min, std::int64_t max, std::int64_t& out) {
  if (json.is_uint64() && json.get_uint64() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    return out_of_range(std::to_string(json.get_uint64()), std::to_string(min), std::to_string(max));
  }
  if (!json.is_int64() && !json.is_uint64()) return wrong_kind(json, "a whole number");
  out = json.is_int64() ? json.get_int64() : static_cast<std::int64_t>(json.get_uint64());
  if (out < min || out > max) return out_of_range(std::to_string(out), std::to_string(min), std::to_string(max));
  return {};
}

std::string read_unsigned(const boost::json::value& json, std::uint64_t max, std::uint64_t& out) {
  if (json.is_int64() && json.get_int64() < 0) {
    return out_of_range(std::to_string(json.get_int64()), "0", std::to_string(max));
  }
  if (!json.is_int64() && !json.is_uint64()) return wrong_kind(json, "a whole number");
  out = json.is_int64() ? static_cast<std::uint64_t>(json.get_int64()) : json.get_uint64();
  if (out > max) return out_of_range(std::to_string(out), "0", std::to_string(max));
  return {};
}

std::string read_bool(const boost::json::value& json, bool& out) {
  if (!json.is_bool()) return wrong_kind(json, "true or false");
  out = json.get_bool();
  return {};
}

std::string read_id(const boost::json::value& json, Id& out) {
  const auto text = text_of(json);
  if (!text) return wrong_kind(json, "the string of an id");
  const auto id = Id::parse(*text);
  if (!id) return quoted(*text) + ": " + id.error();
  out = *id;
  return {};
}

std::string read_date(const boost::json::value& json, Date& out) {
  const auto text = text_of(json);
  if (!text) return wrong_kind(json, "a string like \"2026-11-20\"");
  std::string wrong;
  out = parse_date(*text, wrong);
  return wrong;
}

std::string read_stamp(const boost::json::value& json, Stamp& out) {
  const auto given = text_of(json);
  if (!given) return wrong_kind(json, "a string like \"2026-11-20T23:15:00.000000001Z\"");
  const std::string_view text = *given;
  std::string malformed = quoted(text) + " is not a time like \"2026-11-20T23:15:00.000000001Z\"";
  constexpr std::size_t kToSeconds = 19;
  if (text.size() <= kToSeconds || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text.back() != 'Z') {
    return malformed;
  }
  std::string wrong;
  const Date date = parse_date(text.substr(0, 10), wrong);
  if (!wrong.empty()) return wrong;
  const auto hour = number(text.substr(11, 2));
  const auto minute = number(text.substr(14, 2));
  const auto second = number(text.substr(17, 2));
  const auto ns = fraction_ns(text.substr(kToSeconds, text.size() - kToSeconds - 1));
  if (!hour || !minute || !second || !ns) return malformed;
  if (*hour > 23 || *minute > 59 || *second > 59) return quoted(text) + " is no time of day";
  const std::int64_t in_day = std::int64_t{*hour} * 3600 + std::int64_t{*minute} * 60 + *second;
  const std::int64_t seconds = date.days * kDaySeconds + in_day;
  std::uint64_t since_epoch = 0;
  if (seconds < 0 || __builtin_mul_overflow(static_cast<std::uint64_t>(seconds), kSecond, &since_epoch) ||
      __builtin_add_overflow(since_epoch, *ns, &since_epoch)) {
    return out_of_range(quoted(text), stamp_text({0}), stamp_text({std::numeric_limits<std::uint64_t>::max()}));
  }
  out = {since_epoch};
  return {};
}

std::string read_text(const boost::json::value& json, std::size_t max_bytes, std::string_view& out) {
  const auto text = text_of(json);
  if (!text) return wrong_kind(json, "a string");
  if (text->size() > max_bytes) {
    return "has " + std::to_string(text->size()) + " bytes of UTF-8, at most " + std::to_string(max_bytes) +
           " are allowed";
  }
  out = *text;
  return {};
}

std::string read_name(const boost::json::value& json, std::span<const std::string> names, std::size_t& index) {
  std::string allowed;
  for (const std::string& name : names) allowed += (allowed.empty() ? "" : ", ") + quoted(name);
  const auto text = text_of(json);
  if (!text) return wrong_kind(json, "one of " + allowed);
  const auto found = std::find(names.begin(), names.end(), *text);
  if (found == names.end()) return quoted(*text) + " is not one of " + allowed;
  index = static_cast<std::size_t>(found - names.begin());
  return {};
}

std::string read_array(const boost::json::value& json, std::size_t max_items) {
  if (!json.is_array()) return wrong_kind(json, "an array");
  const std::size_t items = json.get_array().size();
  if (items <= max_items) return {};
  return "has " + std::to_string(items) + " items, at most " + std::to_string(max_items) + " are allowed";
}

std::string read_object(const boost::json::value& json, std::span<const std::string_view> names, std::string& path) {
  if (!json.is_object()) return wrong_kind(json, "an object");
  for (const auto& entry : json.get_object()) {
    const std::string_view key(entry.key().data(), entry.key().size());
    if (std::find(names.begin(), names.end(), key) != names.end()) continue;
    path = key;
    std::string known;
    for (const std::string_view name : names) known += (known.empty() ? "" : ", ") + std::string(name);
    return "is no field; the fields are " + known;
  }
  return {};
}

boost::json::object integer_schema(boost::json::value minimum, boost::json::value maximum) {
  return {{"type", "integer"}, {"minimum", std::move(minimum)}, {"maximum", std::move(maximum)}};
}

boost::json::object id_schema(std::string_view aggregate) {
  const std::string description =
      (aggregate.empty() ? std::string() : "Of the aggregate " + std::string(aggregate) + ": ") +
      "a UUID, or 1 to 16 printable ASCII characters";
  return {{"type", "string"},
          {"description", description},
          {"minLength", 1},
          {"maxLength", 36},
          {"pattern",
           "^([ "
           "-~]{1,16}|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[89a-fA-F][0-9a-fA-F]{3}-[0-9a-"
           "fA-F]{12})$"}};
}

boost::json::object text_schema(std::size_t max_bytes) {
  return {{"type", "string"},
          {"description", "At most " + std::to_string(max_bytes) + " bytes of UTF-8"},
          {"maxLength", max_bytes}};
}

boost::json::object names_schema(std::span<const std::string> names) {
  boost::json::array allowed;
  for (const std::string& name : names) allowed.emplace_back(view(name));
  return {{"type", "string"}, {"enum", std::move(allowed)}};
}

std::string title(std::string_view field) {
  std::string text(field);
  std::replace(text.begin(), text.end(), '_', ' ');
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

}  // namespace daybook::json
