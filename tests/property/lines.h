#pragma once

// A decision as lines of text: as it was recorded, and as the reference has it.

#include <string>
#include <vector>

#include "engine/decision_record.h"
#include "engine/outcome.h"
#include "tests/property/reference/reference.h"

namespace daybook::domain::property {

using Lines = std::vector<std::string>;

[[nodiscard]] Lines lines_of(const DecisionView& decision);
[[nodiscard]] Lines lines_of(const reference::Record& record);

[[nodiscard]] std::string text_of(const reference::Answer& answer);
[[nodiscard]] std::string text_of(const Receipt& receipt);

// What is first not the same; empty: nothing.
[[nodiscard]] std::string first_difference(const Lines& engine, const Lines& reference);

}  // namespace daybook::domain::property
