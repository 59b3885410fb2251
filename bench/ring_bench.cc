// The ring buffer alone: sequencer to consumers, records of 128 bytes, no journal.

#include <benchmark/benchmark.h>

#include <cstring>
#include <thread>

#include "engine/byte_ring.h"
#include "engine/ingress.h"
#include "engine/sequencer.h"

namespace daybook::bench {
namespace {

constexpr std::size_t kRecordBytes = 128;
constexpr std::uint64_t kRecords = 4'000'000;

void publish(Sequencer& sequencer) {
  std::byte* record = nullptr;
  while ((record = sequencer.claim(kRecordBytes)) == nullptr) std::this_thread::yield();
  auto& header = *reinterpret_cast<CommandHeader*>(record);
  header = CommandHeader{.bytes = kRecordBytes, .type = 1};
  sequencer.publish(record);
}

// Takes everything up to `from`, adding up sequences, until all records have passed.
std::uint64_t consume(const ByteRing& ring, const Cursor& from, Cursor& own) {
  std::uint64_t sum = 0;
  for (std::uint64_t seen = 0; seen < kRecords;) {
    const std::uint64_t to = from.load();
    std::uint64_t at = own.own();
    if (at == to) {
      std::this_thread::yield();
      continue;
    }
    for (; at != to; at += kRecordBytes, ++seen) sum += CommandView(ring.at(at)).header().sequence;
    own.advance(at);
  }
  return sum;
}
constexpr std::uint64_t kSum = kRecords * (kRecords + 1) / 2;

//  P1 ──► C1        yielding
void one_to_one(benchmark::State& state) {
  for (auto _ : state) {
    auto ring = ByteRing::create(std::size_t{1} << 20);
    Status status;
    Sequencer sequencer(*ring, Clock(), status);
    Cursor consumed;
    sequencer.gate_on(consumed);
    std::uint64_t sum = 0;
    std::thread consumer([&] { sum = consume(*ring, sequencer.published(), consumed); });
    for (std::uint64_t i = 0; i < kRecords; ++i) publish(sequencer);
    consumer.join();
    if (sum != kSum) return state.SkipWithError("records were lost or doubled");
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(kRecords) * state.iterations());
}
BENCHMARK(one_to_one)->Name("ring/1to1")->UseRealTime()->Iterations(3);

//  P1 ──► C1 ──► C2        pipeline; three threads
void pipeline(benchmark::State& state) {
  for (auto _ : state) {
    auto ring = ByteRing::create(std::size_t{1} << 20);
    Status status;
    Sequencer sequencer(*ring, Clock(), status);
    Cursor first;
    Cursor second;
    sequencer.gate_on(second);
    std::uint64_t sums[2]{};
    std::thread one([&] { sums[0] = consume(*ring, sequencer.published(), first); });
    std::thread two([&] { sums[1] = consume(*ring, first, second); });
    for (std::uint64_t i = 0; i < kRecords; ++i) publish(sequencer);
    one.join();
    two.join();
    if (sums[0] != kSum || sums[1] != kSum) return state.SkipWithError("records were lost or doubled");
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(kRecords) * state.iterations());
}
BENCHMARK(pipeline)->Name("ring/pipeline3")->UseRealTime()->Iterations(3);

}  // namespace
}  // namespace daybook::bench
