#pragma once

#include <string>
#include <vector>

namespace daybook::app {

// The teams whose reactors the program can run, in the order of their parts.
[[nodiscard]] const std::vector<std::string>& team_names();

}  // namespace daybook::app
