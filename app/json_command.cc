#include "app/json_command.h"

#include <fmt/format.h>

#include <array>
#include <boost/json/parser.hpp>
#include <limits>
#include <set>
#include <vector>

namespace daybook::app {

namespace {

constexpr std::array<std::string_view, 9> kEnvelope = {"type",    "id",          "correlation",      "actor", "reason",
                                                       "sent_at", "occurred_on", "expected_version", "data"};

constexpr std::string_view kPause = "wait_ms";
constexpr std::uint64_t kMaxPauseMs = 3'600'000;

std::string read_type(const boost::json::value& json, std::uint16_t& type) {
  std::size_t index = 0;
  std::string wrong = json::read_name(json, command_names().names, index);
  if (wrong.empty()) type = command_names().types[index];
  return wrong;
}

std::string read_command_id(const boost::json::value& json, Id& id) {
  std::string wrong = json::read_id(json, id);
  if (wrong.empty() && id.uuid_version() == 8) return "is a UUIDv8: those are derived, never sent";
  return wrong;
}

std::string read_sent_at(const boost::json::value& json, std::uint64_t& sent_at_ns) {
  Stamp stamp;
  std::string wrong = json::read_stamp(json, stamp);
  if (wrong.empty() && stamp.ns == 0) return "is the epoch, which stands for \"absent\"";
  sent_at_ns = stamp.ns;
  return wrong;
}

std::string read_version(const boost::json::value& json, Maybe<std::uint64_t>& version) {
  std::uint64_t number = 0;
  std::string wrong = json::read_unsigned(json, std::numeric_limits<std::uint64_t>::max() - 1, number);
  version = number;
  return wrong;
}

std::string read_day(const boost::json::value& json, Maybe<Date>& day) {
  Date date;
  std::string wrong = json::read_date(json, date);
  day = date;
  return wrong;
}

std::string read_field(std::string_view name, const boost::json::value& json, SubmitOptions& options) {
  if (name == "id") return read_command_id(json, options.id);
  if (name == "correlation") return json::read_id(json, options.correlation);
  if (name == "actor") return json::read_id(json, options.actor);
  if (name == "reason") return json::read_text(json, kMaxReasonBytes, options.reason);
  if (name == "sent_at") return read_sent_at(json, options.sent_at_ns);
  if (name == "occurred_on") return read_day(json, options.occurred_on);
  if (name == "expected_version") return read_version(json, options.expected_version);
  return {};
}

// The first key that an object in `text`, which is valid JSON, holds twice, as it is written; empty: there is none. The
// parser would take the last.
std::string_view repeated_key(std::string_view text) {
  std::vector<std::set<std::string_view>> open;
  std::string_view last;  // string
  for (std::size_t i = 0; i < text.size(); ++i) {
    switch (text[i]) {
      case '{':
        open.emplace_back();
        break;
      case '}':
        open.pop_back();
        break;
      case ':':
        if (!open.back().insert(last).second) return last;
        break;
      case '"': {
        const std::size_t begin = ++i;
        for (; text[i] != '"'; ++i) i += text[i] == '\\' ? 1 : 0;
        last = text.substr(begin, i - begin);
        break;
      }
      default:
        break;
    }
  }
  return {};
}

}  // namespace

std::optional<FieldError> JsonCommand::parse(std::string_view text) {
  data_ = nullptr;
  options_ = SubmitOptions{.when_full = WhenFull::kBusy};
  boost::json::parser parser;
  boost::json::error_code error;
  const std::size_t read = parser.write(text.data(), text.size(), error);
  if (error) {
    return FieldError{"", fmt::format("is not JSON: {} at character {}", error.message(), read + 1)};
  }
  if (const std::string_view key = repeated_key(text); !key.empty())
    return FieldError{std::string(key), "is given twice"};
  value_ = parser.release();
  pause_ms_.reset();
  return value_.is_object() && value_.get_object().contains(kPause) ? read_pause() : read_envelope();
}

std::optional<FieldError> JsonCommand::read_pause() {
  const boost::json::object& object = value_.get_object();
  if (object.size() != 1) return FieldError{std::string(kPause), "stands alone in its line"};
  boost::json::error_code error;
  const auto pause_ms = object.at(kPause).to_number<std::uint64_t>(error);
  if (error || pause_ms > kMaxPauseMs)
    return FieldError{std::string(kPause), fmt::format("is not a whole number from 0 to {}", kMaxPauseMs)};
  pause_ms_ = pause_ms;
  return std::nullopt;
}

std::optional<FieldError> JsonCommand::read_envelope() {
  std::string path;
  if (std::string wrong = json::read_object(value_, kEnvelope, path); !wrong.empty()) return FieldError{path, wrong};
  const boost::json::object& object = value_.get_object();
  for (const char* name : {"type", "data"}) {
    if (!object.contains(name)) return FieldError{name, "is missing"};
  }
  if (std::string wrong = read_type(object.at("type"), type_); !wrong.empty()) return FieldError{"type", wrong};
  for (const auto& entry : object) {
    const std::string_view name(entry.key().data(), entry.key().size());
    if (std::string wrong = read_field(name, entry.value(), options_); !wrong.empty())
      return FieldError{std::string(name), wrong};
  }
  data_ = &object.at("data");
  return std::nullopt;
}

}  // namespace daybook::app
