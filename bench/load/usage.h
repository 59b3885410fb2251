#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace daybook::load {

// What the scheduler says of the threads of one name.
struct ThreadUsage {
  std::string name{};
  unsigned threads = 0;
  std::uint64_t cpu_ns = 0;
  std::uint64_t waited_ns = 0;  // ready to run, but not running
  std::uint64_t voluntary_switches = 0;
  std::uint64_t involuntary_switches = 0;
};

// What this process and this machine used up in a stretch of time.
struct Usage {
  std::uint64_t user_ns = 0;
  std::uint64_t system_ns = 0;
  std::uint64_t steal_ns = 0;  // of all cores: taken by the host of a virtual machine
  std::uint64_t minor_faults = 0;
  std::uint64_t major_faults = 0;
  std::vector<ThreadUsage> threads{};  // those that were there at begin and end

  [[nodiscard]] std::uint64_t cpu_ns() const { return user_ns + system_ns; }
};

// Takes a reading at its construction; `since` takes another.
class UsageMeter {
 public:
  UsageMeter();
  [[nodiscard]] Usage since() const;

 private:
  struct Reading {
    Usage process;
    std::map<int, ThreadUsage> threads;  // by thread id
  };
  [[nodiscard]] static Reading read();

  Reading begin_;
};

}  // namespace daybook::load
