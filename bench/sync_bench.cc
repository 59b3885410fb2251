// Ways to make a log durable, compared on one stream of records: what FORMAT.md's table is made of. A writer appends at
// full speed with a bounded window; a second thread syncs whatever has come meanwhile, as the journal's service does.

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

#include "bench/scratch.h"
#include "engine/clock.h"
#include "journal/format.h"
#include "journal/storage.h"

namespace daybook::bench {
namespace {

constexpr std::size_t kRecordBytes = 128;
constexpr std::uint64_t kFileBytes = std::uint64_t{64} << 20;
constexpr std::uint64_t kWindowBytes = 16'384 * kRecordBytes;
constexpr std::uint64_t kSampleEvery = 64;  // records

enum class Way : std::uint8_t { kFdatasync, kMsync, kDirect };

// A file of zeros with real blocks, and the memory that is appended to: the file itself, or beside it.
class Log {
 public:
  Log(const std::string& path, Way way) : way_(way) {
    auto file = journal::Storage::system().create(path);
    ok_ = file && (*file)->allocate(kFileBytes) && (*file)->write(0, std::vector<std::byte>(kFileBytes)) &&
          (*file)->sync();
    if (!ok_) return;
    fd_ = ::open(path.c_str(), way == Way::kDirect ? O_RDWR | O_DIRECT | O_DSYNC : O_RDWR);
    const int flags = way == Way::kDirect ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
    void* memory = ::mmap(nullptr, kFileBytes, PROT_READ | PROT_WRITE, flags, way == Way::kDirect ? -1 : fd_, 0);
    ok_ = fd_ >= 0 && memory != MAP_FAILED;
    memory_ = static_cast<std::byte*>(memory);
    // Not the writer's work: a service thread does it ahead.
    for (std::uint64_t at = 0; ok_ && at < kFileBytes; at += journal::kPageBytes) {
      sum_ += static_cast<unsigned>(*static_cast<volatile std::byte*>(memory_ + at));
      if (way == Way::kDirect) *static_cast<volatile std::byte*>(memory_ + at) = std::byte{0};
    }
  }
  ~Log() {
    if (memory_ != nullptr) ::munmap(memory_, kFileBytes);
    if (fd_ >= 0) ::close(fd_);
  }
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] std::byte* memory() const { return memory_; }
  // Makes [from, to) durable.
  [[nodiscard]] bool sync(std::uint64_t from, std::uint64_t to) const {
    const std::uint64_t begin = from / journal::kPageBytes * journal::kPageBytes;
    const std::uint64_t end = (to + journal::kPageBytes - 1) / journal::kPageBytes * journal::kPageBytes;
    switch (way_) {
      case Way::kFdatasync:
        return ::fdatasync(fd_) == 0;
      case Way::kMsync:
        return ::msync(memory_ + begin, end - begin, MS_SYNC) == 0;
      case Way::kDirect:
        return ::pwrite(fd_, memory_ + begin, end - begin, static_cast<off_t>(begin)) ==
               static_cast<ssize_t>(end - begin);
    }
    return false;
  }

