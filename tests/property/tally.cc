#include "tests/property/tally.h"

#include <ostream>

namespace daybook::domain::property {

namespace {

void print(std::ostream& out, const char* title, const Tally::Counts& counts) {
  out << title << '\n';
  for (const auto& [name, count] : counts) out << "  " << count << " " << name << '\n';
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Tally& tally) {
  out << tally.scripts << " scripts, " << tally.commands << " commands\n";
  print(out, "outcomes", tally.outcomes);
  print(out, "refusals", tally.refusals);
  print(out, "events", tally.events);
  print(out, "and", tally.others);
  return out;
}

}  // namespace daybook::domain::property
