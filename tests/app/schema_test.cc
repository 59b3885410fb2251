// What the schema promises is what the reader takes.

#include <gmock/gmock.h>

#include <boost/json/serialize.hpp>

#include "app/json_command.h"
#include "app/schema_document.h"
#include "tests/app/program.h"

namespace daybook::app {
namespace {

using boost::json::object;
using boost::json::value;
using testing::HasSubstr;

// "#/$defs/envelope/properties/id" in `document`.
const value& resolve(const value& document, const boost::json::string& reference) {
  return document.at_pointer(boost::json::string_view(reference).substr(1));
}

// A value that the schema allows, with every property there is.
value sample(const value& document, const value& schema) {
  const object& s = schema.as_object();
  if (s.contains("$ref")) return sample(document, resolve(document, s.at("$ref").as_string()));
  if (s.contains("const")) return s.at("const");
  if (s.contains("enum")) return s.at("enum").at(0);
  const auto& type = s.at("type").as_string();
  if (type == "integer") return s.at("maximum");
  if (type == "array") return boost::json::array{sample(document, s.at("items"))};
  if (type == "object") {
    object result;
    for (const auto& property : s.at("properties").as_object())
      result[property.key()] = sample(document, property.value());
    return result;
  }
  EXPECT_EQ(type, "string");
  if (s.contains("format")) return s.at("format") == "date" ? "2026-11-20" : "2026-11-20T23:15:00Z";
  if (!s.contains("pattern")) return "text";
  const std::string pattern = s.at("pattern").as_string().c_str();
  if (pattern == "^[A-Z]{3}$") return "USD";
  if (pattern == "^[0-9a-f]{32}$") return "00112233445566778899aabbccddeeff";
  return "A1";
}

// What is wrong with the line, or "".
std::string judge(const value& line) {
  JsonCommand command;
  if (auto wrong = command.parse(boost::json::serialize(line))) return wrong->message();
  if (auto wrong = command.visit([](const auto&) {})) return wrong->message();
  return {};
}

TEST(Schema, ASampleOfEveryCommandIsTaken) {
  const value document = command_schema();
  ASSERT_EQ(document.at("oneOf").as_array().size(), command_names().names.size());
  for (const auto& line : document.at("oneOf").as_array()) {
    const value command = sample(document, line);
    EXPECT_EQ(judge(command), "") << command;
  }
}

TEST(Schema, WhatItRequiresIsMissedAndNothingElse) {
  const value document = command_schema();
  for (const auto& line : document.at("oneOf").as_array()) {
    const value command = sample(document, line);
    const object& data = resolve(document, line.at("properties").at("data").at("$ref").as_string()).as_object();
    std::string required;
    if (data.contains("required")) required = boost::json::serialize(data.at("required"));
    for (const auto& property : data.at("properties").as_object()) {
      value without = command;
      without.at("data").as_object().erase(property.key());
      const std::string name(property.key());
      const bool is_required = required.find('"' + name + '"') != std::string::npos;
      EXPECT_EQ(judge(without), is_required ? "data." + name + ": is missing" : "") << line.at("title");
    }
  }
}

TEST(Schema, WhatItDoesNotNameIsRefused) {
  const value document = command_schema();
  for (const auto& line : document.at("oneOf").as_array()) {
    EXPECT_EQ(line.at("additionalProperties"), false);
    value command = sample(document, line);
    command.at("data").as_object()["surprise"] = 1;
    EXPECT_THAT(judge(command), HasSubstr("data.surprise: is no field"));
    command = sample(document, line);
    command.as_object()["surprise"] = 1;
    EXPECT_THAT(judge(command), HasSubstr("surprise: is no field"));
  }
}

TEST(Schema, IntegersBeyondTheirBoundsAreRefused) {
  const value document = command_schema("SubmitShipment");
  value command = sample(document, document);
  command.at("data").at("weight_g") = document.at("$defs")
                                          .at("SubmitShipment")
                                          .at("properties")
                                          .at("weight_g")
                                          .at("maximum")
                                          .to_number<std::uint64_t>() +
                                      1;
  EXPECT_THAT(judge(command), HasSubstr("data.weight_g: "));
}

TEST(Schema, OneTypeIsADocumentOfItsOwn) {
  const Finished finished = run({"schema", "AssignShipment"});
  EXPECT_EQ(finished.status, 0);
  const value document = finished.json();
  EXPECT_EQ(document.at("properties").at("type").at("const"), "AssignShipment");
  EXPECT_EQ(judge(sample(document, document)), "");
}

TEST(Schema, EventsHaveOneToo) {
  const value document = run({"schema", "--events"}).json();
  EXPECT_EQ(document.at("oneOf").as_array().size(), event_names().names.size());
  EXPECT_EQ(run({"schema", "TransferHeld"}).json().at("properties").at("event").at("const"), "TransferHeld");
}

TEST(Schema, TheListNamesTypeIdTargetAndFields) {
  const Finished finished = run({"schema", "--list"});
  EXPECT_THAT(finished.out, testing::ContainsRegex("PostTransfer +206 +transfer +transfer reference\\? amount\\?"));
  EXPECT_THAT(finished.out, testing::ContainsRegex("Transfer +204 +account \\(debit\\) +transfer debit credit"));
}

TEST(Schema, AnUnknownTypeNamesThoseThereAre) {
  const Finished finished = run({"schema", "Explode"});
  EXPECT_EQ(finished.status, 2);
  EXPECT_THAT(finished.err, HasSubstr("there is no Explode; there are SubmitShipment AssignShipment"));
}

}  // namespace
}  // namespace daybook::app
