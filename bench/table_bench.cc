// A table of 64-byte rows: look-ups with the look-ahead of the logic stage (index, then row) and without, which is what
// a state larger than the caches costs; and the longest of the inserts that make it large.

#include <benchmark/benchmark.h>

#include <atomic>
#include <chrono>
#include <ctime>
#include <memory>
#include <thread>
#include <vector>

#include "bench/load/histogram.h"
#include "bench/warm_memory.h"
#include "domain/workload/random.h"
#include "domain/workload/zipf.h"
#include "engine/clock.h"
#include "engine/large_pages.h"
#include "engine/look_ahead.h"
#include "engine/table.h"

namespace daybook::bench {
namespace {

using domain::workload::mix;
using domain::workload::Random;
using domain::workload::Zipf;

struct Record {
  std::uint64_t value;
  std::uint64_t more[6];
};
using Rows = Table<std::uint64_t, Record>;

enum class Keys : std::uint8_t { kUniform, kZipf };
enum class Look : std::uint8_t { kNotAhead, kAhead };

constexpr std::size_t kDraws = 1'000'000;

// Hot keys lie apart from one another, as ids do.
std::uint64_t key_of(std::uint64_t number) { return mix(number); }

// One table at a time: the largest takes most of a gigabyte.
const Rows& rows_of(std::uint64_t keys) {
  static std::unique_ptr<Rows> rows;
  if (rows == nullptr || rows->size() != keys) {
    rows = std::make_unique<Rows>();
    rows->reserve(keys);
    for (std::uint64_t i = 0; i < keys; ++i) rows->insert(key_of(i), {.value = i, .more = {}});
  }
  return *rows;
}

struct Draws {
  std::vector<std::uint64_t> keys;
  std::uint64_t sum = 0;  // of the values they lead to
};

Draws draw(std::uint64_t keys, Keys law) {
  Draws draws;
  Random random(1);
  const Zipf zipf(keys);
  for (std::size_t i = 0; i < kDraws; ++i) {
    const std::uint64_t number = law == Keys::kZipf ? zipf.rank(random) - 1 : random.below(keys);
    draws.keys.push_back(key_of(number));
    draws.sum += number;
  }
  return draws;
}

std::uint64_t find_all(const Rows& rows, const std::vector<std::uint64_t>& keys) {
  std::uint64_t sum = 0;
  for (const std::uint64_t key : keys) sum += rows.find(key)->value;
  return sum;
}

std::uint64_t find_all_ahead(const Rows& rows, const std::vector<std::uint64_t>& keys) {
  RowsAhead ahead;
  std::uint64_t sum = 0;
  std::size_t looked = 0;
  const auto look = [&] {
    if (looked == keys.size()) return;
    ahead.open(looked);
    rows.prefetch(keys[looked++], Ahead(ahead));
  };
  for (unsigned i = 0; i < kIndexAhead; ++i) look();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    look();
    ahead.advance(i);
    sum += rows.find(keys[i])->value;
  }
  return sum;
}

void find(benchmark::State& state, Keys law, Look look) {
  const auto keys = static_cast<std::uint64_t>(state.range(0));
  const Rows& rows = rows_of(keys);
  const Draws draws = draw(keys, law);
  for (auto _ : state) {
    const std::uint64_t sum = look == Look::kAhead ? find_all_ahead(rows, draws.keys) : find_all(rows, draws.keys);
    if (sum != draws.sum) return state.SkipWithError("a look-up found another row");
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(kDraws) * state.iterations());
}

// Keeps the reserve of memory blocks full, as an engine's service thread does.
class Reserve {
 public:
  Reserve()
      : thread_([this] {
          while (!stop_.load(std::memory_order_relaxed)) {
            if (!large_pages::fill()) std::this_thread::sleep_for(std::chrono::microseconds(50));
          }
        }) {}
  Reserve(const Reserve&) = delete;
  Reserve& operator=(const Reserve&) = delete;
  ~Reserve() {
    stop_.store(true, std::memory_order_relaxed);
    thread_.join();
  }

 private:
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

// What this thread has cost, ns: without the time in which it was put aside.
std::uint64_t processor_ns() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(time.tv_nsec);
}

template <class Step>
load::Histogram time_each(std::uint64_t count, std::uint64_t (*now_ns)(), Step&& step) {
  load::Histogram times;
  std::uint64_t before = now_ns();
  for (std::uint64_t i = 0; i < count; ++i) {
    step(i);
    const std::uint64_t now = now_ns();
    times.add(now - before);
    before = now;
  }
  return times;
}

// Grows a table, reading a clock after each insert.
load::Histogram time_inserts(Rows& rows, std::uint64_t keys, std::uint64_t (*now_ns)()) {
  const Reserve reserve;
  return time_each(keys, now_ns, [&](std::uint64_t i) { rows.insert(key_of(i), {.value = i, .more = {}}); });
}

// Beside the longest insert stand two figures that tell whether it was the table's: how long it kept the processor in
// another run, and the longest of as many look-ups of the same rows, which are only as slow as the machine makes them.
void grow(benchmark::State& state) {
  constexpr std::size_t kTableBytes = std::size_t{3} << 29;  // more than ten million rows and their index take
  const auto keys = static_cast<std::uint64_t>(state.range(0));
  for (auto _ : state) {
    state.PauseTiming();
    warm_memory(kTableBytes);
    const auto costs = time_inserts(*std::make_unique<Rows>(), keys, &processor_ns);
    warm_memory(kTableBytes);
    const auto rows = std::make_unique<Rows>();
    state.ResumeTiming();
    const auto inserts = time_inserts(*rows, keys, &Clock::system_monotonic_ns);
    state.PauseTiming();
    if (rows->size() != keys) return state.SkipWithError("rows are missing");
    std::uint64_t sum = 0;
    const auto finds =
        time_each(keys, &Clock::system_monotonic_ns, [&](std::uint64_t i) { sum += rows->find(key_of(i))->value; });
    if (sum != keys * (keys - 1) / 2) return state.SkipWithError("a look-up found another row");
    state.counters["p99.99_ns"] = static_cast<double>(inserts.quantile_ns(0.9999));
    state.counters["max_ns"] = static_cast<double>(inserts.max_ns());
    state.counters["processor_max_ns"] = static_cast<double>(costs.max_ns());
    state.counters["find_max_ns"] = static_cast<double>(finds.max_ns());
    state.counters["bytes_per_row"] = static_cast<double>(rows->memory_bytes()) / static_cast<double>(keys);
    state.ResumeTiming();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(keys) * state.iterations());
}
BENCHMARK(grow)->Name("table/grow")->Arg(10'000'000)->ArgName("keys")->Iterations(1);

// All cases of one size side by side, so that its table is built once.
[[maybe_unused]] const bool kAdded = [] {
  for (const std::int64_t keys : {10'000, 1'000'000, 10'000'000}) {
    const auto add = [&](const char* name, Keys law, Look look) {
      benchmark::RegisterBenchmark(name, find, law, look)->Arg(keys)->ArgName("keys")->Iterations(10);
    };
    add("table/find/uniform/plain", Keys::kUniform, Look::kNotAhead);
    add("table/find/uniform/prefetch", Keys::kUniform, Look::kAhead);
    add("table/find/zipf/plain", Keys::kZipf, Look::kNotAhead);
    add("table/find/zipf/prefetch", Keys::kZipf, Look::kAhead);
  }
  return true;
}();

}  // namespace
}  // namespace daybook::bench
