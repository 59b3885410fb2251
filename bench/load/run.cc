#include "bench/load/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <thread>

#include "bench/load/checks.h"
#include "bench/load/disk.h"
#include "bench/load/gate.h"
#include "bench/load/hiccup_meter.h"
#include "bench/load/memory.h"
#include "bench/load/monitor.h"
#include "engine/directories.h"
#include "engine/large_pages.h"
#include "journal/inspect.h"

namespace daybook::load {

namespace {

using domain::DomainEngine;

std::uint64_t ns_of(double seconds) { return static_cast<std::uint64_t>(seconds * 1e9); }

// Nothing is left to prepare for the journals or for the state: as it was before the first command.
bool settled(DomainEngine& engine) {
  EngineState<domain::ShippingDomain>& state = *engine.state();
  if (state.commands().service_wanted() || state.events().service_wanted()) return false;
  return state.options().topology == Topology::kInline || !large_pages::wanted();  // nobody fills them inline
}

// Both journals at one moment.
struct Journals {
  std::uint64_t command_bytes = 0;
  std::uint64_t event_bytes = 0;
  std::uint64_t batches = 0;
  std::uint64_t sequence = 0;

  explicit Journals(DomainEngine& engine)
      : command_bytes(engine.state()->commands().written().value),
        event_bytes(engine.state()->events().written().value),
        batches(engine.batches()),
        sequence(engine.state()->commands().written_sequence()) {}
};

class Row {
 public:
  Row(const Settings& settings, const Watch& watch, DomainEngine& engine, Result& result)
      : settings_(settings),
        engine_(engine),
        result_(result),
        gate_(settings.producers),
        monitor_(engine, settings, watch, [this] { return receipts(); }) {
    for (unsigned i = 0; i < settings.producers; ++i) {
      senders_.push_back(std::make_unique<Sender>(engine, settings_, gate_, i));
    }
    monitor_.on_early_end = [this] { gate_.stop(); };
  }

  // Returns the first sequence that was measured.
  std::uint64_t run() {
    for (const auto& sender : senders_) threads_.emplace_back([&sender] { sender->run(); });
    set_up();
    if (settings_.burst && going_on()) warm_up();
    const std::uint64_t first = measure();
    gate_.end();
    for (std::thread& thread : threads_) thread.join();
    collect();
    return first;
  }

 private:
  // A moment until all senders have seen what is announced.
  static constexpr std::uint64_t kLeadNs = 5'000'000;
  static constexpr double kLeastGraceSeconds = 3;
  static constexpr std::uint64_t kMostSettlingNs = 60'000'000'000;

  [[nodiscard]] std::uint64_t receipts() const {
    std::uint64_t sum = 0;
    for (const auto& sender : senders_) sum += sender->received();
    return sum;
  }
  [[nodiscard]] bool going_on() const { return monitor_.reason().empty() && !engine_.error(); }

  void set_up() {
    const std::uint64_t begin_ns = Clock::system_monotonic_ns();
    gate_.announce({});
    monitor_.look("setup", 0, [&] { return gate_.all_arrived(); });
    result_.setup_ns = Clock::system_monotonic_ns() - begin_ns;
    settle();
  }
  // Of a burst, which begins from a standing start: apart.
  void warm_up() {
    const std::uint64_t begin_ns = Clock::system_monotonic_ns() + kLeadNs;
    const std::uint64_t until_ns = begin_ns + ns_of(settings_.warm_up_seconds);
    gate_.announce({begin_ns, UINT64_MAX, until_ns, until_ns});
    monitor_.look("warm-up", until_ns, [&] { return gate_.all_arrived(); });
    settle();
  }
  // Until everything is prepared again that the journals and the state take as they go.
  void settle() {
    const std::uint64_t patient_until_ns = Clock::system_monotonic_ns() + kMostSettlingNs;
    bool is_settled = false;
    monitor_.look("settling", 0, [&] {
      is_settled = settled(engine_);
      return is_settled || !going_on() || Clock::system_monotonic_ns() > patient_until_ns;
    });
    if (!is_settled && going_on()) {
      result_.failures.emplace_back("a minute was not enough to prepare the memory and the segments that it takes");
    }
  }

  std::uint64_t measure() {
    const std::uint64_t begin_ns = Clock::system_monotonic_ns() + kLeadNs;
    const std::uint64_t from_ns = begin_ns + (settings_.burst ? 0 : ns_of(settings_.warm_up_seconds));
    const std::uint64_t until_ns = from_ns + ns_of(settings_.seconds);
    // Behind by as much again: then there is nothing more to learn.
    gate_.announce({begin_ns, from_ns, until_ns, until_ns + ns_of(std::max(settings_.seconds, kLeastGraceSeconds))});
    monitor_.measure_from(from_ns);
    if (!settings_.burst) {
      monitor_.look("warm-up", from_ns, [&] { return Clock::system_monotonic_ns() >= from_ns || gate_.all_arrived(); });
    }
    forget_peak_memory();
    hiccups_.start();
    const UsageMeter usage;
    const Journals before(engine_);
    monitor_.look("measuring", until_ns, [&] { return gate_.all_arrived(); });
    const Journals after(engine_);
    result_.usage = usage.since();
    result_.hiccups = hiccups_.stop();
    result_.peak_memory_bytes = peak_memory_bytes();
    settle();
    settled_ns_ = Clock::system_monotonic_ns();
    result_.command_bytes = after.command_bytes - before.command_bytes;
    result_.event_bytes = after.event_bytes - before.event_bytes;
    result_.batches = after.batches - before.batches;
    result_.journaled = after.sequence - before.sequence;
    measured_from_ns_ = from_ns;
    return before.sequence + 1;
  }

