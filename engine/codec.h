#pragma once

// Binary form of a message: the fixed block as it is in memory (little-endian, no padding), then for each variable
// field a u16 (bytes of a text, items of a list) and its bytes.

#include <algorithm>
#include <array>
#include <boost/describe/enumerators.hpp>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "engine/message.h"

namespace daybook {

namespace detail {

template <class F>
constexpr std::size_t max_variable_bytes() {
  if constexpr (GroupField<F>) {
    std::size_t sum = 0;
    boost::mp11::mp_for_each<Fields<F>>([&](auto d) {
      using Inner = std::remove_cvref_t<decltype(std::declval<F&>().*d.pointer)>;
      sum += max_variable_bytes<Inner>();
    });
    return sum;
  } else if constexpr (requires { F::kMaxItems; }) {
    return 2 + F::kMaxItems * sizeof(typename F::value_type);
  } else {
    return 2 + F::kMaxBytes;
  }
}

struct Layout {
  std::size_t block = 0;      // bytes of the fixed fields
  std::size_t max_bytes = 0;  // block + the longest variable part
  bool fixed_first = true;    // no fixed field after a variable one
  bool no_holes = true;       // no padding inside the block
  bool complete = true;       // every member of the struct is named in its definition
};

template <class M>
constexpr Layout layout() {
  Layout result;
  bool variable_seen = false;
  std::size_t whole = 0;
  std::size_t alignment = 1;
  boost::mp11::mp_for_each<Fields<M>>([&](auto d) {
    using F = std::remove_cvref_t<decltype(std::declval<M&>().*d.pointer)>;
    static_assert(
        FixedField<F> || VariableField<F> || GroupField<F>,
        "a field is an integer, enum, bool, Id, Date, Maybe, Text, List or a group of texts; no floating point");
    whole = (whole + alignof(F) - 1) / alignof(F) * alignof(F) + sizeof(F);
    alignment = alignof(F) > alignment ? alignof(F) : alignment;
    if constexpr (FixedField<F>) {
      if (variable_seen) result.fixed_first = false;
      if (result.block % alignof(F) != 0) result.no_holes = false;
      result.block += sizeof(F);
    } else {
      variable_seen = true;
      result.max_bytes += max_variable_bytes<F>();
    }
  });
  result.max_bytes += result.block;
  result.complete = (whole + alignment - 1) / alignment * alignment == sizeof(M);
  return result;
}

}  // namespace detail

template <Message M>
inline constexpr detail::Layout kLayout = [] {
  constexpr detail::Layout kValue = detail::layout<M>();
  static_assert(std::is_standard_layout_v<M>, "a message is a plain struct");
  static_assert(kValue.fixed_first, "fixed fields stand before text, lists and groups");
  static_assert(kValue.no_holes, "the fixed fields leave padding holes: order them by size, or add an explicit field");
  static_assert(kValue.complete, "a member of the struct is missing in its DAYBOOK_COMMAND / DAYBOOK_EVENT line");
  return kValue;
}();

namespace detail {

// Texts are short, and a call of memcpy for one costs more than its bytes: up to 32 bytes are copied as two pieces that
// may overlap.
inline void copy_text(std::byte* to, const std::byte* from, std::size_t bytes) noexcept {
  const auto two = [&]<std::size_t kPiece>(std::integral_constant<std::size_t, kPiece>) {
    std::array<std::byte, kPiece> last;
    std::memcpy(last.data(), from + bytes - kPiece, kPiece);
    std::memcpy(to, from, kPiece);
    std::memcpy(to + bytes - kPiece, last.data(), kPiece);
  };
  if (bytes > 32) {
    std::memcpy(to, from, bytes);
  } else if (bytes >= 16) {
    two(std::integral_constant<std::size_t, 16>{});
  } else if (bytes >= 8) {
    two(std::integral_constant<std::size_t, 8>{});
  } else if (bytes >= 4) {
    two(std::integral_constant<std::size_t, 4>{});
  } else if (bytes >= 2) {
    two(std::integral_constant<std::size_t, 2>{});
  } else if (bytes == 1) {
    *to = *from;
  }
}

template <class F>
std::byte* encode_variable(const F& field, std::byte* out) noexcept {
  if constexpr (GroupField<F>) {
    boost::mp11::mp_for_each<Fields<F>>([&](auto d) { out = encode_variable(field.*d.pointer, out); });
    return out;
  } else {
    const std::byte* bytes = nullptr;
    std::size_t size = 0;
    std::uint16_t count = 0;
    if constexpr (requires { F::kMaxItems; }) {
      bytes = field.bytes().data();
      size = field.bytes().size();
      count = static_cast<std::uint16_t>(field.size());
    } else {
      bytes = reinterpret_cast<const std::byte*>(field.view().data());
      size = field.view().size();
      count = static_cast<std::uint16_t>(size);
    }
    std::memcpy(out, &count, sizeof count);
    copy_text(out + sizeof count, bytes, size);
    return out + sizeof count + size;
  }
}

// Advances `in`; false when the bytes run out or a bound is broken. No bytes left means: the field is newer than the
// message.
template <class F>
bool decode_variable(F& field, const std::byte*& in, const std::byte* end) noexcept {
  if constexpr (GroupField<F>) {
    bool ok = true;
    boost::mp11::mp_for_each<Fields<F>>([&](auto d) { ok = ok && decode_variable(field.*d.pointer, in, end); });
    return ok;
  } else {
    if (in == end) return true;
    std::uint16_t count = 0;
    if (static_cast<std::size_t>(end - in) < sizeof count) return false;
    std::memcpy(&count, in, sizeof count);
    in += sizeof count;
    if constexpr (requires { F::kMaxItems; }) {
      if (count > F::kMaxItems || count > static_cast<std::size_t>(end - in) / sizeof(typename F::value_type))
        return false;
      field = F(in, count);
      in += count * sizeof(typename F::value_type);
    } else {
      if (count > F::kMaxBytes || count > static_cast<std::size_t>(end - in)) return false;
      field = F(std::string_view(reinterpret_cast<const char*>(in), count));
      in += count;
    }
    return true;
  }
}

template <class F>
std::size_t variable_bytes(const F& field) noexcept {
  if constexpr (GroupField<F>) {
    std::size_t sum = 0;
    boost::mp11::mp_for_each<Fields<F>>([&](auto d) { sum += variable_bytes(field.*d.pointer); });
    return sum;
  } else if constexpr (requires { F::kMaxItems; }) {
    return 2 + field.bytes().size();
  } else {
    return 2 + field.view().size();
  }
}

// False where the bytes of a bool are neither true nor false; it is made false, because it must not even be read.
template <Message M>
bool mend_bools(M& message) noexcept {
  bool ok = true;
  boost::mp11::mp_for_each<Fields<M>>([&](auto d) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(message.*d.pointer)>, bool>) {
      std::uint8_t byte = 0;
      std::memcpy(&byte, &(message.*d.pointer), 1);
      if (byte <= 1) return;
      message.*d.pointer = false;
      ok = false;
    }
  });
  return ok;
}

}  // namespace detail

