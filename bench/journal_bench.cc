// Append to the journal: unsynced, on one thread; the service's work (segments, syncs at seal) is in the figure.

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstring>
#include <vector>

#include "bench/scratch.h"
#include "journal/checksum.h"
#include "journal/journal.h"
#include "journal/reader.h"

namespace daybook::bench {
namespace {

constexpr std::size_t kRecordBytes = 128;

//  writer ──► mapping        batches of `range(0)` records of 128 bytes, durability process
void append(benchmark::State& state) {
  const auto batch = static_cast<std::size_t>(state.range(0));
  const Scratch scratch;
  auto opened = journal::Journal::open(journal::Storage::system(), scratch.path() + "/j",
                                       {.durability = journal::Durability::kProcess});
  if (!opened) return state.SkipWithError(opened.error().message().c_str());
  journal::Journal& journal = **opened;
  std::vector<std::byte> source(batch * kRecordBytes, std::byte{7});
  std::uint64_t sequence = 1;
  for (auto _ : state) {
    std::span<std::byte> room = journal.claim(source.size());
    while (room.empty() && journal.failure() == nullptr) {
      journal.service();
      room = journal.claim(source.size());
    }
    if (room.empty()) return state.SkipWithError("the journal failed");
    std::memcpy(room.data(), source.data(), source.size());
    journal.commit({.first_sequence = sequence, .count = static_cast<std::uint32_t>(batch)}, source.size());
    sequence += batch;
    if (journal.service_wanted()) journal.service();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(sequence - 1));
  state.SetBytesProcessed(static_cast<std::int64_t>((sequence - 1) * kRecordBytes));
  if (auto closed = journal.close(); !closed) return state.SkipWithError("close failed");

  // The result is checked: every record is there.
  auto reader = journal::Reader::open(journal::Storage::system(), scratch.path() + "/j",
                                      {.limit = journal::ReaderOptions::Limit::kWritten});
  std::uint64_t records = 0;
  for (auto found = reader->next(); found && *found; found = reader->next()) records += (*found)->header.count;
  if (records != sequence - 1) state.SkipWithError("records are missing");
}
// A bounded number of records, so that the disk is not filled: 16 GB would say no more than 1.
BENCHMARK(append)->Name("journal/append/process")->Arg(1)->Iterations(2'000'000)->ArgName("batch");
BENCHMARK(append)->Name("journal/append/process")->Arg(16)->Iterations(250'000)->ArgName("batch");
BENCHMARK(append)->Name("journal/append/process")->Arg(256)->Iterations(16'000)->ArgName("batch");

// How near an append is to what its bytes alone cost: records of 128 bytes in batches of 64, on pages that are there
// already, beside the same bytes copied and summed and nothing else. Both stand in the same kind of file.
constexpr std::size_t kBatchRecords = 64;
constexpr std::size_t kBatchBytes = kBatchRecords * kRecordBytes;
constexpr std::size_t kBatchesPerTurn = 256;  // 2 MiB: fewer than are prepared ahead

void append_prepared(benchmark::State& state) {
  const Scratch scratch;
  auto opened = journal::Journal::open(journal::Storage::system(), scratch.path() + "/j",
                                       {.durability = journal::Durability::kProcess});
  if (!opened) return state.SkipWithError(opened.error().message().c_str());
  journal::Journal& journal = **opened;
  const std::vector<std::byte> source(kBatchBytes, std::byte{7});
  std::uint64_t sequence = 1;
  for (auto _ : state) {
    while (journal.service()) {
    }
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < kBatchesPerTurn; ++i) {
      const std::span<std::byte> room = journal.claim(kBatchBytes);
      if (room.empty()) return state.SkipWithError("no room");
      std::memcpy(room.data(), source.data(), kBatchBytes);
      journal.commit({.first_sequence = sequence, .count = kBatchRecords}, kBatchBytes);
      sequence += kBatchRecords;
    }
    state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(sequence - 1));
  state.SetBytesProcessed(static_cast<std::int64_t>((sequence - 1) * kRecordBytes));
  if (journal.written_sequence() != sequence - 1 || !journal.close()) state.SkipWithError("records are missing");
}
BENCHMARK(append_prepared)->Name("journal/append/prepared")->Iterations(200)->UseManualTime();

void copy_and_sum(benchmark::State& state) {
  constexpr std::size_t kFileBytes = std::size_t{64} << 20;
  constexpr std::size_t kTurnBytes = kBatchesPerTurn * kBatchBytes;
  const Scratch scratch;
  const std::vector<std::byte> source(kBatchBytes, std::byte{7});
  std::unique_ptr<journal::Mapping> mapping;
  std::size_t at = kFileBytes;
  std::uint64_t sum = 0;
  unsigned files = 0;
  for (auto _ : state) {
    if (at + kTurnBytes > kFileBytes) {
      auto file = journal::Storage::system().create(scratch.path() + "/" + std::to_string(files++));
      if (!file || !(*file)->allocate(kFileBytes)) return state.SkipWithError("cannot create a file");
      mapping = (*file)->map(journal::Access::kReadWrite).value();
      at = 0;
    }
    mapping->prepare(journal::Access::kReadWrite, at, kTurnBytes);
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < kBatchesPerTurn; ++i, at += kBatchBytes) {
      std::memcpy(mapping->data() + at, source.data(), kBatchBytes);
      sum = journal::checksum(mapping->data() + at, kBatchBytes, sum);
    }
    state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * kBatchesPerTurn * kBatchRecords));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * kTurnBytes));
}
BENCHMARK(copy_and_sum)->Name("journal/append/ceiling")->Iterations(200)->UseManualTime();

//  writer ──► mapping ──► fdatasync        one batch, one sync
void sync(benchmark::State& state) {
  const Scratch scratch;
  auto opened = journal::Journal::open(journal::Storage::system(), scratch.path() + "/j",
                                       {.durability = journal::Durability::kPower});
  if (!opened) return state.SkipWithError(opened.error().message().c_str());
  journal::Journal& journal = **opened;
  std::uint64_t sequence = 0;
  for (auto _ : state) {
    const std::span<std::byte> room = journal.claim(kRecordBytes);
    if (room.empty()) return state.SkipWithError("no room");
    std::memset(room.data(), 1, kRecordBytes);
    journal.commit({.first_sequence = ++sequence, .count = 1}, kRecordBytes);
    while (journal.synced_sequence() < sequence && journal.failure() == nullptr) journal.service();
  }
  if (journal.durable_sequence() != sequence) return state.SkipWithError("not durable");
  state.SetItemsProcessed(static_cast<std::int64_t>(sequence));
}
BENCHMARK(sync)->Name("journal/sync/power")->Iterations(500)->UseRealTime();

}  // namespace
}  // namespace daybook::bench
