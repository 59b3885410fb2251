#include "engine/test_kit/entry.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <cstring>

namespace daybook::test_kit {

namespace {

std::string code_bytes(Outcome outcome, Code code) {
  return {static_cast<char>(outcome), static_cast<char>(code.part), static_cast<char>(code.part >> 8),
          static_cast<char>(code.number), static_cast<char>(code.number >> 8)};
}

}  // namespace

std::string text_of(std::string_view name, const boost::json::object& fields) {
  return fmt::format("{} {}", name, boost::json::serialize(fields));
}

std::string Entry::text() const { return type == 0 ? name : text_of(name, fields); }

Entry refusal_entry(Code code, std::string_view part, std::string_view refusal) {
  return {.name = fmt::format("refused by {}: {}", part, refusal), .bytes = code_bytes(Outcome::kRefused, code)};
}

Entry outcome_entry(Outcome outcome) {
  return {.name = "not decided: " + enumerator_name(outcome), .bytes = code_bytes(outcome, {})};
}

}  // namespace daybook::test_kit
