#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string_view>

#include "app/messages.h"
#include "engine/json.h"
#include "engine/options.h"

namespace daybook::app {

// One command as a JSON object: its envelope and its data.
//
//   {"type": "AssignShipment", "id": "a-17", "actor": "clerk 7", "data": {"shipment": "S1", "truck": "T9"}}
class JsonCommand {
 public:
  // Reads the envelope. Returns what is wrong with the text, if anything.
  [[nodiscard]] std::optional<FieldError> parse(std::string_view text);

  // The text was {"wait_ms": N}: no command, but a pause of so many milliseconds.
  [[nodiscard]] const std::optional<std::uint64_t>& pause_ms() const { return pause_ms_; }

  // Of the last text that parsed. The reason points into this object.
  [[nodiscard]] const SubmitOptions& options() const { return options_; }

  // Reads the data as the command it is and calls f(const C&), whose texts are good during the call. Returns what is
  // wrong with the data, if anything; then f was not called.
  template <class F>
  [[nodiscard]] std::optional<FieldError> visit(F&& f) const {
    std::optional<FieldError> error;
    DomainFacts::command(type_, [&]<class Part, class C>() {
      JsonStorage storage;
      const auto command = from_json<C>(*data_, storage);
      if (command) return f(*command);
      error = command.error();
      error->path = error->path.empty() ? "data" : "data." + error->path;
    });
    return error;
  }

 private:
  [[nodiscard]] std::optional<FieldError> read_envelope();
  [[nodiscard]] std::optional<FieldError> read_pause();

  boost::json::value value_;
  const boost::json::value* data_ = nullptr;
  std::uint16_t type_ = 0;
  SubmitOptions options_;
  std::optional<std::uint64_t> pause_ms_;
};

}  // namespace daybook::app
