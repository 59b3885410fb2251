// Look-ups in a table of 64-byte rows, with the look-ahead of the logic stage (index, then row) and without: what a
// state larger than the caches costs.

#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

#include "domain/workload/random.h"
#include "domain/workload/zipf.h"
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
