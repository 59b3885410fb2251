#include "bench/load/machine.h"

#include <daybook_commit.h>  // generated
#include <sys/utsname.h>

#include <algorithm>
#include <thread>

#include "bench/load/memory.h"
#include "bench/load/text_file.h"

namespace daybook::load {

Machine read_machine() {
  utsname system{};
  ::uname(&system);
  const bool virtual_machine = text_after("/proc/cpuinfo", "flags").find(" hypervisor") != std::string::npos;
  return {.processor = text_after("/proc/cpuinfo", "model name"),
          .cores = std::thread::hardware_concurrency(),
          .memory_bytes = physical_memory_bytes(),
          .kernel = std::string(system.sysname) + " " + system.release,
          .governor = first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
          .clock_source = first_line("/sys/devices/system/clocksource/clocksource0/current_clocksource"),
          .host = virtual_machine ? "virtual machine" : "bare metal"};
}

Build read_build() {
  return {.version = DAYBOOK_VERSION, .commit = DAYBOOK_COMMIT, .compiler = DAYBOOK_COMPILER, .flags = DAYBOOK_FLAGS};
}

std::string command_line() {
  std::string words = read_text("/proc/self/cmdline");  // each ends with a zero
  if (!words.empty()) words.pop_back();
  std::replace(words.begin(), words.end(), '\0', ' ');
  return words;
}

}  // namespace daybook::load
