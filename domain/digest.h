#pragma once

#include <array>
#include <boost/json/fwd.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>

#include "engine/codec.h"
#include "engine/decision.h"

namespace daybook::domain {

// What is kept of the content of something for ever, to tell a repeated request from a different one. XXH3-128; part of
// the events, so the algorithm is frozen. In JSON: 32 hexadecimal digits.
struct Digest {
  std::array<std::uint8_t, 16> bytes{};
  friend constexpr bool operator==(const Digest&, const Digest&) = default;
};

[[nodiscard]] Digest digest_bytes(std::span<const std::byte> bytes) noexcept;

// Of all fields of a message, in their binary form. A field that the message gets later must be left out while it has
// its default; else what exists would look different from its own repetition.
template <Message M>
[[nodiscard]] Digest digest_of(const M& message) noexcept {
  std::byte encoded[kLayout<M>.max_bytes];
  return digest_bytes({encoded, encode(message, encoded)});
}

// The same, of the command that is decided: its bytes are there already.
template <Command C>
[[nodiscard]] Digest digest_of(const C& command, const DecisionBase& decision) noexcept {
  std::byte room[kLayout<C>.max_bytes];
  return digest_bytes(decision.encoded(command, std::span(room)));
}

// Of a fixed struct without padding.
template <class T>
requires std::is_trivially_copyable_v<T> && std::has_unique_object_representations_v<T>
[[nodiscard]] Digest digest_of_block(const T& content) noexcept {
  return digest_bytes(std::as_bytes(std::span<const T, 1>(&content, 1)));
}

boost::json::value daybook_json_write(const Digest& digest);
std::string daybook_json_read(const boost::json::value& json, Digest& out);
boost::json::object daybook_json_schema(const Digest*);

}  // namespace daybook::domain
