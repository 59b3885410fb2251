// The whole engine: producer, journal, logic, receipts; then the start from its files. Closed loop, direct publishing.
// Every receipt is held against what the workload foretells, every replay's state hash against the engine's.

#include <benchmark/benchmark.h>

#include "bench/load/receipt_check.h"
#include "bench/scratch.h"
#include "bench/warm_memory.h"
#include "domain/domain.h"
#include "domain/workload.h"
#include "engine/engine.h"
#include "engine/replay.h"

namespace daybook::bench {
namespace {

using domain::ShippingDomain;
using domain::workload::Item;
using domain::workload::ShippingDay;

constexpr std::uint64_t kShipments = 100'000;
constexpr std::size_t kStateBytes = std::size_t{1} << 30;  // more than any case takes

Options options_for(const std::string& directory, Topology topology, Durability durability) {
  return {.directory = directory,
          .durability = durability,
          .topology = topology,
          .intake = Intake::kDirect,
          .dedup_window_ns = 24 * 3'600'000'000'000};
}

// Sends the whole day with at most `window` commands in flight; returns how many were answered as they should be.
std::uint64_t run_day(Engine<ShippingDomain>& engine, std::size_t window) {
  auto producer = engine.producer();
  load::ReceiptCheck check(Options{}.credits);
  const auto take = [&](const Reply& reply) { check.received(reply); };
  const auto wait = [&] {
    if (producer.poll(take) == 0) producer.wait();
  };
  ShippingDay day(
      {.seed = 1, .shipments = kShipments, .accounts = kShipments, .epoch_ms = Clock::real_ns() / 1'000'000});
  while (day.next([&](const Item& item, const auto& command) {
    while (producer.in_flight() >= window && !engine.state()->finished()) wait();
    for (;;) {
      const auto sent = producer.submit(command, {.id = item.id});
      if (sent) check.sent(item.id, item);
      if (sent || sent.error().kind != SubmitError::Kind::kBusy) return;
      wait();
    }
  })) {
  }
  while (producer.in_flight() != 0 && !engine.state()->finished()) wait();
  return check.received() - check.mismatches();
}

//  inline      all on one thread
//  paired      producer + journal │ logic + publish
//  dedicated   producer │ journal │ logic │ publish
void end_to_end(benchmark::State& state, Topology topology, Durability durability, std::size_t window) {
  std::uint64_t commands = 0;
  warm_memory(kStateBytes);
  for (auto _ : state) {
    state.PauseTiming();
    {
      const Scratch scratch;
      auto engine = Engine<ShippingDomain>::open(options_for(scratch.path(), topology, durability));
      if (!engine) return state.SkipWithError(engine.error().message().c_str());
      state.ResumeTiming();
      const std::uint64_t answered = run_day(*engine, window);
      state.PauseTiming();
      commands += answered;
      if (answered != ShippingDay::commands({.seed = 1, .shipments = kShipments, .accounts = kShipments})) {
        return state.SkipWithError("receipts are missing, or not what was foretold");
      }
      if (engine->error()) return state.SkipWithError(engine->error()->message().c_str());
      if (!engine->stop()) return state.SkipWithError("the engine did not stop");
    }
    state.ResumeTiming();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(commands));
}
BENCHMARK_CAPTURE(end_to_end, inline_process, Topology::kInline, Durability::kProcess, 2'048)
    ->Name("engine/inline/process")
    ->UseRealTime()
    ->Iterations(3);
BENCHMARK_CAPTURE(end_to_end, paired_process, Topology::kPaired, Durability::kProcess, 2'048)
    ->Name("engine/paired/process")
    ->UseRealTime()
    ->Iterations(3);
BENCHMARK_CAPTURE(end_to_end, paired_power, Topology::kPaired, Durability::kPower, 16'384)
    ->Name("engine/paired/power")
    ->UseRealTime()
    ->Iterations(3);
BENCHMARK_CAPTURE(end_to_end, dedicated_process, Topology::kDedicated, Durability::kProcess, 2'048)
    ->Name("engine/dedicated/process")
    ->UseRealTime()
    ->Iterations(3);
BENCHMARK_CAPTURE(end_to_end, dedicated_power, Topology::kDedicated, Durability::kPower, 16'384)
    ->Name("engine/dedicated/power")
    ->UseRealTime()
    ->Iterations(3);

//  files ──► state
void replay(benchmark::State& state, ReplayOptions::Source source) {
  const Scratch scratch;
  std::uint64_t hash = 0;
  {
    auto engine = Engine<ShippingDomain>::open(options_for(scratch.path(), Topology::kPaired, Durability::kProcess));
    if (!engine) return state.SkipWithError(engine.error().message().c_str());
    run_day(*engine, 2'048);
    hash = engine->state_hash().value_or(0);
    if (!engine->stop()) return state.SkipWithError("the engine did not stop");
  }
  std::uint64_t commands = 0;
  warm_memory(kStateBytes);
  for (auto _ : state) {
    Replay<ShippingDomain> run(journal::Storage::system(), scratch.path(),
                               {.source = source, .limit = journal::ReaderOptions::Limit::kWritten});
    auto report = run.run();
    if (!report || report->state_hash != hash) return state.SkipWithError("the replay gave another state");
    commands += report->commands;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(commands));
}
BENCHMARK_CAPTURE(replay, fold, ReplayOptions::Source::kEvents)->Name("replay/fold")->UseRealTime()->Iterations(3);
BENCHMARK_CAPTURE(replay, decide, ReplayOptions::Source::kCommands)
    ->Name("replay/decide")
    ->UseRealTime()
    ->Iterations(3);

}  // namespace
}  // namespace daybook::bench
