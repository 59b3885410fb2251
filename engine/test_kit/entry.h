#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/codec.h"
#include "engine/json_write.h"
#include "engine/outcome.h"

namespace daybook::test_kit {

// One thing that a test expects or that a decision record says: an event, or that a command was refused.
struct Entry {
  std::uint16_t type = 0;        // of the event; 0: a refusal
  std::string name{};            // "Added", or "refused by counters: overflow"
  boost::json::object fields{};  // of the event
  std::string bytes{};           // of the event or the refusal's code, encoded: equal where these are
  std::string step{};            // whose it is, where not the command's own: "follow-up Withdraw of fees"

  [[nodiscard]] bool same_as(const Entry& other) const { return type == other.type && bytes == other.bytes; }
  // `Added {"counter":"visits","by":1}`
  [[nodiscard]] std::string text() const;
};

// `Add {"counter":"visits","by":1}`
[[nodiscard]] std::string text_of(std::string_view name, const boost::json::object& fields);
template <Message M>
[[nodiscard]] std::string text_of(const M& message) {
  return text_of(kMessage<M>.name, json::write_struct(message));
}

template <Event E>
[[nodiscard]] Entry event_entry(const E& event) {
  Entry entry{.type = kMessage<E>.type, .name = std::string(kMessage<E>.name), .fields = json::write_struct(event)};
  entry.bytes.resize(encoded_bytes(event));
  encode(event, reinterpret_cast<std::byte*>(entry.bytes.data()));
  return entry;
}
// By a part, or by the engine (part 0).
[[nodiscard]] Entry refusal_entry(Code code, std::string_view part, std::string_view refusal);
// Not decided at all: kExpired, kIdReused, kFaulted.
[[nodiscard]] Entry outcome_entry(Outcome outcome);

}  // namespace daybook::test_kit
