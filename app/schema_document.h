#pragma once

#include <boost/json/object.hpp>
#include <string_view>

namespace daybook::app {

// JSON Schema of one line of `daybook submit`: any command, or only `type`.
[[nodiscard]] boost::json::object command_schema(std::string_view type = {});
// JSON Schema of an event in the history that `daybook show --json` prints: any, or only `type`.
[[nodiscard]] boost::json::object event_schema(std::string_view type = {});

}  // namespace daybook::app
