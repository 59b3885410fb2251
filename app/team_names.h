#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace daybook::app {

// The teams whose reactors the program can run, in the order of their parts.
[[nodiscard]] const std::vector<std::string>& team_names();

// Those of a list such as "sales,inventory" or "all"; `unknown` is set to what names none.
[[nodiscard]] std::vector<std::string> teams_in(std::string_view list, std::string& unknown);

}  // namespace daybook::app