// Bytes that `encode` will write.
template <Message M>
std::size_t encoded_bytes(const M& message) noexcept {
  std::size_t bytes = kLayout<M>.block;
  boost::mp11::mp_for_each<Fields<M>>([&](auto d) {
    using F = std::remove_cvref_t<decltype(message.*d.pointer)>;
    if constexpr (!FixedField<F>) bytes += detail::variable_bytes(message.*d.pointer);
  });
  return bytes;
}

// Writes at most kLayout<M>.max_bytes (all bounds already validated); returns how many.
template <Message M>
std::size_t encode(const M& message, std::byte* out) noexcept {
  std::byte* at = out;
  std::memcpy(at, &message, kLayout<M>.block);
  at += kLayout<M>.block;
  boost::mp11::mp_for_each<Fields<M>>([&](auto d) {
    using F = std::remove_cvref_t<decltype(message.*d.pointer)>;
    if constexpr (!FixedField<F>) at = detail::encode_variable(message.*d.pointer, at);
  });
  return static_cast<std::size_t>(at - out);
}

// `block_bytes`: of the fixed block when the message was written; shorter than today's means fields added since, which
// keep their defaults. False: the bytes are not a message of this type. Text in `message` points into `in`.
template <Message M>
[[nodiscard]] bool decode(std::span<const std::byte> in, std::size_t block_bytes, M& message) noexcept {
  if (block_bytes > kLayout<M>.block || block_bytes > in.size()) return false;
  std::memcpy(static_cast<void*>(&message), in.data(), block_bytes);
  const std::byte* at = in.data() + block_bytes;
  const std::byte* end = in.data() + in.size();
  bool ok = detail::mend_bools(message);
  boost::mp11::mp_for_each<Fields<M>>([&](auto d) {
    using F = std::remove_cvref_t<decltype(message.*d.pointer)>;
    if constexpr (!FixedField<F>) ok = ok && detail::decode_variable(message.*d.pointer, at, end);
  });
  return ok;
}

// Only the fixed fields, for who looks no further: a hint of what a message will touch. Text and lists are empty.
template <Message M>
void decode_fixed(std::span<const std::byte> in, std::size_t block_bytes, M& message) noexcept {
  std::memcpy(static_cast<void*>(&message), in.data(), std::min(std::min(block_bytes, in.size()), kLayout<M>.block));
  detail::mend_bools(message);
}

// Name of the first field that breaks its own bound ("ship_to.name"), or empty. Ids must be valid; a Maybe may be
// absent.
template <Message M>
[[nodiscard]] std::string invalid_field(const M& message);

namespace detail {

template <class F>
bool field_valid(const F& field) noexcept {
  if constexpr (std::is_base_of_v<Id, F>) {
    return field.valid();
  } else if constexpr (VariableField<F>) {
    return field.fits();
  } else if constexpr (std::is_enum_v<F>) {
    bool known = false;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<F>>(
        [&](auto d) { known = known || d.value == field; });
    return known;
  } else if constexpr (requires { field.has_value(); }) {
    return !field.has_value() || field_valid(*field);
  } else {
    return true;
  }
}

template <class T>
bool first_invalid(const T& value, std::string* path) {
  bool found = false;
  for_each_field(value, [&](std::string_view name, const auto& field) {
    if (found) return;
    using F = std::remove_cvref_t<decltype(field)>;
    if constexpr (GroupField<F>) {
      found = first_invalid(field, path);
      if (found && path != nullptr) *path = std::string(name) + "." + *path;
    } else if (!field_valid(field)) {
      found = true;
      if (path != nullptr) *path = std::string(name);
    }
  });
  return found;
}

}  // namespace detail

template <Message M>
std::string invalid_field(const M& message) {
  std::string path;
  detail::first_invalid(message, &path);
  return path;
}

// As `invalid_field`, without building the name.
template <Message M>
[[nodiscard]] bool valid(const M& message) noexcept {
  return !detail::first_invalid(message, static_cast<std::string*>(nullptr));
}

}  // namespace daybook
