// A run of one and a half times the memory that it may use: of what is synced no more than was asked for stays in the
// page cache, so the limit is never met, and no append waits for the kernel to find memory.

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "tests/journal/fixture.h"

namespace daybook::journal {
namespace {

constexpr std::uint64_t kLimitBytes = std::uint64_t{64} << 20;
constexpr std::uint64_t kRunBytes = kLimitBytes * 3 / 2;

// A group of processes with so much memory, page cache included; of either version of the kernel's interface.
class MemoryLimit {
 public:
  MemoryLimit() {
    const std::string name = "/daybook-test-" + std::to_string(::getpid());
    for (const auto& [root, limit, met] : {Files{"/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.failcnt"},
                                           Files{"/sys/fs/cgroup", "memory.max", "memory.events"}}) {
      directory_ = root + name;
      met_ = directory_ + "/" + met;
      if (::mkdir(directory_.c_str(), 0755) != 0) continue;
      std::ofstream file(directory_ + "/" + limit);
      file << kLimitBytes << std::flush;
      if (file.good()) return;
      ::rmdir(directory_.c_str());
    }
    directory_.clear();
  }
  ~MemoryLimit() {
    if (!directory_.empty()) ::rmdir(directory_.c_str());
  }
  MemoryLimit(const MemoryLimit&) = delete;
  MemoryLimit& operator=(const MemoryLimit&) = delete;

  [[nodiscard]] bool there() const { return !directory_.empty(); }
  // The calling process is in it from now on.
  [[nodiscard]] bool enter() const {
    std::ofstream file(directory_ + "/cgroup.procs");
    file << ::getpid() << std::flush;
    return file.good();
  }
  // How often the limit was met: a number alone, or behind the word "max".
  [[nodiscard]] std::uint64_t times_met() const {
    std::ifstream file(met_);
    std::string before;
    for (std::string word; file >> word; before = word) {
      const bool is_number = word.find_first_not_of("0123456789") == std::string::npos;
      if (is_number && (before.empty() || before == "max")) return std::stoull(word);
    }
    return UINT64_MAX;
  }

 private:
  struct Files {
    std::string root;
    std::string limit;
    std::string met;
  };

  std::string directory_;
  std::string met_;
};

class LongRun : public JournalTest, public testing::WithParamInterface<Durability> {};

TEST_P(LongRun, NeverMeetsTheLimitOfItsMemory) {
  const MemoryLimit limit;
  if (!limit.there()) GTEST_SKIP() << "not run: this machine permits no memory cgroup";
  options_.durability = GetParam();
  options_.segment_bytes = std::uint64_t{4} << 20;
  options_.cached_bytes = std::uint64_t{16} << 20;
  const pid_t child = ::fork();
  if (child == 0) {
    if (!limit.enter()) ::_exit(2);
    auto journal = Journal::open(*storage_, directory(), options_);
    if (!journal) ::_exit(3);
    const std::string payload = pattern(100'000, 1);
    for (std::uint64_t sequence = 1; (*journal)->written().value < kRunBytes; ++sequence) {
      std::span<std::byte> room = (*journal)->claim(payload.size());
      for (; room.empty(); room = (*journal)->claim(payload.size())) {
        if ((*journal)->failure() != nullptr || !(*journal)->service()) ::_exit(4);
      }
      std::memcpy(room.data(), payload.data(), payload.size());
      (*journal)->commit({.first_sequence = sequence, .count = 1}, payload.size());
      while ((*journal)->service_wanted()) (*journal)->service();
    }
    ::_exit((*journal)->close() ? 0 : 5);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status)) << "killed by signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  std::cout << "the limit was met " << limit.times_met() << " times\n";
  EXPECT_EQ(limit.times_met(), 0U);
  open();
  EXPECT_GE(report_.payload_bytes, kRunBytes * 9 / 10);
}

INSTANTIATE_TEST_SUITE_P(Level, LongRun, testing::Values(Durability::kProcess, Durability::kPower),
                         [](const auto& test) { return test.param == Durability::kPower ? "Power" : "Process"; });

}  // namespace
}  // namespace daybook::journal
