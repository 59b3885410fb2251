#pragma once

// JSON of messages, and the JSON Schema of each, from the same definition as their binary form. For
// programs: the core of the engine does not include this.
//
//   Id, Key     "visits" or a UUID           Date      "2026-11-20"
//   integers    numbers, all 64 bits         Stamp     "2026-11-20T23:15:00.000000001Z"
//   enums       "snake_case"                 Sequence  a number
//   Text        a string                     Maybe     left out where absent
//   List        an array                     groups    objects
//
// A strong type of a domain says itself how it looks, by three functions in its own namespace:
//   boost::json::value daybook_json_write(const Money&);
//   std::string daybook_json_read(const boost::json::value&, Money&);  // what is wrong, or empty
//   boost::json::object daybook_json_schema(const Money*);

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "engine/json_read.h"
#include "engine/json_schema.h"
#include "engine/json_write.h"

namespace daybook {

template <Described T>
[[nodiscard]] boost::json::object to_json(const T& message) {
  return json::write_struct(message);
}

// Strict: a field that is unknown, missing or out of its bounds is an error that says so. Maybe,
// texts, lists and the fields named in DAYBOOK_DEFAULTS may be missing. Texts of the message point
// into `value`, lists into `storage`.
template <Message M>
[[nodiscard]] tl::expected<M, FieldError> from_json(const boost::json::value& value, JsonStorage& storage) {
  M message{};
  FieldError error;
  if (!json::read_struct(value, message, storage, error)) return tl::unexpected(std::move(error));
  return message;
}
// A message must not outlive what its texts point into.
template <Message M>
tl::expected<M, FieldError> from_json(const boost::json::value&& value, JsonStorage& storage) = delete;

// JSON Schema, draft 2020-12. Limits of texts are bytes of UTF-8, which a schema can only give as
// characters.
template <Message M>
[[nodiscard]] boost::json::object schema() {
  constexpr std::string_view kName = kMessage<M>.name;
  boost::json::object result{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                             {"title", boost::json::string_view(kName.data(), kName.size())}};
  for (auto& entry : json::struct_schema<M>()) result.insert_or_assign(entry.key(), std::move(entry.value()));
  return result;
}

}  // namespace daybook
