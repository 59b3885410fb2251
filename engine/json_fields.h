#pragma once

// What JSON needs to know of a message's fields, found at compile time.

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/message.h"
#include "engine/outcome.h"

namespace daybook::json {

template <class F>
inline constexpr bool kIsMaybe = false;
template <class T>
inline constexpr bool kIsMaybe<Maybe<T>> = true;
template <class F>
inline constexpr bool kIsList = requires {
  F::kMaxItems;
};
template <class F>
inline constexpr bool kIsText = requires {
  F::kMaxBytes;
}
&&VariableField<F>;
template <class F>
inline constexpr bool kAlwaysFalse = false;

template <class E>
const std::vector<std::string>& enumerator_names() {
  static const std::vector<std::string> kAll = [] {
    std::vector<std::string> names;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
        [&](auto d) { names.push_back(snake_case(d.name)); });
    return names;
  }();
  return kAll;
}

template <class T>
const std::vector<std::string_view>& field_names() {
  static const std::vector<std::string_view> kAll = [] {
    std::vector<std::string_view> names;
    boost::mp11::mp_for_each<Fields<T>>([&](auto d) { names.push_back(d.name); });
    return names;
  }();
  return kAll;
}

// True where `list`, as in "weight_g, service", names `field`.
constexpr bool lists(std::string_view list, std::string_view field) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    std::string_view name = list.substr(0, comma);
    while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
    while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
    if (name == field) return true;
    if (comma == std::string_view::npos) return false;
    list.remove_prefix(comma + 1);
  }
  return false;
}

// True where each name in T's DAYBOOK_DEFAULTS is a field.
template <class T>
constexpr bool defaults_are_fields(std::string_view list) {
  std::size_t found = 0;
  boost::mp11::mp_for_each<Fields<T>>([&](auto d) { found += lists(list, d.name) ? 1 : 0; });
  return found == static_cast<std::size_t>(std::count(list.begin(), list.end(), ',')) + 1;
}

template <class T>
bool has_default(std::string_view field) {
  if constexpr (requires { daybook_defaults(static_cast<const T*>(nullptr)); }) {
    constexpr std::string_view kList = daybook_defaults(static_cast<const T*>(nullptr));
    static_assert(defaults_are_fields<T>(kList), "DAYBOOK_DEFAULTS names something that is no field, or twice");
    return lists(kList, field);
  } else {
    return false;
  }
}

template <class T, class F>
bool required(std::string_view field) {
  return !kIsMaybe<F> && !VariableField<F> && !(GroupField<F> && Message<T>)&&!has_default<T>(field);
}

}  // namespace daybook::json