  void collect() {
    std::uint64_t last_ns = 0;
    for (const auto& sender : senders_) {
      result_.sent += sender->check().sent();
      result_.received += sender->check().received();
      result_.shipments += sender->shipments();
      result_.setup_commands += sender->stream().setup_commands();
      result_.delayed += sender->delayed();
      result_.busy += sender->busy();
      result_.waits += sender->waits();
      result_.unsent += sender->unsent();
      result_.behind_ns = std::max(result_.behind_ns, sender->behind_ns());
      result_.latency.add(sender->latency());
      last_ns = std::max(last_ns, sender->last_receipt_ns());
    }
    result_.commands = result_.latency.count();
    result_.elapsed_ns = last_ns > measured_from_ns_ ? last_ns - measured_from_ns_ : 0;
    result_.settle_ns = settled_ns_ > last_ns ? settled_ns_ - last_ns : 0;
    result_.progress = std::move(monitor_.progress());
    result_.complete = monitor_.reason().empty() && !engine_.error();
    if (result_.commands == 0) result_.failures.emplace_back("nothing was measured");
    if (!monitor_.reason().empty()) result_.failures.push_back("it ended early: " + monitor_.reason());
    check_receipts(senders_, result_);
    senders_.clear();  // their producers; from here on this thread drives the engine
  }

  const Settings& settings_;
  DomainEngine& engine_;
  Result& result_;
  Gate gate_;
  HiccupMeter hiccups_;
  Monitor monitor_;
  Senders senders_;
  std::vector<std::thread> threads_;
  std::uint64_t measured_from_ns_ = 0;
  std::uint64_t settled_ns_ = 0;
};

// What the batches since sequence `first` say, as far as they are still in the files: their sizes, and the watermarks
// that syncs had left when they were written.
void look_at_batches(const std::string& journals, std::uint64_t first, Result& result) {
  std::uint64_t first_synced = 0;
  std::uint64_t synced = 0;
  std::uint64_t syncs = 0;
  const auto look = [&](const journal::InspectedFrame& frame) {
    if (frame.frame.type() != journal::FrameType::kBatch || frame.frame.batch.first_sequence < first) return true;
    const std::uint64_t watermark = frame.frame.header.synced;
    if (result.batch_sizes.empty()) first_synced = synced = watermark;
    if (watermark != synced) ++syncs;
    synced = watermark;
    result.batch_sizes.push_back({frame.frame.batch.count, frame.end.value - frame.begin.value});
    return true;
  };
  (void)journal::inspect(journal::Storage::system(), commands_directory(journals), {.on_frame = look});
  if (syncs != 0) result.bytes_per_sync = (synced - first_synced) / syncs;
}

// About as much as the state and the journals of a run will want, so that none of it is touched for the first time.
std::uint64_t memory_wanted(const Settings& settings) {
  constexpr double kBytesPerCommand = 128;
  constexpr double kMostPerSecond = 2e6;
  constexpr std::uint64_t kMostBytes = std::uint64_t{4} << 30;
  const double rate = settings.open_loop() ? std::min(settings.rate, kMostPerSecond) : kMostPerSecond;
  const double commands = rate * (settings.seconds + settings.warm_up_seconds) + static_cast<double>(settings.accounts);
  return std::min(static_cast<std::uint64_t>(commands * kBytesPerCommand), kMostBytes);
}

}  // namespace

Result run_row(const Settings& settings, const Watch& watch) {
  Result result{.settings = settings, .dedup_bytes = dedup_bytes_of(settings)};
  const auto fail = [&](std::string why) {
    result.failures.push_back(std::move(why));
    return result;
  };
  const ScratchDirectory scratch(settings.directory);
  if (!scratch.error().empty()) return fail(scratch.error());
  if (std::string problem = disk_problem(settings); !problem.empty()) return fail(std::move(problem));
  watch.progress("memory", 0, 0);
  warm_memory(memory_wanted(settings), watch.stopped);

  const std::string journals = scratch.path() + "/journals";
  auto engine = DomainEngine::open(options_of(settings, journals));
  if (!engine) return fail(engine.error().message());
  const std::uint64_t first = Row(settings, watch, *engine, result).run();
  if (result.complete) check_state(*engine, result);
  if (auto stopped = engine->stop(); !stopped) return fail(stopped.error().message());
  look_at_batches(journals, first, result);
  if (settings.verify && result.complete) check_files(journals, result);
  return result;
}

}  // namespace daybook::load
