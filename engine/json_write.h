#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "engine/json_fields.h"
#include "engine/json_values.h"

namespace daybook::json {

template <Described T>
boost::json::object write_struct(const T& value);

template <class F>
boost::json::value write(const F& value) {
  if constexpr (requires { daybook_json_write(value); }) {
    return daybook_json_write(value);
  } else if constexpr (std::is_base_of_v<Id, F>) {
    return boost::json::value(value.text());
  } else if constexpr (std::is_same_v<F, bool>) {
    return boost::json::value(value);
  } else if constexpr (std::is_enum_v<F>) {
    return boost::json::value(enumerator_name(value));
  } else if constexpr (std::is_integral_v<F> && std::is_signed_v<F>) {
    return boost::json::value(static_cast<std::int64_t>(value));
  } else if constexpr (std::is_integral_v<F>) {
    return boost::json::value(static_cast<std::uint64_t>(value));
  } else if constexpr (std::is_same_v<F, Date>) {
    return boost::json::value(date_text(value));
  } else if constexpr (std::is_same_v<F, Stamp>) {
    return boost::json::value(stamp_text(value));
  } else if constexpr (std::is_same_v<F, Sequence>) {
    return boost::json::value(value.value);
  } else if constexpr (kIsList<F>) {
    boost::json::array items;
    items.reserve(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) items.push_back(write(value[i]));
    return items;
  } else if constexpr (requires { value.view(); }) {
    return boost::json::value(boost::json::string_view(value.view().data(), value.view().size()));
  } else if constexpr (Described<F>) {
    return write_struct(value);
  } else {
    static_assert(kAlwaysFalse<F>, "no JSON for this type: give it daybook_json_write, _read and _schema");
  }
}

template <Described T>
boost::json::object write_struct(const T& value) {
  boost::json::object object;
  object.reserve(boost::mp11::mp_size<Fields<T>>::value);
  for_each_field(value, [&](std::string_view name, const auto& field) {
    const boost::json::string_view key(name.data(), name.size());
    if constexpr (kIsMaybe<std::remove_cvref_t<decltype(field)>>) {
      if (field.has_value()) object.emplace(key, write(*field));
    } else {
      object.emplace(key, write(field));
    }
  });
  return object;
}

}  // namespace daybook::json
