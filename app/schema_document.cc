#include "app/schema_document.h"

#include <boost/json/array.hpp>
#include <limits>

#include "app/messages.h"
#include "engine/json.h"
#include "engine/record.h"

namespace daybook::app {

namespace {

using boost::json::array;
using boost::json::object;

constexpr const char* kDialect = "https://json-schema.org/draft/2020-12/schema";

object described(object schema, const char* description) {
  schema["description"] = description;
  return schema;
}

// What may stand beside "type" and "data".
object envelope_properties() {
  return {
      {"id",
       described(
           json::id_schema({}),
           "The command's id: a UUID (not v8), or 1 to 16 printable ASCII characters. The same id again is answered "
           "with the first receipt. Left out: a new one")},
      {"sent_at", described({{"type", "string"}, {"format", "date-time"}},
                            "When it was sent, in UTC: for ids that carry no time and may be sent again. Sent too long "
                            "ago is `expired`")},
      {"correlation",
       described(json::id_schema({}), "What belongs together: an order, a conversation. Left out: the command's id")},
      {"actor", described(json::id_schema({}), "Who sends it")},
      {"reason", described(json::text_schema(kMaxReasonBytes), "Why: at most 250 bytes of UTF-8")},
      {"expected_version", described(json::integer_schema(0, std::numeric_limits<std::uint64_t>::max() - 1),
                                     "Refused with engine.version_conflict where the target has another version")},
      {"occurred_on", described({{"type", "string"}, {"format", "date"}}, "The business date, for reports")},
  };
}

object reference(std::string_view definition) { return {{"$ref", "#/$defs/" + std::string(definition)}}; }

template <class M>
object data_definition() {
  object data = schema<M>();
  data.stable_erase("$schema");
  return data;
}

template <class M>
object command_line() {
  const std::string name(kMessage<M>.name);
  object properties{{"type", {{"const", name}}}};
  for (const auto& field : envelope_properties())
    properties[field.key()] = reference("envelope/properties/" + std::string(field.key()));
  properties["data"] = reference(name);
  return {{"title", name},
          {"type", "object"},
          {"properties", std::move(properties)},
          {"required", array{"type", "data"}},
          {"additionalProperties", false}};
}

// More may stand beside these two: when, by whom, and why.
template <class M>
object event_entry() {
  const std::string name(kMessage<M>.name);
  return {{"title", name},
          {"type", "object"},
          {"properties", {{"event", {{"const", name}}}, {"data", reference(name)}}},
          {"required", array{"event", "data"}}};
}

// `make.template operator()<M>()` makes the alternative of one message.
template <class List, class F>
object document(const char* title, std::string_view type, object definitions, F&& make) {
  array alternatives;
  for_each_message<List>([&]<class M>() {
    if (!type.empty() && type != kMessage<M>.name) return;
    alternatives.push_back(make.template operator()<M>());
    definitions[kMessage<M>.name] = data_definition<M>();
  });
  object result{{"$schema", kDialect}, {"title", title}};
  if (type.empty()) {
    result["oneOf"] = std::move(alternatives);
  } else {
    for (auto& entry : alternatives.at(0).get_object()) result[entry.key()] = std::move(entry.value());
  }
  result["$defs"] = std::move(definitions);
  return result;
}

}  // namespace

object command_schema(std::string_view type) {
  return document<domain::ShippingCommands>("A command, as a line of `daybook submit`", type,
                                            {{"envelope", {{"type", "object"}, {"properties", envelope_properties()}}}},
                                            []<class M>() { return command_line<M>(); });
}

object event_schema(std::string_view type) {
  return document<domain::ShippingEvents>("An event, as `daybook show --json` prints it", type, {},
                                          []<class M>() { return event_entry<M>(); });
}

}  // namespace daybook::app
