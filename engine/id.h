#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace daybook {

// Identity of anything: 16 bytes. Either a UUID (byte 8 >= 0x80, as RFC 9562 has it), or a text of
// 1 to 16 printable ASCII characters, padded with zeros. All zero means "none" and is never a valid
// id.
class Id {
 public:
  static constexpr std::size_t kBytes = 16;

  constexpr Id() = default;
  // A short name known at compile time: Id{"visits"}.
  template <std::size_t N>
  constexpr Id(const char (&text)[N]) {  // NOLINT(google-explicit-constructor): literals read as ids
    static_assert(N >= 2 && N <= kBytes + 1, "a text id has 1 to 16 characters");
    for (std::size_t i = 0; i + 1 < N; ++i) bytes_[i] = static_cast<std::uint8_t>(text[i]);
  }
  constexpr explicit Id(const std::array<std::uint8_t, kBytes>& bytes) : bytes_(bytes) {}

  // "visits" or "018f3c5e-7a10-7c2b-9d4e-0123456789ab"; the error says what is wrong with it.
  static tl::expected<Id, std::string> parse(std::string_view text);
  // UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, 74 bits from `random_high` (12) and
  // `random_low` (62).
  static Id uuid_v7(std::uint64_t unix_ms, std::uint64_t random_high, std::uint64_t random_low);
  // UUIDv8 from XXH3-128 of (tag, source, index): the same source gives the same id, everywhere and
  // for ever.
  static Id derived(std::string_view tag, const Id& source, std::uint64_t index = 0);
  // UUIDv8 from a name of any length.
  static Id named(std::string_view tag, std::string_view name);

  [[nodiscard]] std::string text() const;
  [[nodiscard]] constexpr bool empty() const { return *this == Id{}; }
  [[nodiscard]] constexpr bool is_uuid() const { return bytes_[8] >= 0x80; }
  [[nodiscard]] constexpr unsigned uuid_version() const { return is_uuid() ? bytes_[6] >> 4 : 0; }
  // Of a UUIDv7: its time in Unix milliseconds; 0 for any other id.
  [[nodiscard]] std::uint64_t unix_ms() const {
    if (uuid_version() != 7) return 0;
    std::uint64_t first = 0;
    std::memcpy(&first, bytes_.data(), 8);
    return __builtin_bswap64(first) >> 16;  // the first 48 bits, big-endian
  }
  // True for a UUID and for a well-formed text; false for all zero and anything else.
  [[nodiscard]] bool valid() const;

  [[nodiscard]] constexpr const std::array<std::uint8_t, kBytes>& bytes() const { return bytes_; }
  [[nodiscard]] std::uint64_t hash() const noexcept {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    std::memcpy(&low, bytes_.data(), 8);
    std::memcpy(&high, bytes_.data() + 8, 8);
    const Product product = static_cast<Product>(low ^ 0xa076'1d64'78bd'642fULL) * (high ^ 0xe703'7ed1'a0b4'28dbULL);
    // The halves themselves are mixed in, so that no choice of one makes the product, and with it
    // every hash, zero.
    const auto mixed = static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64) ^ low ^
                       (high << 32 | high >> 32);
    return (mixed ^ (mixed >> 29)) * 0x9e37'79b9'7f4a'7c15ULL;
  }

  friend constexpr bool operator==(const Id& a, const Id& b) {
    return __builtin_memcmp(a.bytes_.data(), b.bytes_.data(), kBytes) == 0;  // two loads each, inlined
  }
  friend constexpr auto operator<=>(const Id&, const Id&) = default;

 private:
  __extension__ typedef unsigned __int128 Product;  // NOLINT(modernize-use-using)
  alignas(8) std::array<std::uint8_t, kBytes> bytes_{};
};
static_assert(sizeof(Id) == 16);

// A string as a template argument.
template <std::size_t N>
struct Name {
  char characters[N]{};
  constexpr Name(const char (&text)[N]) { std::copy_n(text, N, characters); }  // NOLINT(google-explicit-constructor)
  [[nodiscard]] constexpr std::string_view view() const { return {characters, N - 1}; }
};

// The id of one kind of aggregate: Key<"account"> never mixes with Key<"shipment">.
template <Name kName>
class Key : public Id {
 public:
  static constexpr std::string_view kAggregate = kName.view();
  using Id::Id;
  constexpr Key() = default;
  constexpr explicit Key(const Id& id) : Id(id) {}
};

}  // namespace daybook
