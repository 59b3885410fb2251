#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "app/core.h"
#include "engine/clock.h"
#include "journal/simulated_disk.h"
#include "tests/property/script.h"

namespace daybook::domain::property {

using app::Domain;
using app::DomainEngine;

inline constexpr const char* kDirectory = "/data/engine";
inline constexpr std::uint64_t kMsNs = 1'000'000;
inline constexpr std::uint64_t kSkewNs = 10'000'000'000;

// A machine with a disk, a clock and an engine, whose process may be killed and whose power may be lost.
class Machine {
 public:
  Machine(Durability durability, std::uint64_t window_ms);
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;
  ~Machine() { static_cast<void>(stop()); }

  // Starts the engine on what is on the disk. What is wrong, or empty.
  [[nodiscard]] std::string start();
  // Ends the engine: in order, unless it was struck.
  [[nodiscard]] std::string stop();

  [[nodiscard]] ManualClock& clock() noexcept { return clock_; }
  [[nodiscard]] journal::SimulatedDisk& disk() noexcept { return *disk_; }
  [[nodiscard]] DomainEngine& engine() noexcept { return *engine_; }
  [[nodiscard]] Producer<Domain>& producer() noexcept { return *producer_; }

  // The crash will come; one at a time.
  void expect(const Crash& crash);
  [[nodiscard]] bool expects_crash() const noexcept { return coming_.has_value(); }
  // Now, wherever it is.
  void strike();
  // From then on nothing that the engine does counts, until it is started on what the crash has left.
  [[nodiscard]] bool is_struck() const noexcept { return struck_ != nullptr; }
  // Of the crash it is struck by: commands that were only written are lost, too.
  [[nodiscard]] bool loses_unsynced() const noexcept;
  // After a crash, the machine as it starts again.
  void restart();

 private:
  [[nodiscard]] Options options();
  journal::Fault watch(const journal::Operation& operation);

  const Durability durability_;
  const std::uint64_t window_ms_;
  ManualClock clock_;
  std::unique_ptr<journal::SimulatedDisk> disk_;
  std::optional<DomainEngine> engine_;
  std::optional<Producer<Domain>> producer_;
  std::optional<Crash> coming_;
  std::uint64_t changes_ = 0;  // of the disk
  std::uint64_t strikes_at_ = 0;
  std::unique_ptr<journal::SimulatedDisk> struck_;  // what the crash has left
};

}  // namespace daybook::domain::property
