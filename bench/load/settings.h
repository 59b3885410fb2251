#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/workload.h"
#include "engine/options.h"

namespace daybook::load {

// What one row of a report is measured with. All rows of one report have the same but for `rate`.
struct Settings {
  double rate = 0;           // commands/s of all producers together (open loop); 0: closed loop
  std::uint32_t window = 0;  // closed loop: most commands in flight, for each producer; 0: see `window_of`
  double seconds = 30;       // measured
  double warm_up_seconds = 10;
  unsigned producers = 1;
  Topology topology = default_topology();
  Intake intake = Intake::kDirect;
  Durability durability = Durability::kProcess;
  std::uint64_t shipments = 1'000'000;  // of one day of the workload, of all producers together
  std::uint64_t accounts = 1'000'000;
  domain::workload::Keys keys = domain::workload::Keys::kZipf;
  std::uint64_t seed = 1;
  bool burst = false;   // from a standing start, everything prepared; else sustained
  bool verify = false;  // keep all files, and rebuild the state from them in two ways
  std::uint64_t segment_bytes = journal::kDefaultSegmentBytes;
  std::uint64_t dedup_window_ns = 10'000'000'000;
  std::string directory{};  // the run makes a directory of its own in it, and removes it

  [[nodiscard]] bool open_loop() const { return rate > 0; }
};

// Commands in flight that keep a closed loop busy: more where each waits for the disk.
[[nodiscard]] std::uint32_t window_of(const Settings& settings);
// Memory for the deduplication window: for all commands that may come in its time.
[[nodiscard]] std::size_t dedup_bytes_of(const Settings& settings);
[[nodiscard]] Options options_of(const Settings& settings, const std::string& journals);

// Why these settings make no run; empty: they do.
[[nodiscard]] std::string problem_with(const Settings& settings);

[[nodiscard]] std::string_view name_of(Durability durability);
[[nodiscard]] std::string_view name_of(Intake intake);
[[nodiscard]] std::string_view name_of(domain::workload::Keys keys);
// "burst", "sustained", or "short": too short a run to be called sustained.
[[nodiscard]] std::string_view kind_of(const Settings& settings);
// "durability process, topology paired, intake direct": stands beside every number.
[[nodiscard]] std::string setting_text(const Settings& settings);
// "open loop, 500000 commands/s" or "closed loop, 2048 in flight".
[[nodiscard]] std::string loop_text(const Settings& settings);

}  // namespace daybook::load
