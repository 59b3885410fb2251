#pragma once

// Messages as text, to be compared and to be read.

#include <string>

#include "tests/property/reference/step.h"

namespace daybook::domain::reference {

// Name and JSON. Digests are left out: what they are of is not their affair. So are the numbers of refusals, for which
// `code` stands.
[[nodiscard]] std::string text_of(const AnyCommand& command, const Refusal& code);
[[nodiscard]] std::string text_of(const AnyEvent& event, const Refusal& code);

[[nodiscard]] std::string name_of(const AnyCommand& command);
[[nodiscard]] std::string name_of(const AnyEvent& event);

// All of a command that tells it from another one.
[[nodiscard]] std::string content_of(const AnyCommand& command);

}  // namespace daybook::domain::reference
