#pragma once

#include <string>

#include "engine/json_values.h"

namespace daybook::app {

// "2026-11-20T23:15:00.123Z": journaled time to the millisecond. JSON has all of it.
[[nodiscard]] inline std::string time_text(Stamp stamp) {
  constexpr std::size_t kToMilliseconds = 23;
  return json::stamp_text(stamp).substr(0, kToMilliseconds) + "Z";
}

}  // namespace daybook::app
