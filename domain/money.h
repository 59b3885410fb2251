#pragma once

// Money: integers in minor units (cents), always beside the ledger they belong to. Never floating point.

#include <array>
#include <boost/json/fwd.hpp>
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace daybook::domain {

// A price or a value, signed, so that a negative one can be told and refused. In JSON: an integer.
struct Money {
  std::int64_t minor = 0;
  static constexpr Money absent() { return {std::numeric_limits<std::int64_t>::min()}; }
  friend constexpr auto operator<=>(Money, Money) = default;
};

// What a ledger adds up: unsigned. The greatest value stands for "absent" in a Maybe and is no amount. In JSON: an
// integer.
struct Amount {
  std::uint64_t minor = 0;
  static constexpr Amount absent() { return {std::numeric_limits<std::uint64_t>::max()}; }
  friend constexpr auto operator<=>(Amount, Amount) = default;
};

// Nothing where the result does not fit.
[[nodiscard]] constexpr std::optional<Money> checked_add(Money a, Money b) {
  Money sum;
  if (__builtin_add_overflow(a.minor, b.minor, &sum.minor)) return std::nullopt;
  return sum;
}
[[nodiscard]] constexpr std::optional<Money> checked_multiply(Money price, std::uint64_t count) {
  Money product;
  if (__builtin_mul_overflow(price.minor, count, &product.minor)) return std::nullopt;
  return product;
}
[[nodiscard]] constexpr std::optional<Amount> checked_add(Amount a, Amount b) {
  Amount sum;
  if (__builtin_add_overflow(a.minor, b.minor, &sum.minor)) return std::nullopt;
  return sum;
}

// The amount of a price that is not negative.
[[nodiscard]] constexpr Amount amount_of(Money price) { return {static_cast<std::uint64_t>(price.minor)}; }

// A ledger's currency: three letters as in ISO 4217, and a zero. In JSON: a string.
struct Currency {
  std::array<char, 4> letters{};

  constexpr Currency() = default;
  constexpr explicit Currency(const char (&code)[4]) : letters{code[0], code[1], code[2], 0} {}
  // Nothing unless `code` is three capital letters.
  static std::optional<Currency> parse(std::string_view code);
  static constexpr Currency absent() { return {}; }

  [[nodiscard]] constexpr bool valid() const {
    constexpr auto kCapital = [](char c) { return c >= 'A' && c <= 'Z'; };
    return kCapital(letters[0]) && kCapital(letters[1]) && kCapital(letters[2]) && letters[3] == 0;
  }
  [[nodiscard]] constexpr std::string_view text() const { return {letters.data(), 3}; }
  friend constexpr auto operator<=>(const Currency&, const Currency&) = default;
};
static_assert(sizeof(Currency) == 4);

// JSON (json.cc), found by the engine's reader and writer.
boost::json::value daybook_json_write(Money money);
boost::json::value daybook_json_write(Amount amount);
boost::json::value daybook_json_write(const Currency& currency);
std::string daybook_json_read(const boost::json::value& json, Money& out);
std::string daybook_json_read(const boost::json::value& json, Amount& out);
std::string daybook_json_read(const boost::json::value& json, Currency& out);
boost::json::object daybook_json_schema(const Money*);
boost::json::object daybook_json_schema(const Amount*);
boost::json::object daybook_json_schema(const Currency*);

}  // namespace daybook::domain
