#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <vector>

#include "engine/compose.h"
#include "engine/test_kit/entry.h"
#include "engine/test_kit/place.h"

namespace daybook::test_kit {

template <class R>
struct Refused {
  R reason;
};
// That a command, or a follow-up, was refused: for an enumerator of its part's Refusals, for an EngineRefusal; or for
// what is no refusal of a part: Outcome::kExpired, Outcome::kIdReused.
template <class R>
requires std::is_enum_v<R>
[[nodiscard]] constexpr Refused<R> refused(R reason) { return {reason}; }

struct Nothing {};
// That nothing happened: accepted, without an event.
[[nodiscard]] constexpr Nothing nothing() { return {}; }

namespace detail {

// Number of the part whose refusals these are; 0: of none. The engine's own are part 0 as well.
template <class R, class... Parts>
constexpr std::uint16_t part_refusing(const Compose<Parts...>*) {
  std::uint16_t number = 0;
  std::uint16_t found = 0;
  const auto look = [&]<class Part>(const Part*) {
    ++number;
    if constexpr (requires { typename Part::Refusals; }) {
      if (std::is_same_v<typename Part::Refusals, R> && found == 0) found = number;
    }
  };
  (look(static_cast<const Parts*>(nullptr)), ...);
  return found;
}

}  // namespace detail

template <class D, Event E>
constexpr void check_has_event() {
  static_assert(daybook::detail::IsIn<E, typename Facts<Composed<D>>::Events>::value,
                "no part of the domain has this event");
}

// What `then` is told, and where: an event, refused(...) or nothing(). Made by conversion, so that the line is that of
// the call.
template <class D>
class Expectation {
 public:
  template <Event E>
  Expectation(const E& event, Place place = Place::current())  // NOLINT(google-explicit-constructor)
      : entry_(event_entry(event)), place_(place) {
    check_has_event<D, E>();
  }
  template <class R>
  Expectation(Refused<R> refused, Place place = Place::current())  // NOLINT(google-explicit-constructor)
      : entry_(entry_of(refused.reason)), place_(place) {}
  Expectation(Nothing, Place place = Place::current()) : place_(place) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] const std::optional<Entry>& entry() const noexcept { return entry_; }
  [[nodiscard]] Place place() const noexcept { return place_; }

 private:
  using Fact = Facts<Composed<D>>;

  template <class R>
  static Entry entry_of(R reason) {
    if constexpr (std::is_same_v<R, Outcome>) {
      return outcome_entry(reason);
    } else {
      constexpr std::uint16_t kPart = detail::part_refusing<R>(static_cast<const Composed<D>*>(nullptr));
      static_assert(kPart != 0 || std::is_same_v<R, EngineRefusal>, "no part of the domain has these refusals");
      const Code code{kPart, static_cast<std::uint16_t>(reason)};
      return refusal_entry(code, Fact::part_name(kPart), Fact::refusal_name(code));
    }
  }

  std::optional<Entry> entry_;
  Place place_;
};

// Of `then`'s arguments.
template <class D, class... E>
[[nodiscard]] std::vector<Entry> expected_entries(const E&... expectations) {
  std::vector<Entry> entries;
  const auto add = [&](const Expectation<D>& expectation) {
    if (expectation.entry()) entries.push_back(*expectation.entry());
  };
  (add(expectations), ...);
  return entries;
}

}  // namespace daybook::test_kit
