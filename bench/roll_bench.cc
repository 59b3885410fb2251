// Whether a change of segments can be seen in the latency of appends: twelve segments at a steady rate, a service
// thread beside the writer, old segments used again. The slowest of the 1,000 appends around each change, against
// the 99.9th percentile elsewhere.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <thread>
#include <vector>

#include "bench/scratch.h"
#include "engine/clock.h"
#include "journal/journal.h"

namespace daybook::bench {
namespace {

constexpr std::size_t kBatchBytes = 64 * 128;
constexpr std::uint64_t kSegmentBytes = std::uint64_t{64} << 20;
constexpr std::uint64_t kSegments = 12;
constexpr std::uint64_t kBatches = kSegments * kSegmentBytes / (kBatchBytes + journal::kBatchOverheadBytes);
constexpr std::uint64_t kAround = 500;  // appends on each side of a change

//  writer, one batch of 64 × 128 bytes every `range(0)` µs ──► mapping        a service thread
void rolls(benchmark::State& state, journal::Durability durability) {
  const auto every = std::chrono::microseconds(state.range(0));
  for (auto _ : state) {
    const Scratch scratch;
    auto opened = journal::Journal::open(journal::Storage::system(), scratch.path() + "/j",
                                         {.durability = durability, .segment_bytes = kSegmentBytes});
    if (!opened) return state.SkipWithError(opened.error().message().c_str());
    journal::Journal& journal = **opened;
    std::atomic<bool> stop{false};
    std::thread service([&] {
      while (!stop.load(std::memory_order_relaxed)) {
        if (!journal.service()) std::this_thread::sleep_for(std::chrono::microseconds(200));
      }
    });
    const std::vector<std::byte> source(kBatchBytes, std::byte{7});
    std::vector<std::uint64_t> took(kBatches);
    std::vector<std::uint64_t> changes;
    std::uint64_t segment = 0;
    const auto begin = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
    for (std::uint64_t i = 0; i < kBatches; ++i) {
      const auto due = begin + every * i;
      while (std::chrono::steady_clock::now() < due) {
      }
      std::span<std::byte> room = journal.claim(kBatchBytes);
      while (room.empty() && journal.failure() == nullptr) room = journal.claim(kBatchBytes);
      if (room.empty()) break;
      std::memcpy(room.data(), source.data(), kBatchBytes);
      const journal::Position end = journal.commit({.first_sequence = i * 64 + 1, .count = 64}, kBatchBytes);
      // From when it was due: an append that is held up delays those behind it, and they say so.
      took[i] = static_cast<std::uint64_t>((std::chrono::steady_clock::now() - due).count());
      journal.release_before(end);
      if (end.value / kSegmentBytes != segment) {
        segment = end.value / kSegmentBytes;
        changes.push_back(i);
      }
    }
    stop.store(true);
    service.join();
    if (journal.written_sequence() != kBatches * 64 || !journal.close())
      return state.SkipWithError("not all is written");

    std::vector<bool> around(kBatches, false);
    std::vector<std::uint64_t> slowest;
    for (const std::uint64_t change : changes) {
      const std::uint64_t from = change < kAround ? 0 : change - kAround;
      const std::uint64_t to = std::min(kBatches, change + kAround);
      std::fill(around.begin() + static_cast<long>(from), around.begin() + static_cast<long>(to), true);
      slowest.push_back(
          *std::max_element(took.begin() + static_cast<long>(from), took.begin() + static_cast<long>(to)));
    }
    std::vector<std::uint64_t> elsewhere;
    for (std::uint64_t i = kAround; i < kBatches; ++i) {
      if (!around[i]) elsewhere.push_back(took[i]);
    }
    std::sort(elsewhere.begin(), elsewhere.end());
    std::sort(slowest.begin(), slowest.end());
    state.counters["changes"] = static_cast<double>(slowest.size());
    state.counters["p50_us"] = static_cast<double>(elsewhere[elsewhere.size() / 2]) / 1e3;
    state.counters["p999_us"] = static_cast<double>(elsewhere[elsewhere.size() * 999 / 1000]) / 1e3;
    state.counters["max_us"] = static_cast<double>(elsewhere.back()) / 1e3;
    state.counters["at_change_median_us"] = static_cast<double>(slowest[slowest.size() / 2]) / 1e3;
    state.counters["at_change_worst_us"] = static_cast<double>(slowest.back()) / 1e3;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * kBatches));
}
BENCHMARK_CAPTURE(rolls, process, journal::Durability::kProcess)->Name("journal/rolls/process")->Arg(80)->Iterations(1);
BENCHMARK_CAPTURE(rolls, power, journal::Durability::kPower)->Name("journal/rolls/power")->Arg(80)->Iterations(1);

}  // namespace
}  // namespace daybook::bench
