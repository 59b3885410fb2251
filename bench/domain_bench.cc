// The logic without the pipeline: decide + apply with the decision record, then the fold of those records; and what an
// open shipment takes of memory. One thread, in memory.

#include <benchmark/benchmark.h>

#include <memory>
#include <type_traits>
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

constexpr std::size_t kStateBytes = std::size_t{1} << 30;  // more than any case takes

template <Command C>
void append(std::vector<std::byte>& records, std::uint64_t sequence, std::uint64_t epoch_ms, const Id& id,
            const C& command) {
  const std::size_t at = records.size();
  records.resize(at + aligned8(sizeof(CommandHeader) + encoded_bytes(command)));
  auto& header = *reinterpret_cast<CommandHeader*>(records.data() + at);
  header = CommandHeader{.type = kMessage<C>.type,
                         .block_bytes = static_cast<std::uint16_t>(kLayout<C>.block),
                         .sequence = sequence,
                         .stamp_ns = epoch_ms * 1'000'000,
                         .id = id};
  header.bytes = static_cast<std::uint32_t>(sizeof header + encode(command, records.data() + at + sizeof header));
  header.content_checksum = CommandView(records.data() + at).compute_checksum();
}

// The workload as command records, one after another.
struct EncodedDay {
  std::vector<std::byte> commands{};
  std::uint64_t accepted = 0;  // as the workload foretells
};
EncodedDay encoded_day(std::uint64_t shipments) {
  EncodedDay encoded;
  std::uint64_t sequence = 0;
  domain::workload::Parameters parameters{.seed = 1, .shipments = shipments, .accounts = shipments / 10};
  ShippingDay day(parameters);
  while (day.next([&](const Item& item, const auto& command) {
    append(encoded.commands, ++sequence, parameters.epoch_ms, item.id, command);
  })) {
  }
  encoded.accepted = domain::workload::expected_totals(parameters).accepted;
  return encoded;
}

// Decides everything, looking ahead as the logic stage does; the records are appended to `decisions` if it is not null.
// Returns how many commands; 0: not so many were accepted as the workload foretells.
std::uint64_t decide_all(LogicCore<ShippingDomain>& core, const EncodedDay& day, std::vector<std::byte>* decisions) {
  const std::vector<std::byte>& commands = day.commands;
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
  std::uint64_t accepted = 0;
  for (std::size_t at = 0; at < commands.size(); ++count) {
    look();
    const CommandView command(commands.data() + at);
    Receipt receipt;
    const std::size_t bytes = core.decide(command, LogicCore<ShippingDomain>::Skip::kNo, room.data(), receipt);
    accepted += receipt.outcome == Outcome::kAccepted && receipt.sequence.value == command.header().sequence ? 1 : 0;
    if (decisions != nullptr)
      decisions->insert(decisions->end(), room.begin(), room.begin() + static_cast<std::ptrdiff_t>(bytes));
    at += command.stride();
  }
  return accepted == day.accepted ? count : 0;
}

void decide_apply(benchmark::State& state) {
  const EncodedDay day = encoded_day(static_cast<std::uint64_t>(state.range(0)));
  std::uint64_t count = 0;
  std::uint64_t hash = 0;
  warm_memory(kStateBytes);
  for (auto _ : state) {
    auto core = std::make_unique<LogicCore<ShippingDomain>>();
    const std::uint64_t decided = decide_all(*core, day, nullptr);
    state.PauseTiming();
    if (decided == 0) return state.SkipWithError("the receipts are not what was foretold");
    count += decided;
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
  const EncodedDay day = encoded_day(static_cast<std::uint64_t>(state.range(0)));
  std::vector<std::byte> decisions;
  auto first = std::make_unique<LogicCore<ShippingDomain>>();
  if (decide_all(*first, day, &decisions) == 0) return state.SkipWithError("the receipts are not what was foretold");
  const std::uint64_t hash = first->state_hash();
  first.reset();
  warm_memory(kStateBytes);
  std::uint64_t count = 0;
  for (auto _ : state) {
    auto core = std::make_unique<LogicCore<ShippingDomain>>();
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

// Every shipment of the day is submitted and stays as it is: open, with a hold for its charge. Counts what their two
// tables have taken from the system, rows and indexes.
void open_shipments(benchmark::State& state) {
  const auto wanted = static_cast<std::uint64_t>(state.range(0));
  const domain::workload::Parameters parameters{.seed = 1, .shipments = wanted + wanted / 50, .accounts = wanted / 10};
  warm_memory(kStateBytes);
  for (auto _ : state) {
    auto core = std::make_unique<LogicCore<ShippingDomain>>();
    const auto& shipments = core->domain().get<domain::Shipments>();
    const auto& accounts = core->domain().get<domain::Accounts>();
    ShippingDay day(parameters);
    std::uint64_t sequence = 0;
    std::vector<std::byte> record;
    std::vector<std::byte> room(kMaxDecisionBytes);
    const auto send = [&]<class C>(const Item& item, const C& command) {
      if (!item.setup && !std::is_same_v<C, domain::SubmitShipment>) return;
      record.clear();
      append(record, ++sequence, parameters.epoch_ms, item.id, command);
      Receipt receipt;
      core->decide(CommandView(record.data()), LogicCore<ShippingDomain>::Skip::kNo, room.data(), receipt);
    };
    while (shipments.open.size() < wanted && day.next(send)) {
    }
    if (shipments.open.size() != wanted || accounts.pending.size() != wanted)
      return state.SkipWithError("shipments or their holds are missing");
    state.counters["bytes_per_open_shipment"] =
        static_cast<double>(shipments.open.memory_bytes() + accounts.pending.memory_bytes()) /
        static_cast<double>(wanted);
  }
}
BENCHMARK(open_shipments)->Name("domain/open_shipments")->Arg(1'000'000)->ArgName("shipments")->Iterations(1);

}  // namespace
}  // namespace daybook::bench
