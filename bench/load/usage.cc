#include "bench/load/usage.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "bench/load/text_file.h"

namespace daybook::load {

namespace {

std::uint64_t ns_of(const timeval& time) {
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(time.tv_usec) * 1'000;
}

// The eighth number of the first line of /proc/stat, in ticks.
std::uint64_t steal_ns() {
  unsigned long long ticks = 0;
  const std::string line = first_line("/proc/stat");
  if (std::sscanf(line.c_str(), "cpu %*u %*u %*u %*u %*u %*u %*u %llu", &ticks) != 1) return 0;
  return ticks * (1'000'000'000 / static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK)));
}

ThreadUsage read_thread(const std::string& directory) {
  ThreadUsage usage{.name = first_line(directory + "/comm"), .threads = 1};
  unsigned long long cpu = 0;
  unsigned long long waited = 0;
  if (std::sscanf(first_line(directory + "/schedstat").c_str(), "%llu %llu", &cpu, &waited) == 2) {
    usage.cpu_ns = cpu;
    usage.waited_ns = waited;
  }
  usage.voluntary_switches = number_after(directory + "/status", "voluntary_ctxt_switches:");
  usage.involuntary_switches = number_after(directory + "/status", "nonvoluntary_ctxt_switches:");
  return usage;
}

}  // namespace

UsageMeter::Reading UsageMeter::read() {
  Reading reading;
  rusage process{};
  ::getrusage(RUSAGE_SELF, &process);
  reading.process.user_ns = ns_of(process.ru_utime);
  reading.process.system_ns = ns_of(process.ru_stime);
  reading.process.minor_faults = static_cast<std::uint64_t>(process.ru_minflt);
  reading.process.major_faults = static_cast<std::uint64_t>(process.ru_majflt);
  reading.process.steal_ns = steal_ns();
  std::error_code ended;  // a thread may end while we look
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task", ended)) {
    reading.threads[std::atoi(entry.path().filename().c_str())] = read_thread(entry.path().string());
  }
  return reading;
}

UsageMeter::UsageMeter() : begin_(read()) {}

Usage UsageMeter::since() const {
  const Reading now = read();
  Usage usage = now.process;
  usage.user_ns -= begin_.process.user_ns;
  usage.system_ns -= begin_.process.system_ns;
  usage.steal_ns -= begin_.process.steal_ns;
  usage.minor_faults -= begin_.process.minor_faults;
  usage.major_faults -= begin_.process.major_faults;
  std::map<std::string, ThreadUsage> by_name;
  for (const auto& [id, thread] : now.threads) {
    const auto before = begin_.threads.find(id);
    if (before == begin_.threads.end()) continue;
    ThreadUsage& sum = by_name[thread.name];
    sum.name = thread.name;
    ++sum.threads;
    sum.cpu_ns += thread.cpu_ns - before->second.cpu_ns;
    sum.waited_ns += thread.waited_ns - before->second.waited_ns;
    sum.voluntary_switches += thread.voluntary_switches - before->second.voluntary_switches;
    sum.involuntary_switches += thread.involuntary_switches - before->second.involuntary_switches;
  }
  for (auto& [name, sum] : by_name) usage.threads.push_back(std::move(sum));
  return usage;
}

}  // namespace daybook::load
