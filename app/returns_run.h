#pragma once

#include <string>

#include "app/returns_day.h"
#include "engine/options.h"

namespace daybook::app {

// Plays a day of returns: people send commands, four reactors answer. Played again, after a kill, every command has the
// id it had before. Returns what went wrong.
[[nodiscard]] std::string run_returns(const Options& options, const ReturnsDay& day);

// What the journal says of it, from the files alone.
[[nodiscard]] tl::expected<ReturnsDay::Counts, std::string> count_returns(const std::string& directory);

}  // namespace daybook::app
