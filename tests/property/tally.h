#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>

namespace daybook::domain::property {

// How often things happened, so that a run can be known to have met them.
struct Tally {
  using Counts = std::map<std::string, std::uint64_t>;

  std::uint64_t scripts = 0;
  std::uint64_t commands = 0;  // sent, those that were sent again included
  Counts outcomes;             // of those that were journaled
  Counts refusals;             // "Transfer accounts.overflow", of any step
  Counts events;
  Counts others;  // what has no name in the domain
};

std::ostream& operator<<(std::ostream& out, const Tally& tally);

}  // namespace daybook::domain::property
