#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace daybook::load {

// Who looks on while something runs, from the main thread.
struct Watch {
  // True: stop as soon as it can be done cleanly.
  std::function<bool()> stopped = [] { return false; };
  // About ten times a second: what is done, how far it is (0 to 1), and how many receipts there are.
  std::function<void(std::string_view what, double share, std::uint64_t receipts)> progress =
      [](std::string_view, double, std::uint64_t) {};
};

}  // namespace daybook::load
