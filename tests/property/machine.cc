#include "tests/property/machine.h"

namespace daybook::domain::property {

namespace {

constexpr std::uint64_t kBeginNs = 1'800'000'000'000'000'000;

}  // namespace

Machine::Machine(Durability durability, std::uint64_t window_ms)
    : durability_(durability),
      window_ms_(window_ms),
      clock_(kBeginNs),
      disk_(std::make_unique<journal::SimulatedDisk>(1)) {
  static_cast<void>(disk_->create_directory("/data"));
  static_cast<void>(disk_->sync_directory("/"));
}

Options Machine::options() {
  return {.directory = kDirectory,
          .durability = durability_,
          .topology = Topology::kInline,
          .intake = Intake::kShared,
          .ring_bytes = std::size_t{256} << 10,
          .credits = 1024,
          .segment_bytes = journal::kMinSegmentBytes,
          .dedup_bytes = std::size_t{4} << 20,
          .dedup_window_ns = window_ms_ * kMsNs,
          .allowed_skew_ns = kSkewNs,
          .clock = Clock(&clock_),
          .storage = disk_.get()};
}

std::string Machine::start() {
  disk_->hook = [this](const journal::Operation& operation) { return watch(operation); };
  auto engine = DomainEngine::open(options());
  if (!engine) return "the engine does not start: " + engine.error().message();
  engine_.emplace(std::move(*engine));
  producer_.emplace(engine_->producer());
  return {};
}

std::string Machine::stop() {
  producer_.reset();
  if (!engine_) return {};
  const auto stopped = engine_->stop();
  engine_.reset();
  if (is_struck() || stopped) return {};
  return "the engine does not stop: " + stopped.error().message();
}

void Machine::expect(const Crash& crash) {
  if (coming_) return;
  coming_ = crash;
  strikes_at_ = changes_ + crash.after_changes;
  if (crash.after_changes == 0) strike();
}

journal::Fault Machine::watch(const journal::Operation& operation) {
  if (!operation.changes()) return {};
  ++changes_;
  if (coming_ && changes_ >= strikes_at_) strike();
  return {};
}

void Machine::strike() {
  disk_->hook = nullptr;
  const bool power = coming_->kind == Crash::Kind::kPowerLoss;
  struck_ = power ? disk_->after_power_loss(coming_->seed) : disk_->after_kill();
}

bool Machine::loses_unsynced() const noexcept {
  return is_struck() && coming_->kind == Crash::Kind::kPowerLoss && durability_ == Durability::kProcess;
}

void Machine::restart() {
  static_cast<void>(stop());
  disk_ = std::move(struck_);
  coming_.reset();
}

}  // namespace daybook::domain::property
