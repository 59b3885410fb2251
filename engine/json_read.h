#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/json_fields.h"
#include "engine/json_values.h"

namespace daybook {

// What is wrong with a message in JSON, and where.
struct FieldError {
  std::string path;  // "ship_to.country", "items[2].digest"; empty: the message as a whole
  std::string reason;
  [[nodiscard]] std::string message() const { return path.empty() ? reason : path + ": " + reason; }
};

// Holds the items of the lists in messages read from JSON, for as long as it lives.
class JsonStorage {
 public:
  [[nodiscard]] std::byte* allocate(std::size_t bytes) { return blocks_.emplace_back(bytes).data(); }

 private:
  std::deque<std::vector<std::byte>> blocks_;
};

namespace json {

template <Described T>
bool read_struct(const boost::json::value& json, T& out, JsonStorage& storage, FieldError& error);

// A value that has no parts: what is wrong with it, or empty.
template <class F>
std::string read_scalar(const boost::json::value& json, F& out) {
  if constexpr (requires { daybook_json_read(json, out); }) {
    return daybook_json_read(json, out);
  } else if constexpr (std::is_base_of_v<Id, F>) {
    Id id;
    std::string wrong = read_id(json, id);
    out = F(id);
    return wrong;
  } else if constexpr (std::is_same_v<F, bool>) {
    return read_bool(json, out);
  } else if constexpr (std::is_enum_v<F>) {
    std::size_t index = 0;
    std::string wrong = read_name(json, enumerator_names<F>(), index);
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<F>>([&](auto d) {
      if (wrong.empty() && index-- == 0) out = d.value;
    });
    return wrong;
  } else if constexpr (std::is_integral_v<F> && std::is_signed_v<F>) {
    std::int64_t number = 0;
    std::string wrong = read_signed(json, std::numeric_limits<F>::min(), std::numeric_limits<F>::max(), number);
    out = static_cast<F>(number);
    return wrong;
  } else if constexpr (std::is_integral_v<F>) {
    std::uint64_t number = 0;
    std::string wrong = read_unsigned(json, std::numeric_limits<F>::max(), number);
    out = static_cast<F>(number);
    return wrong;
  } else if constexpr (std::is_same_v<F, Date>) {
    return read_date(json, out);
  } else if constexpr (std::is_same_v<F, Stamp>) {
    return read_stamp(json, out);
  } else if constexpr (std::is_same_v<F, Sequence>) {
    return read_unsigned(json, std::numeric_limits<std::uint64_t>::max(), out.value);
  } else if constexpr (kIsText<F>) {
    std::string_view text;
    std::string wrong = read_text(json, F::kMaxBytes, text);
    out = F(text);
    return wrong;
  } else {
    static_assert(kAlwaysFalse<F>, "no JSON for this type: give it daybook_json_write, _read and _schema");
  }
}

template <class F>
bool read(const boost::json::value& json, F& out, JsonStorage& storage, FieldError& error);

template <class F>
bool read_list(const boost::json::value& json, F& out, JsonStorage& storage, FieldError& error) {
  using Item = typename F::value_type;
  error.reason = read_array(json, F::kMaxItems);
  if (!error.reason.empty()) return false;
  const boost::json::array& items = json.get_array();
  std::byte* at = storage.allocate(items.size() * sizeof(Item));
  for (std::size_t i = 0; i < items.size(); ++i) {
    Item item{};
    if (!read(items[i], item, storage, error)) {
      const std::string index = "[" + std::to_string(i) + "]";
      error.path = error.path.empty() ? index : index + "." + error.path;
      return false;
    }
    std::memcpy(at + i * sizeof(Item), &item, sizeof(Item));
  }
  out = F(at, items.size());
  return true;
}

template <class F>
bool read(const boost::json::value& json, F& out, JsonStorage& storage, FieldError& error) {
  if constexpr (kIsMaybe<F>) {
    typename F::value_type value{};
    error.reason = json.is_null() ? "is null: leave an absent field out" : read_scalar(json, value);
    out = F(value);
    if (error.reason.empty() && !out.has_value()) error.reason = "stands for \"absent\" and is no value";
    return error.reason.empty();
  } else if constexpr (kIsList<F>) {
    return read_list(json, out, storage, error);
  } else if constexpr (Described<F> && !requires { daybook_json_read(json, out); }) {
    return read_struct(json, out, storage, error);
  } else {
    error.reason = read_scalar(json, out);
    return error.reason.empty();
  }
}

template <Described T>
bool read_struct(const boost::json::value& json, T& out, JsonStorage& storage, FieldError& error) {
  error.reason = read_object(json, field_names<T>(), error.path);
  if (!error.reason.empty()) return false;
  const boost::json::object& object = json.get_object();
  for_each_field(out, [&](std::string_view name, auto& field) {
    if (!error.reason.empty()) return;
    const auto* found = object.if_contains(boost::json::string_view(name.data(), name.size()));
    if (found == nullptr) {
      if (!required<T, std::remove_cvref_t<decltype(field)>>(name)) return;
      error = {std::string(name), "is missing"};
    } else if (!read(*found, field, storage, error)) {
      const bool joined = error.path.empty() || error.path[0] == '[';
      error.path = std::string(name) + (joined ? "" : ".") + error.path;
    }
  });
  return error.reason.empty();
}

}  // namespace json
}  // namespace daybook
