#pragma once

#include <string>
#include <vector>

#include "tests/property/tally.h"

namespace daybook::domain::property {

// What can happen to the domain and has not: outcomes, events, refusals of every part and of the engine, and what is
// done to the machine.
[[nodiscard]] std::vector<std::string> never_met(const Tally& tally);

}  // namespace daybook::domain::property
