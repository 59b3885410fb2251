#pragma once

#include <rapidcheck/Gen.h>

#include "tests/property/script.h"

namespace daybook::domain::property {

// Scripts of about so many commands. One that shrinks loses actions, then what its actions need not have.
[[nodiscard]] rc::Gen<Script> scripts(std::size_t commands);

}  // namespace daybook::domain::property
