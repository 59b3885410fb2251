// `daybook schema`: what a command looks like.

#include <fmt/core.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "app/messages.h"
#include "app/pretty_json.h"
#include "app/schema_document.h"
#include "app/text_table.h"
#include "app/verbs.h"
#include "engine/json.h"

namespace daybook::app {

const std::string_view kSchemaHelp =
    "Without TYPE, one JSON Schema (draft 2020-12) for all that a line of `daybook submit` may be. Messages are\n"
    "defined once, in the program's source; this is that definition. Money is a whole number of minor units (cents).\n"
    "\n"
    "Examples:\n"
    "  daybook schema --list                 all commands and their fields, for people\n"
    "  daybook schema SubmitShipment         the schema of one command\n"
    "  daybook schema > daybook.schema.json  to validate files, or to have an editor complete them";

namespace {

template <class F>
std::string_view aggregate_of() {
  if constexpr (requires { F::kAggregate; }) {
    return F::kAggregate;
  } else {
    return {};
  }
}

// "account (debit)": the aggregate a command is addressed to, and the field that names it where that is not the first.
template <class M>
std::string target_text() {
  const M message{};
  std::string text;
  bool first = true;
  for_each_field(message, [&](std::string_view name, const auto& field) {
    if (static_cast<const void*>(&field) == static_cast<const void*>(&target(message))) {
      text = aggregate_of<std::remove_cvref_t<decltype(field)>>();
      if (!first) text += fmt::format(" ({})", name);
    }
    first = false;
  });
  return text;
}

// "shipment bill_to weight_g?": those with a ? may be left out.
template <class M>
std::string fields_text() {
  const M message{};
  std::string text;
  for_each_field(message, [&](std::string_view name, const auto& field) {
    using F = std::remove_cvref_t<decltype(field)>;
    text += fmt::format("{}{}{}", text.empty() ? "" : " ", name, json::required<M, F>(name) ? "" : "?");
  });
  return text;
}

template <class List>
void print_list(const std::string& only) {
  TextTable table({{.title = "type"},
                   {.title = "id", .align = TextTable::Align::kRight},
                   {.title = "target"},
                   {.title = "fields (? may be left out)"}});
  for_each_message<List>([&]<class M>() {
    if (!only.empty() && only != kMessage<M>.name) return;
    table.add({std::string(kMessage<M>.name), std::to_string(kMessage<M>.type), target_text<M>(), fields_text<M>()});
  });
  fmt::print("{}", table.text());
}

bool is_one_of(const std::string& name, const MessageNames& messages) {
  return std::find(messages.names.begin(), messages.names.end(), name) != messages.names.end();
}

}  // namespace

int run_schema(const SchemaArguments& arguments) {
  const bool is_event = is_one_of(arguments.type, event_names());
  const bool is_command = !arguments.events && is_one_of(arguments.type, command_names());
  if (!arguments.type.empty() && !is_event && !is_command) {
    std::string known;
    for (const std::string& name : (arguments.events ? event_names() : command_names()).names) known += " " + name;
    fmt::print(stderr, "daybook schema: there is no {}; there are{}\n", printable(arguments.type), known);
    return kUsage;
  }
  const bool events = arguments.events || is_event;
  if (arguments.list) {
    events ? print_list<domain::ShippingEvents>(arguments.type) : print_list<domain::ShippingCommands>(arguments.type);
  } else {
    fmt::print("{}", pretty(events ? event_schema(arguments.type) : command_schema(arguments.type)));
  }
  return kOk;
}

}  // namespace daybook::app
