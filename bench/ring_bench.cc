// The ring buffer, the sequencer and the shared intake alone, no journal: topologies of bench/ring_course.h and
// bench/ingress_course.h, which draw them. Yielding; every consumer's sum is checked.

#include <benchmark/benchmark.h>

#include <string>

#include "bench/ingress_course.h"
#include "bench/ring_course.h"

namespace daybook::bench {
namespace {

constexpr std::uint64_t kRecords = 3'000'000 / 96 * 96;  // whole batches, and three alike shares

void finish(benchmark::State& state, const Finish& finish) {
  if (!finish.right) state.SkipWithError("records were lost, doubled or torn");
  state.SetIterationTime(finish.seconds);
}

template <class Ring>
void ring(benchmark::State& state, Finish (Ring::*run)(), unsigned batch) {
  for (auto _ : state) {
    Ring course({.records = kRecords, .batch = batch});
    finish(state, (course.*run)());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(kRecords) * state.iterations());
}

template <class Load>
void ingress(benchmark::State& state) {
  for (auto _ : state) {
    IngressCourse<Load, Yielding> course({.records = kRecords});
    finish(state, course.many_to_one(3));
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(kRecords) * state.iterations());
}

template <class Load, class Records>
void add_rings(const std::string& part, const std::string& load) {
  using Ring = RingCourse<Load, Yielding, Records>;
  const auto add = [&](const std::string& topology, Finish (Ring::*run)()) {
    for (const unsigned batch : {1U, 32U}) {
      const std::string name = part + "/" + topology + "/" + load + (batch == 1 ? "/item" : "/batch32");
      benchmark::RegisterBenchmark(name.c_str(), ring<Ring>, run, batch)->UseManualTime()->Iterations(3);
    }
  };
  add("1to1", &Ring::one_to_one);
  add("diamond", &Ring::diamond);
  add("pipeline3", &Ring::pipeline);
}

template <class Load>
void add_all(const std::string& load) {
  add_rings<Load, Items<Load>>("ring", load);
  add_rings<Load, Commands<Load>>("sequencer", load);
  benchmark::RegisterBenchmark(("ingress/3to1/" + load).c_str(), ingress<Load>)->UseManualTime()->Iterations(3);
}

[[maybe_unused]] const bool kAdded = [] {
  add_all<NoOp>("no_op");
  add_all<Bytes128>("128_bytes");
  return true;
}();

}  // namespace
}  // namespace daybook::bench
