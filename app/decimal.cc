#include "app/decimal.h"

namespace daybook::app {

namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

tl::expected<std::int64_t, std::string> parse_decimal(std::string_view text, unsigned digits) {
  const auto no_number = [] { return tl::unexpected(std::string("is not a decimal number")); };
  std::int64_t value = 0;
  unsigned after_point = 0;
  bool point_seen = false;
  if (text.empty() || !is_digit(text.front()) || !is_digit(text.back())) return no_number();
  const auto append = [&](char c) {
    return !__builtin_mul_overflow(value, 10, &value) && !__builtin_add_overflow(value, c - '0', &value);
  };
  for (const char c : text) {
    if (c == '.' && !point_seen) {
      point_seen = true;
      continue;
    }
    if (!is_digit(c)) return no_number();
    if (point_seen && ++after_point > digits) {
      if (c == '0') continue;
      return tl::unexpected("has more than " + std::to_string(digits) + " digits after the point");
    }
    if (!append(c)) return tl::unexpected(std::string("is too large"));
  }
  for (; after_point < digits; ++after_point) {
    if (!append('0')) return tl::unexpected(std::string("is too large"));
  }
  return value;
}

}  // namespace daybook::app