 private:
  Way way_;
  bool ok_ = false;
  int fd_ = -1;
  unsigned sum_ = 0;
  std::byte* memory_ = nullptr;
};

double cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

//  writer ──► memory ──► sync, at least `range(0)` µs apart; `range(1)` thousand records per second, 0: full speed
void ways(benchmark::State& state, Way way) {
  const auto spacing = std::chrono::microseconds(state.range(0));
  const double ns_per_record = state.range(1) == 0 ? 0 : 1e6 / static_cast<double>(state.range(1));
  constexpr std::uint64_t kRecords = kFileBytes / kRecordBytes;
  std::vector<std::uint64_t> latencies;
  std::uint64_t syncs = 0;
  double cpu = 0;
  for (auto _ : state) {
    const Scratch scratch;
    const Log log(scratch.path() + "/log", way);
    if (!log.ok()) return state.SkipWithError("this file system does not take such a log");
    std::atomic<std::uint64_t> written{0};
    std::atomic<std::uint64_t> synced{0};
    std::atomic<bool> failed{false};
    std::vector<std::uint64_t> wanted_at(kRecords / kSampleEvery);
    const double cpu_before = cpu_seconds();
    const auto begin = std::chrono::steady_clock::now();
    std::thread syncer([&] {
      auto next = std::chrono::steady_clock::now();
      std::uint64_t sampled = 0;
      while (synced.load() != kFileBytes && !failed.load()) {
        std::this_thread::sleep_until(next);
        const std::uint64_t from = synced.load();
        const std::uint64_t to = written.load(std::memory_order_acquire);
        if (to == from) {
          std::this_thread::yield();
          continue;
        }
        next = std::chrono::steady_clock::now() + spacing;
        if (!log.sync(from, to)) failed.store(true);
        ++syncs;
        synced.store(to, std::memory_order_release);
        const std::uint64_t now = Clock::system_monotonic_ns();
        for (; (sampled * kSampleEvery + 1) * kRecordBytes <= to && sampled < wanted_at.size(); ++sampled) {
          latencies.push_back(now - wanted_at[sampled]);
        }
      }
    });
    ::prctl(PR_SET_TIMERSLACK, 1);  // a sleep ends when it should
    std::byte record[kRecordBytes];
    std::memset(record, 7, sizeof(record));
    for (std::uint64_t i = 0; i < kRecords && !failed.load(std::memory_order_relaxed); ++i) {
      while (i * kRecordBytes - synced.load(std::memory_order_acquire) > kWindowBytes) std::this_thread::yield();
      // Open loop: a late record does not delay the next ones, and its latency counts from when it was due.
      const auto due =
          begin + std::chrono::nanoseconds(static_cast<std::int64_t>(ns_per_record * static_cast<double>(i)));
      if (ns_per_record != 0 && i % 16 == 0) std::this_thread::sleep_until(due);
      if (i % kSampleEvery == 0) {
        const auto from = ns_per_record != 0 ? due : std::chrono::steady_clock::now();
        wanted_at[i / kSampleEvery] = static_cast<std::uint64_t>(from.time_since_epoch().count());
      }
      std::memcpy(log.memory() + i * kRecordBytes, record, sizeof(record));
      written.store((i + 1) * kRecordBytes, std::memory_order_release);
    }
    syncer.join();
    state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    cpu += cpu_seconds() - cpu_before;
    if (failed.load()) return state.SkipWithError("a sync failed");
    // The result is checked: the file holds the records.
    auto file = journal::Storage::system().open(scratch.path() + "/log", journal::Access::kRead);
    std::vector<std::byte> bytes(kFileBytes);
    if (!file || !(*file)->read(0, bytes) || bytes != std::vector<std::byte>(kFileBytes, std::byte{7})) {
      return state.SkipWithError("records are missing");
    }
  }
  std::sort(latencies.begin(), latencies.end());
  const auto records = static_cast<double>(state.iterations()) * kRecords;
  state.SetItemsProcessed(static_cast<std::int64_t>(records));
  state.counters["p50_us"] = static_cast<double>(latencies[latencies.size() / 2]) / 1e3;
  state.counters["p99_us"] = static_cast<double>(latencies[latencies.size() * 99 / 100]) / 1e3;
  state.counters["cpu_ns_per_record"] = cpu * 1e9 / records;
  state.counters["records_per_sync"] = records / static_cast<double>(syncs);
}
void spacings(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"spacing_us", "krecords"})->UseManualTime();
  for (const int spacing : {0, 500}) bench->Args({spacing, 0})->Args({spacing, 400})->Iterations(2);
}
BENCHMARK_CAPTURE(ways, fdatasync, Way::kFdatasync)->Name("sync/mapping_fdatasync")->Apply(spacings);
BENCHMARK_CAPTURE(ways, msync, Way::kMsync)->Name("sync/mapping_msync")->Apply(spacings);
BENCHMARK_CAPTURE(ways, direct, Way::kDirect)->Name("sync/direct_dsync")->Apply(spacings);

}  // namespace
}  // namespace daybook::bench
