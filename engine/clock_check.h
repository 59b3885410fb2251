#pragma once

#include <cstdint>

#include "engine/clock.h"
#include "engine/error.h"

namespace daybook {

// Before an engine starts, whose journal ends at `last_sequence`: a clock that stands before its last stamp is waited
// for a moment, then refused; journaled time never goes back.
Expected<void> check_clock(Clock clock, std::uint64_t last_stamp_ns, std::uint64_t last_sequence);

}  // namespace daybook
