#pragma once

#include <vector>

#include "bench/load/report.h"
#include "bench/load/settings.h"
#include "bench/load/watch.h"

namespace daybook::load {

// What one run of the harness does.
struct Plan {
  Settings settings{};  // of all rows; a sweep sets their rates
  bool sweep = false;   // a closed loop first, then open loops at shares of its throughput, in random order
  bool limits = false;  // after each row what the machine can do, with the sizes that the row had
};

// Rates up to `saturation`, in an order that the seed chooses: an order of its own would be seen in the figures.
[[nodiscard]] std::vector<double> sweep_rates(double saturation, std::uint64_t seed);

// Measures the rows, one after the other, into `report`; stops after the one that was interrupted or failed.
void run_plan(const Plan& plan, const Watch& watch, Report& report);

}  // namespace daybook::load
