#pragma once

#include <boost/json/value.hpp>
#include <string>

namespace daybook::app {

// JSON for people: indented by two spaces, with a line end.
[[nodiscard]] std::string pretty(const boost::json::value& json);

}  // namespace daybook::app
