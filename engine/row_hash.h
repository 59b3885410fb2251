#pragma once

// The hash of a row for the state hash: over its fields' bytes, without fields of the types
// Sequence and Stamp, because these differ between a run with resent commands and one without.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>

#include "engine/message.h"

namespace daybook {

// XXH3-64.
[[nodiscard]] std::uint64_t hash_bytes(std::span<const std::byte> bytes) noexcept;

namespace detail {

template <class T>
struct IsStdArray : std::false_type {};
template <class T, std::size_t N>
struct IsStdArray<std::array<T, N>> : std::true_type {};

template <class T>
inline constexpr bool kUnhashed = std::is_same_v<T, Sequence> || std::is_same_v<T, Stamp>;

// True where the fields named in T's definition account for its size, so that none was forgotten.
template <Described T>
constexpr bool described_completely() {
  std::size_t bytes = 0;
  boost::mp11::mp_for_each<Fields<T>>([&](auto d) {
    using F = std::remove_cvref_t<decltype(std::declval<T&>().*d.pointer)>;
    bytes = (bytes + alignof(F) - 1) / alignof(F) * alignof(F) + sizeof(F);
  });
  return (bytes + alignof(T) - 1) / alignof(T) * alignof(T) == sizeof(T);
}

// Copies what is hashed of `value` to `out`; returns the end.
template <class T>
std::byte* copy_hashed(const T& value, std::byte* out) noexcept {
  if constexpr (kUnhashed<T>) {
    return out;
  } else if constexpr (Described<T>) {
    static_assert(described_completely<T>(), "a member of the row is missing in its DAYBOOK_STRUCT line");
    for_each_field(value, [&](std::string_view, const auto& field) { out = copy_hashed(field, out); });
    return out;
  } else if constexpr (IsStdArray<T>::value) {
    for (const auto& item : value) out = copy_hashed(item, out);
    return out;
  } else {
    static_assert(std::is_trivially_copyable_v<T> && std::has_unique_object_representations_v<T>,
                  "a row is hashed by its bytes: describe it with DAYBOOK_STRUCT, and use no "
                  "floating point or types with "
                  "padding");
    static_assert(!std::is_pointer_v<T> && !VariableField<T> && !std::is_same_v<T, std::string_view>,
                  "a row holds no pointers and no views: keep text in a FixedText");
    std::memcpy(out, &value, sizeof value);
    return out + sizeof value;
  }
}

}  // namespace detail

template <class Key, class Record>
[[nodiscard]] std::uint64_t row_hash(const Key& key, const Record& record) noexcept {
  std::array<std::byte, sizeof(Key) + sizeof(Record)> bytes;
  std::byte* end = detail::copy_hashed(record, detail::copy_hashed(key, bytes.data()));
  return hash_bytes({bytes.data(), end});
}

}  // namespace daybook
