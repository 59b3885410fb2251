#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "engine/recovery_summary.h"

namespace daybook::app {

// What recovery found, for programs; and, from that, in words.
[[nodiscard]] boost::json::object recovery_json(const RecoverySummary& summary);
[[nodiscard]] std::string recovery_text(const boost::json::object& recovery);

}  // namespace daybook::app
