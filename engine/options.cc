#include "engine/options.h"

#include <thread>

namespace daybook {

Topology default_topology() noexcept {
  // Four stages, whoever sends, and the service with the rest of the system.
  constexpr unsigned kEnoughForDedicated = 6;
  return std::thread::hardware_concurrency() >= kEnoughForDedicated ? Topology::kDedicated : Topology::kPaired;
}

std::string_view name_of(Topology topology) noexcept {
  switch (topology) {
    case Topology::kInline:
      return "inline";
    case Topology::kPaired:
      return "paired";
    default:
      return "dedicated";
  }
}

}  // namespace daybook
