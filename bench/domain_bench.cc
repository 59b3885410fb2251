// The logic without the pipeline: decide + apply with the decision record, then the fold of those records. One thread,
// in memory.

#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

#include "bench/warm_memory.h"
#include "domain/domain.h"
#include "domain/workload.h"
#include "engine/logic_core.h"

namespace daybook::bench {
namespace {

using domain::ShippingDomain;
using domain::workload::Item;
using domain::workload::ShippingDay;

constexpr std::size_t kDedupBytes = std::size_t{256} << 20;
constexpr std::size_t kStateBytes = std::size_t{1} << 30;  // more than any case takes

// The workload as command records, one after another.
std::vector<std::byte> encoded_day(std::uint64_t shipments) {
  std::vector<std::byte> all;
  std::uint64_t sequence = 0;
  domain::workload::Parameters parameters{.seed = 1, .shipments = shipments, .accounts = shipments / 10};
  ShippingDay day(parameters);
  while (day.next([&]<class C>(const Item& item, const C& command) {
    const std::size_t at = all.size();
    all.resize(at + aligned8(sizeof(CommandHeader) + encoded_bytes(command)));
    auto& header = *reinterpret_cast<CommandHeader*>(all.data() + at);
    header = CommandHeader{.type = kMessage<C>.type,
                           .block_bytes = static_cast<std::uint16_t>(kLayout<C>.block),
                           .sequence = ++sequence,
                           .stamp_ns = parameters.epoch_ms * 1'000'000,
                           .id = item.id};
    header.bytes = static_cast<std::uint32_t>(sizeof header + encode(command, all.data() + at + sizeof header));
    header.content_checksum = CommandView(all.data() + at).compute_checksum();
  })) {
  }
  return all;
}

// Decides everything, looking ahead as the logic stage does; the records are appended to `decisions` if it is not null.
// Returns how many commands.
std::uint64_t decide_all(LogicCore<ShippingDomain>& core, const std::vector<std::byte>& commands,
                         std::vector<std::byte>* decisions) {
  std::vector<std::byte> room(kMaxDecisionBytes);
  std::size_t ahead = 0;
  const auto look = [&] {
    if (ahead == commands.size()) return;
    const CommandView command(commands.data() + ahead);
    core.look_ahead(command);
    ahead += command.stride();
  };
  for (unsigned i = 0; i < kIndexAhead; ++i) look();
  std::uint64_t count = 0;
  for (std::size_t at = 0; at < commands.size(); ++count) {
    look();
    const CommandView command(commands.data() + at);
    Receipt receipt;
    const std::size_t bytes = core.decide(command, LogicCore<ShippingDomain>::Skip::kNo, room.data(), receipt);
    if (decisions != nullptr)
      decisions->insert(decisions->end(), room.begin(), room.begin() + static_cast<std::ptrdiff_t>(bytes));
    at += command.stride();
  }
  return count;
}

void decide_apply(benchmark::State& state) {
  const auto commands = encoded_day(static_cast<std::uint64_t>(state.range(0)));
  std::uint64_t count = 0;
  std::uint64_t hash = 0;
  warm_memory(kStateBytes);
  for (auto _ : state) {
    auto core = std::make_unique<LogicCore<ShippingDomain>>(kDedupBytes);
    count += decide_all(*core, commands, nullptr);
    state.PauseTiming();
    if (hash != 0 && core->state_hash() != hash) return state.SkipWithError("the same commands gave another state");
    hash = core->state_hash();
    core.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(count));
}
BENCHMARK(decide_apply)
    ->Name("logic/decide_apply/shipping_day")
    ->Arg(20'000)
    ->Arg(100'000)
    ->ArgName("shipments")
    ->Iterations(3);

void fold(benchmark::State& state) {
  const auto commands = encoded_day(static_cast<std::uint64_t>(state.range(0)));
  std::vector<std::byte> decisions;
  auto first = std::make_unique<LogicCore<ShippingDomain>>(kDedupBytes);
  decide_all(*first, commands, &decisions);
  const std::uint64_t hash = first->state_hash();
  first.reset();
  warm_memory(kStateBytes);
  std::uint64_t count = 0;
  for (auto _ : state) {
    auto core = std::make_unique<LogicCore<ShippingDomain>>(kDedupBytes);
    for (std::size_t at = 0; at < decisions.size(); ++count) {
      const DecisionView decision(decisions.data() + at);
      if (!core->fold(decision)) return state.SkipWithError("a decision could not be folded");
      at += decision.bytes().size();
    }
    state.PauseTiming();
    if (core->state_hash() != hash) return state.SkipWithError("the fold gave another state");
    core.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(count));
}
BENCHMARK(fold)->Name("logic/fold/shipping_day")->Arg(20'000)->Arg(100'000)->ArgName("shipments")->Iterations(3);

}  // namespace
}  // namespace daybook::bench
