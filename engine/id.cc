#include "engine/id.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace daybook {
namespace {

constexpr std::size_t kUuidCharacters = 36;
constexpr std::string_view kHex = "0123456789abcdef";
// Keeps `named(tag, x)` apart from `derived(tag, y)` where x happens to be the bytes of y.
constexpr std::uint64_t kNamedSeed = 0x6461'7962'6f6f'6b6eULL;

constexpr bool dash_at(std::size_t position) {
  return position == 8 || position == 13 || position == 18 || position == 23;
}

constexpr bool printable(std::uint8_t c) { return c >= 0x20 && c <= 0x7e; }

// The value of a hexadecimal digit, or -1.
constexpr int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The lowest `bytes` bytes of `value`, the highest of them first.
void put_big_endian(std::uint64_t value, std::uint8_t* out, std::size_t bytes) {
  const std::uint64_t swapped = __builtin_bswap64(value << (8 * (8 - bytes)));
  std::memcpy(out, &swapped, bytes);
}

Id with_version(std::array<std::uint8_t, Id::kBytes> bytes, unsigned version) {
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | (version << 4));
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
  return Id(bytes);
}

Id uuid_v8(XXH128_hash_t hash) {
  std::array<std::uint8_t, Id::kBytes> bytes{};
  put_big_endian(hash.high64, bytes.data(), 8);
  put_big_endian(hash.low64, bytes.data() + 8, 8);
  return with_version(bytes, 8);
}

tl::expected<Id, std::string> parse_uuid(std::string_view text) {
  std::array<std::uint8_t, Id::kBytes> bytes{};
  std::size_t nibble = 0;
  for (std::size_t i = 0; i < kUuidCharacters; ++i) {
    if (dash_at(i)) {
      if (text[i] != '-') return tl::unexpected("a UUID has a '-' at character " + std::to_string(i + 1));
      continue;
    }
    const int value = digit(text[i]);
    if (value < 0) return tl::unexpected("character " + std::to_string(i + 1) + " of the UUID is not hexadecimal");
    bytes[nibble / 2] = static_cast<std::uint8_t>(bytes[nibble / 2] << 4 | value);
    ++nibble;
  }
  const Id id(bytes);
  if (!id.is_uuid())
    return tl::unexpected(std::string("a UUID of RFC 9562 has 8 to f as its 17th digit; this has not"));
  return id;
}

}  // namespace

tl::expected<Id, std::string> Id::parse(std::string_view text) {
  if (text.size() == kUuidCharacters) return parse_uuid(text);
  if (text.empty()) return tl::unexpected(std::string("an id is not empty"));
  if (text.size() > kBytes) {
    return tl::unexpected("an id is a UUID or a text of at most 16 characters; this has " +
                          std::to_string(text.size()));
  }
  std::array<std::uint8_t, kBytes> bytes{};
  for (std::size_t i = 0; i < text.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(text[i]);
    if (!printable(bytes[i])) {
      return tl::unexpected("character " + std::to_string(i + 1) + " of the id is not printable ASCII");
    }
  }
  return Id(bytes);
}

Id Id::uuid_v7(std::uint64_t unix_ms, std::uint64_t random_high, std::uint64_t random_low) {
  std::array<std::uint8_t, kBytes> bytes{};
  put_big_endian(unix_ms, bytes.data(), 6);
  put_big_endian(random_high, bytes.data() + 6, 2);
  put_big_endian(random_low, bytes.data() + 8, 8);
  return with_version(bytes, 7);
}

Id Id::derived(std::string_view tag, const Id& source, std::uint64_t index) {
  std::array<std::uint8_t, kBytes + 8> input{};
  std::memcpy(input.data(), source.bytes_.data(), kBytes);
  std::memcpy(input.data() + kBytes, &index, sizeof index);
  return uuid_v8(XXH3_128bits_withSeed(input.data(), input.size(), XXH3_64bits(tag.data(), tag.size())));
}

Id Id::named(std::string_view tag, std::string_view name) {
  const std::uint64_t seed = XXH3_64bits_withSeed(tag.data(), tag.size(), kNamedSeed);
  return uuid_v8(XXH3_128bits_withSeed(name.data(), name.size(), seed));
}

std::string Id::text() const {
  if (empty()) return {};
  if (!is_uuid() && valid()) {
    const char* characters = reinterpret_cast<const char*>(bytes_.data());
    return {characters, strnlen(characters, kBytes)};
  }
  std::string text;
  text.reserve(kUuidCharacters);
  for (const std::uint8_t byte : bytes_) {
    if (dash_at(text.size())) text += '-';
    text += kHex[byte >> 4];
    text += kHex[byte & 0x0f];
  }
  return text;
}

bool Id::valid() const {
  if (is_uuid()) return true;
  std::size_t size = 0;
  while (size < kBytes && printable(bytes_[size])) ++size;
  return size != 0 && std::all_of(bytes_.begin() + static_cast<std::ptrdiff_t>(size), bytes_.end(),
                                  [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace daybook
