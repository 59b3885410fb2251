#pragma once

// Field types of messages and state that are more than an integer.

#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "engine/id.h"

namespace daybook {

// Number of a journaled command: gap-free, from 1. Left out of the state hash.
struct Sequence {
  std::uint64_t value = 0;
  friend constexpr auto operator<=>(Sequence, Sequence) = default;
};

// Journaled time: nanoseconds since 1970-01-01T00:00:00Z, never going back. Left out of the state hash.
struct Stamp {
  std::uint64_t ns = 0;
  friend constexpr auto operator<=>(Stamp, Stamp) = default;
};

// A calendar day: days since 1970-01-01.
struct Date {
  std::int32_t days = 0;
  friend constexpr auto operator<=>(Date, Date) = default;
};

// What stands for "absent" in a Maybe.
template <class T>
constexpr T absent() {
  if constexpr (std::is_base_of_v<Id, T>) {
    return T{};
  } else if constexpr (std::is_same_v<T, Date>) {
    return Date{std::numeric_limits<std::int32_t>::min()};
  } else if constexpr (std::is_integral_v<T>) {
    return std::is_signed_v<T> ? std::numeric_limits<T>::min() : std::numeric_limits<T>::max();
  } else {
    return T::absent();  // a strong type says itself
  }
}

// An optional field without padding: one value of T means "absent".
template <class T>
class Maybe {
 public:
  using value_type = T;
  constexpr Maybe() = default;
  constexpr Maybe(T value) : value_(value) {}  // NOLINT(google-explicit-constructor): reads like std::optional
  [[nodiscard]] constexpr bool has_value() const { return !(value_ == absent<T>()); }
  constexpr explicit operator bool() const { return has_value(); }
  constexpr const T& operator*() const { return value_; }
  constexpr const T* operator->() const { return &value_; }
  [[nodiscard]] constexpr T value_or(T other) const { return has_value() ? value_ : other; }
  friend constexpr bool operator==(const Maybe&, const Maybe&) = default;

 private:
  T value_ = absent<T>();
};

// Text of at most `kMax` bytes of UTF-8 in a message. A view: it points into whatever it was made from (for a decoded
// message the ring or the journal), so state copies what it keeps into a FixedText.
template <std::size_t kMax>
class Text {
 public:
  static constexpr std::size_t kMaxBytes = kMax;
  static_assert(kMax <= std::numeric_limits<std::uint16_t>::max());
  constexpr Text() = default;
  constexpr Text(std::string_view text) : view_(text) {}  // NOLINT(google-explicit-constructor)
  constexpr Text(const char* text) : view_(text) {}       // NOLINT(google-explicit-constructor)
  Text(const std::string& text) : view_(text) {}          // NOLINT(google-explicit-constructor)
  [[nodiscard]] constexpr std::string_view view() const { return view_; }
  constexpr operator std::string_view() const { return view_; }  // NOLINT(google-explicit-constructor)
  [[nodiscard]] constexpr bool empty() const { return view_.empty(); }
  // Too long is found when the message is submitted, so that the error can name the field.
  [[nodiscard]] constexpr bool fits() const { return view_.size() <= kMax; }
  friend constexpr bool operator==(const Text& a, const Text& b) { return a.view_ == b.view_; }

 private:
  std::string_view view_;
};

// At most `kMax` items of a fixed type in a message; a view of unaligned bytes, like Text.
template <class T, std::size_t kMax>
class List {
 public:
  using value_type = T;
  static constexpr std::size_t kMaxItems = kMax;
  static_assert(std::is_trivially_copyable_v<T> && std::has_unique_object_representations_v<T>);
  static_assert(kMax <= std::numeric_limits<std::uint16_t>::max());
  constexpr List() = default;
  List(std::span<const T> items)  // NOLINT(google-explicit-constructor)
      : data_(reinterpret_cast<const std::byte*>(items.data())), size_(items.size()) {}
  List(const std::byte* data, std::size_t items) : data_(data), size_(items) {}
  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  [[nodiscard]] constexpr bool empty() const { return size_ == 0; }
  [[nodiscard]] constexpr bool fits() const { return size_ <= kMax; }
  [[nodiscard]] T operator[](std::size_t i) const {
    T item;
    std::memcpy(&item, data_ + i * sizeof(T), sizeof(T));
    return item;
  }
  [[nodiscard]] std::span<const std::byte> bytes() const { return {data_, size_ * sizeof(T)}; }
  friend bool operator==(const List& a, const List& b) {
    return a.size_ == b.size_ && (a.size_ == 0 || std::memcmp(a.data_, b.data_, a.size_ * sizeof(T)) == 0);
  }

 private:
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

// Text of at most `kMax` bytes held by value, for state. Longer text is cut.
template <std::size_t kMax>
class FixedText {
 public:
  static_assert(kMax <= std::numeric_limits<std::uint8_t>::max());
  constexpr FixedText() = default;
  FixedText(std::string_view text)  // NOLINT(google-explicit-constructor)
      : size_(static_cast<std::uint8_t>(text.size() < kMax ? text.size() : kMax)) {
    text.copy(characters_, size_);
  }
  [[nodiscard]] std::string_view view() const { return {characters_, size_}; }
  friend bool operator==(const FixedText&, const FixedText&) = default;

 private:
  std::uint8_t size_ = 0;
  char characters_[kMax]{};
};

}  // namespace daybook
