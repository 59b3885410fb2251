// How money, currencies and digests look in JSON.

#include <limits>

#include "domain/digest.h"
#include "domain/money.h"
#include "engine/json_values.h"

namespace daybook::domain {

namespace {

// The least Money and the greatest Amount stand for "absent".
constexpr std::int64_t kLeastMoney = std::numeric_limits<std::int64_t>::min() + 1;
constexpr std::int64_t kGreatestMoney = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t kGreatestAmount = std::numeric_limits<std::uint64_t>::max() - 1;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

boost::json::object pattern(const char* expression) { return {{"type", "string"}, {"pattern", expression}}; }

}  // namespace

boost::json::value daybook_json_write(Money money) { return boost::json::value(money.minor); }
boost::json::value daybook_json_write(Amount amount) { return boost::json::value(amount.minor); }
boost::json::value daybook_json_write(const Currency& currency) {
  return boost::json::value(boost::json::string_view(currency.letters.data(), 3));
}
boost::json::value daybook_json_write(const Digest& digest) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : digest.bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return boost::json::value(text);
}

std::string daybook_json_read(const boost::json::value& json, Money& out) {
  return json::read_signed(json, kLeastMoney, kGreatestMoney, out.minor);
}
std::string daybook_json_read(const boost::json::value& json, Amount& out) {
  return json::read_unsigned(json, kGreatestAmount, out.minor);
}
std::string daybook_json_read(const boost::json::value& json, Currency& out) {
  std::string_view text;
  if (std::string wrong = json::read_text(json, 3, text); !wrong.empty()) return wrong;
  const std::optional<Currency> currency = Currency::parse(text);
  if (!currency) return "is not three capital letters, as in USD";
  out = *currency;
  return {};
}
std::string daybook_json_read(const boost::json::value& json, Digest& out) {
  std::string_view text;
  if (std::string wrong = json::read_text(json, 32, text); !wrong.empty()) return wrong;
  if (text.size() != 32) return "is not 32 hexadecimal digits";
  for (std::size_t i = 0; i < out.bytes.size(); ++i) {
    const int high = hex_value(text[2 * i]);
    const int low = hex_value(text[2 * i + 1]);
    if (high < 0 || low < 0) return "is not 32 hexadecimal digits";
    out.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return {};
}

boost::json::object daybook_json_schema(const Money*) { return json::integer_schema(kLeastMoney, kGreatestMoney); }
boost::json::object daybook_json_schema(const Amount*) {
  return json::integer_schema(std::uint64_t{0}, kGreatestAmount);
}
boost::json::object daybook_json_schema(const Currency*) { return pattern("^[A-Z]{3}$"); }
boost::json::object daybook_json_schema(const Digest*) { return pattern("^[0-9a-f]{32}$"); }

}  // namespace daybook::domain
