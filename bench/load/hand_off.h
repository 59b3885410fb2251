#pragma once

namespace daybook::load {

// How long a word takes from one thread to another, both spinning on a core of their own: half a round trip, the median
// of many. 0 where there is only one core.
[[nodiscard]] double hand_off_ns();

}  // namespace daybook::load
