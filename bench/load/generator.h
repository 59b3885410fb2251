#pragma once

#include "bench/load/settings.h"

namespace daybook::load {

// What it costs to make the workload's commands, without any engine: part of every figure in which the sender has no
// time between two commands. `bytes` is the mean of what they are in the ring and in the command journal.
struct GeneratorCost {
  double ns = 0;
  double bytes = 0;
};

[[nodiscard]] GeneratorCost generator_cost(const Settings& settings);

}  // namespace daybook::load
