#pragma once

#include <cstdint>
#include <string>

namespace daybook::load {

// Where a figure comes from. What cannot be read is empty.
struct Machine {
  std::string processor;
  unsigned cores = 0;
  std::uint64_t memory_bytes = 0;
  std::string kernel;
  std::string governor;      // of the first core's frequency
  std::string clock_source;  // of the kernel's clocks
  std::string host;          // "virtual machine" where the processor says so
};
[[nodiscard]] Machine read_machine();

// What this program was built from, and how.
struct Build {
  std::string version;
  std::string commit;  // "+changed" at its end: and something that is not committed
  std::string compiler;
  std::string flags;
};
[[nodiscard]] Build read_build();

// How this program was called.
[[nodiscard]] std::string command_line();

}  // namespace daybook::load
