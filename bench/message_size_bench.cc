// What the size of a message costs: the whole engine, paired, closed loop, direct publishing, with commands of 64 bytes
// to 4 KiB that each become one event of the same size. Half as many come before, which do not count; the clock stops
// when the journals have prepared as much as they had.

#include <benchmark/benchmark.h>

#include <string>

#include "bench/scratch.h"
#include "bench/warm_memory.h"
#include "engine/engine.h"

namespace daybook::bench {
namespace {

constexpr std::size_t kMostTextBytes = 4'096;
constexpr std::size_t kBesideText = sizeof(Id) + sizeof(std::uint16_t);  // of a payload: the subject, the text's length

// clang-format off
struct Write { Id subject; Text<kMostTextBytes> text; };
struct Written { Id subject; Text<kMostTextBytes> text; };
// clang-format on
DAYBOOK_COMMAND(Write, 1, subject, text)
DAYBOOK_EVENT(Written, 2, subject, text)

struct Notes {
  using Commands = Messages<Write>;
  using Events = Messages<Written>;
  using Decision = daybook::Decision<Notes>;
  static constexpr Rules kRules{.name = "notes", .version = 1};

  Verdict decide(const Write& write, Decision& out) const { return out.accept(Written{write.subject, write.text}); }
  void apply(const Written& written) { bytes[written.subject] += written.text.view().size(); }

  void prefetch(const auto& message, Ahead ahead) const { bytes.prefetch(message.subject, ahead); }
  auto tables() const { return std::tie(bytes); }

  Table<Id, std::uint64_t> bytes;  // of text, for each subject
};

constexpr std::uint64_t kSubjects = 100'000;
constexpr std::uint64_t kBytes = std::uint64_t{1} << 30;  // of all payloads: more would say no more
constexpr std::uint64_t kMostCommands = 2'000'000;
constexpr std::size_t kWindow = 2'048;
constexpr std::size_t kReleaseEvery = 4'096;

void keep_disk_bounded(Engine<Notes>& engine) {
  for (journal::Journal* journal : {&engine.state()->commands(), &engine.state()->events()})
    journal->release_before(journal->synced());
}

// Returns how many were accepted.
std::uint64_t write_notes(Engine<Notes>& engine, Producer<Notes>& producer, std::uint64_t commands,
                          const std::string& text) {
  std::uint64_t accepted = 0;
  const auto wait = [&] {
    if (producer.poll([&](const Reply& reply) { accepted += reply.outcome == Outcome::kAccepted ? 1 : 0; }) == 0)
      producer.wait();
  };
  for (std::uint64_t i = 0; i < commands; ++i) {
    const Write write{Id::derived("note", Id{"bench"}, i % kSubjects), text};
    while (producer.in_flight() >= kWindow && !engine.state()->finished()) wait();
    for (;;) {
      const auto sent = producer.submit(write);
      if (sent) break;
      if (sent.error().kind != SubmitError::Kind::kBusy) return accepted;  // too few
      wait();
    }
    if (i % kReleaseEvery == 0) keep_disk_bounded(engine);
  }
  while (producer.in_flight() != 0 && !engine.state()->finished()) wait();
  const auto prepares = [&] {
    return engine.state()->commands().service_wanted() || engine.state()->events().service_wanted();
  };
  while (prepares() && !engine.state()->finished()) producer.wait();
  return accepted;
}

void message_size(benchmark::State& state, Durability durability) {
  const auto payload = static_cast<std::size_t>(state.range(0));
  const std::string text(payload - kBesideText, 'x');
  const std::uint64_t commands = std::min(kBytes / payload, kMostCommands);
  std::uint64_t accepted = 0;
  warm_memory(kBytes);
  for (auto _ : state) {
    state.PauseTiming();
    {
      const Scratch scratch;
      auto engine = Engine<Notes>::open({.directory = scratch.path(),
                                         .durability = durability,
                                         .topology = Topology::kPaired,
                                         .intake = Intake::kDirect,
                                         .dedup_bytes = std::size_t{1} << 30,
                                         .expected_keys = kSubjects,
                                         .dedup_window_ns = 5'000'000'000});
      if (!engine) return state.SkipWithError(engine.error().message().c_str());
      auto producer = engine->producer();
      const std::uint64_t before = write_notes(*engine, producer, commands / 2, text);
      state.ResumeTiming();
      accepted += write_notes(*engine, producer, commands, text);
      state.PauseTiming();
      auto bytes = engine->query([](const Notes& notes) {
        std::uint64_t sum = 0;
        notes.bytes.for_each([&](const Id&, std::uint64_t of_one) { sum += of_one; });
        return sum;
      });
      if (!bytes || *bytes != (before + commands) * text.size())
        return state.SkipWithError("not everything was written");
      if (!engine->stop()) return state.SkipWithError("the engine did not stop");
    }
    state.ResumeTiming();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(accepted));
  state.SetBytesProcessed(static_cast<std::int64_t>(accepted * payload));
}
BENCHMARK_CAPTURE(message_size, process, Durability::kProcess)
    ->Name("engine/message/paired/process")
    ->ArgName("bytes")
    ->RangeMultiplier(4)
    ->Range(64, 4'096)
    ->UseRealTime()
    ->Iterations(3);
BENCHMARK_CAPTURE(message_size, power, Durability::kPower)
    ->Name("engine/message/paired/power")
    ->ArgName("bytes")
    ->RangeMultiplier(4)
    ->Range(64, 4'096)
    ->UseRealTime()
    ->Iterations(3);

}  // namespace
}  // namespace daybook::bench
