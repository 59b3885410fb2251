#pragma once

#include <string>

#include "bench/load/result.h"
#include "bench/load/settings.h"
#include "bench/load/watch.h"

namespace daybook::load {

// Measures one row: a new engine in a new directory below `settings.directory`, the workload's setup, the warm-up, the
// measured stretch, the checks. What could not be done is in the result's failures.
[[nodiscard]] Result run_row(const Settings& settings, const Watch& watch);

}  // namespace daybook::load
