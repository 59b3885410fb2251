#pragma once

#include <cstdint>
#include <string>

namespace daybook::peers {

// What a contestant hands to the driver: one line of JSON on standard output.
struct Result {
  std::uint64_t items = 0;
  double seconds = 0;   // from the first item sent to the last result
  std::string wrong{};  // what the check of the results found; empty: all is as it must be
};

// Returns the program's exit status: 0 where nothing is wrong.
int print(const Result& result);

// The contestant could not run.
[[noreturn]] void give_up(const std::string& why);

}  // namespace daybook::peers
