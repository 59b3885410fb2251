// The deduplication window at work: a million entries, the index looked up ahead as the logic stage does.

#include <benchmark/benchmark.h>

#include "domain/workload/random.h"
#include "engine/dedup.h"
#include "engine/look_ahead.h"

namespace daybook::bench {
namespace {

using domain::workload::mix;

constexpr std::uint64_t kEntries = 1'000'000;

Id id_of(std::uint64_t number) { return Id::uuid_v7(number / 1'000, mix(number), mix(~number)); }

// The command `number` is decided at the journaled time `number`, and kept until kEntries others are.
DedupWindow::Entry entry_of(std::uint64_t number) {
  return {.id = id_of(number),
          .content_checksum = number,
          .sequence = number,
          .forget_after_ns = number + kEntries,
          .version = 0,
          .related = 0,
          .code = {},
          .outcome = Outcome::kAccepted,
          .zero = 0,
          .refused_follow_ups = 0};
}

// False: the id was there already.
bool admit(DedupWindow& window, std::uint64_t number) {
  window.prefetch(id_of(number + kIndexAhead));
  window.forget(number, 4);
  if (window.find(id_of(number)) != nullptr) return false;
  window.insert(id_of(number)) = entry_of(number);
  return true;
}

//  forget the oldest ── find nothing ── insert
void admit_new(benchmark::State& state) {
  DedupWindow window;
  std::uint64_t number = 0;
  // Until what is forgotten is what new entries are written to.
  while (number < 2 * kEntries) {
    if (!admit(window, ++number)) return state.SkipWithError("the window does not take a new command");
  }
  const std::size_t size = window.size();
  std::uint64_t wrong = 0;
  for (auto _ : state) wrong += admit(window, ++number) ? 0 : 1;
  if (wrong != 0 || window.size() != size) return state.SkipWithError("the window lost count");
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(admit_new)->Name("dedup/new");

//  find the original
void find_repeat(benchmark::State& state) {
  DedupWindow window;
  for (std::uint64_t number = 1; number <= kEntries; ++number) {
    if (!admit(window, number)) return state.SkipWithError("the window does not take a new command");
  }
  std::uint64_t draw = 0;
  const auto number_of = [](std::uint64_t i) { return domain::workload::Random::scale(mix(i), kEntries) + 1; };
  std::uint64_t wrong = 0;
  for (auto _ : state) {
    window.prefetch(id_of(number_of(draw + kIndexAhead)));
    const std::uint64_t number = number_of(draw++);
    const DedupWindow::Entry* entry = window.find(id_of(number));
    wrong += entry != nullptr && entry->sequence == number ? 0 : 1;
  }
  if (wrong != 0) return state.SkipWithError("a repeat did not find its original");
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(find_repeat)->Name("dedup/repeat");

}  // namespace
}  // namespace daybook::bench
