#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "tests/property/script.h"

namespace daybook::domain::property {

// A script for those who read it, and for `daybook submit`.
struct Printed {
  std::string lines;                // JSON Lines: commands and pauses
  std::vector<std::string> beside;  // what JSON has no line for, each with the line that it follows
};
[[nodiscard]] Printed print(const Script& script);

// For RapidCheck: both.
void showValue(const Script& script, std::ostream& out);  // NOLINT(readability-identifier-naming)

}  // namespace daybook::domain::property
