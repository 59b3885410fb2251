#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>

#include "engine/json_write.h"

namespace daybook::json {

template <Described T>
boost::json::object struct_schema();

template <class F>
boost::json::object field_schema() {
  if constexpr (requires { daybook_json_schema(static_cast<const F*>(nullptr)); }) {
    return daybook_json_schema(static_cast<const F*>(nullptr));
  } else if constexpr (kIsMaybe<F>) {
    using T = typename F::value_type;
    boost::json::object result = field_schema<T>();
    // One end of an integer's range stands for "absent".
    if constexpr (std::is_integral_v<T> && std::is_signed_v<T>) {
      result["minimum"] = std::int64_t{std::numeric_limits<T>::min()} + 1;
    } else if constexpr (std::is_integral_v<T>) {
      result["maximum"] = std::uint64_t{std::numeric_limits<T>::max()} - 1;
    }
    return result;
  } else if constexpr (requires { F::kAggregate; }) {
    return id_schema(F::kAggregate);
  } else if constexpr (std::is_base_of_v<Id, F>) {
    return id_schema({});
  } else if constexpr (std::is_same_v<F, bool>) {
    return {{"type", "boolean"}};
  } else if constexpr (std::is_enum_v<F>) {
    return names_schema(enumerator_names<F>());
  } else if constexpr (std::is_integral_v<F>) {
    using Widest = std::conditional_t<std::is_signed_v<F>, std::int64_t, std::uint64_t>;
    return integer_schema(static_cast<Widest>(std::numeric_limits<F>::min()),
                          static_cast<Widest>(std::numeric_limits<F>::max()));
  } else if constexpr (std::is_same_v<F, Date>) {
    return {{"type", "string"}, {"format", "date"}};
  } else if constexpr (std::is_same_v<F, Stamp>) {
    return {{"type", "string"}, {"format", "date-time"}};
  } else if constexpr (std::is_same_v<F, Sequence>) {
    return integer_schema(0, std::numeric_limits<std::uint64_t>::max());
  } else if constexpr (kIsList<F>) {
    return {{"type", "array"}, {"maxItems", F::kMaxItems}, {"items", field_schema<typename F::value_type>()}};
  } else if constexpr (kIsText<F>) {
    return text_schema(F::kMaxBytes);
  } else {
    return struct_schema<F>();
  }
}

template <Described T>
boost::json::object struct_schema() {
  boost::json::object properties;
  boost::json::array names;
  const T defaults{};
  for_each_field(defaults, [&](std::string_view name, const auto& field) {
    using F = std::remove_cvref_t<decltype(field)>;
    boost::json::object property{{"title", title(name)}};
    for (auto& entry : field_schema<F>()) property.insert_or_assign(entry.key(), std::move(entry.value()));
    if constexpr (!kIsMaybe<F>) {
      if (has_default<T>(name)) property["default"] = write(field);
    }
    const boost::json::string_view key(name.data(), name.size());
    properties.emplace(key, std::move(property));
    if (required<T, F>(name)) names.emplace_back(key);
  });
  boost::json::object result{{"type", "object"}, {"properties", std::move(properties)}};
  if (!names.empty()) result["required"] = std::move(names);
  result["additionalProperties"] = false;
  return result;
}

}  // namespace daybook::json
