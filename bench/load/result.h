#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/load/histogram.h"
#include "bench/load/limits.h"
#include "bench/load/settings.h"
#include "bench/load/usage.h"

namespace daybook::load {

// How many receipts had come, so long after the measured stretch began.
struct Progress {
  std::uint64_t at_ns = 0;
  std::uint64_t receipts = 0;
};

struct BatchSize {
  std::uint64_t count = 0;  // commands
  std::uint64_t bytes = 0;
};

// What came of one row.
struct Result {
  Settings settings{};

  // Of the whole run, setup and warm-up included.
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  std::uint64_t shipments = 0;
  std::uint64_t setup_commands = 0;
  std::uint64_t setup_ns = 0;

  // Of the measured stretch: commands whose intended time lies in it.
  std::uint64_t commands = 0;
  std::uint64_t elapsed_ns = 0;  // from its begin to the last released receipt
  std::uint64_t settle_ns = 0;   // from then until as many segments were prepared as before
  Histogram latency{};
  Histogram hiccups{};
  std::vector<Progress> progress{};
  std::uint64_t delayed = 0;
  std::uint64_t busy = 0;
  std::uint64_t waits = 0;
  std::uint64_t unsent = 0;     // open loop: were due and never sent
  std::uint64_t behind_ns = 0;  // open loop: by how much the last one was sent too late
  Usage usage{};
  std::uint64_t journaled = 0;      // while `usage` was taken: about `commands`
  std::uint64_t command_bytes = 0;  // written to the command journal meanwhile
  std::uint64_t event_bytes = 0;
  std::uint64_t batches = 0;
  // Of the batches that are still in the files at the end; and the bytes that one sync made durable, as these say.
  std::vector<BatchSize> batch_sizes{};
  std::uint64_t bytes_per_sync = 0;
  std::uint64_t peak_memory_bytes = 0;
  std::uint64_t dedup_bytes = 0;  // most that the deduplication window may take

  bool complete = false;                // it ran as long as it should
  std::vector<std::string> failures{};  // of checks; empty: all hold
  std::vector<std::string> checks{};    // what was checked, in words
  std::uint64_t state_hash = 0;         // with `verify`
  std::optional<LimitSample> limits{};  // what the machine could do right afterwards, if that was asked for

  [[nodiscard]] bool good() const { return complete && failures.empty(); }
  // What was there at the begin must be there again before the clock stops, except in a burst.
  [[nodiscard]] std::uint64_t counted_ns() const { return elapsed_ns + (settings.burst ? 0 : settle_ns); }
  [[nodiscard]] double commands_per_second() const {
    return counted_ns() == 0 ? 0 : static_cast<double>(commands) * 1e9 / static_cast<double>(counted_ns());
  }
  [[nodiscard]] double per_command(std::uint64_t total) const {
    return commands == 0 ? 0 : static_cast<double>(total) / static_cast<double>(commands);
  }
  // The open loop's engine could not keep up: when the last command was sent, it was later than a pause explains.
  [[nodiscard]] bool overloaded() const {
    constexpr double kPauseSeconds = 0.1;
    return unsent != 0 || static_cast<double>(behind_ns) / 1e9 > std::max(kPauseSeconds, settings.seconds / 100);
  }
};

}  // namespace daybook::load
