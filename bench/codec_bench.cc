// Messages of the reference domain: encode, decode.

#include <benchmark/benchmark.h>

#include <vector>

#include "domain/domain.h"
#include "domain/workload.h"

namespace daybook::bench {
namespace {

using domain::workload::Item;
using domain::workload::ShippingDay;

struct Encoded {
  std::uint16_t type;
  std::size_t block;
  std::vector<std::byte> bytes;
};

std::vector<Encoded> mixed_commands() {
  std::vector<Encoded> all;
  ShippingDay day(1, 2'000, 100);
  while (day.next([&]<class C>(const Item&, const C& command) {
    Encoded one{kMessage<C>.type, kLayout<C>.block, std::vector<std::byte>(encoded_bytes(command))};
    encode(command, one.bytes.data());
    all.push_back(std::move(one));
  })) {
  }
  return all;
}

void decode_dispatch(benchmark::State& state) {
  const std::vector<Encoded> commands = mixed_commands();
  std::size_t next = 0;
  std::uint64_t wrong = 0;
  for (auto _ : state) {
    const Encoded& one = commands[next++ % commands.size()];
    const bool known = Facts<domain::ShippingDomain>::command(one.type, [&]<class Part, class C>() {
      C command{};
      wrong += decode(one.bytes, one.block, command) ? 0 : 1;
      benchmark::DoNotOptimize(command);
    });
    wrong += known ? 0 : 1;
  }
  if (wrong != 0) state.SkipWithError("commands did not decode");
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(decode_dispatch)->Name("codec/decode_dispatch/shipping_day");

void generate(benchmark::State& state) {
  std::uint64_t commands = 0;
  for (auto _ : state) {
    ShippingDay day(1, 100'000, 10'000);
    std::uint64_t bytes = 0;
    while (day.next([&](const Item&, const auto& command) { bytes += encoded_bytes(command); })) ++commands;
    if (bytes == 0) return state.SkipWithError("nothing was generated");
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(commands));
}
BENCHMARK(generate)->Name("workload/generate/shipping_day")->Iterations(3);

}  // namespace
}  // namespace daybook::bench
