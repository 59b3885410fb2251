#pragma once

#include <string>

#include "tests/property/script.h"
#include "tests/property/tally.h"

namespace daybook::domain::property {

// Plays a script on an engine with a simulated disk and clock, and on the reference, in step. Empty, or what was not as
// it must be, first.
[[nodiscard]] std::string run(const Script& script, Tally& tally);

}  // namespace daybook::domain::property
