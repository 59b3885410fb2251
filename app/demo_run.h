#pragma once

// One run of the standard workload in a process of its own, which tells its parent everything through a pipe: what
// recovery found, every receipt, and how it ended.

#include <cstdint>
#include <string>

#include "bench/load/histogram.h"
#include "domain/workload.h"
#include "engine/options.h"

namespace daybook::app {

struct RunSettings {
  std::string directory;
  Durability durability = Durability::kProcess;
  domain::workload::Parameters workload;
  std::uint64_t commands = 0;   // of the workload
  std::uint32_t window = 2048;  // commands in flight
  // By command index: 1 where the receipt is known already, so that the command is not sent again. Null: none is.
  const std::uint8_t* acknowledged = nullptr;
};

// What travels through the pipe: a RunMessage, then `bytes` more.
struct RunMessage {
  enum class Kind : std::uint32_t { kOpened = 1, kReceipts = 2, kEnded = 3, kFailed = 4 };
  Kind kind = Kind::kReceipts;
  std::uint32_t bytes = 0;
};
// kOpened: JSON text of what recovery found (recovery_json.h). kFailed: what went wrong, as text. kReceipts: any number
// of these:
struct RunReceipt {
  std::uint64_t index = 0;  // of the command
  Receipt receipt;
};
static_assert(sizeof(RunReceipt) == 64);
struct RunEnd {
  std::uint64_t state_hash = 0;
  std::uint64_t sent = 0;
  std::uint64_t batches = 0;
  std::uint64_t elapsed_ns = 0;  // first submission to last receipt
  load::Histogram latency;       // submission to receipt
};

// Runs in the child; returns its exit status.
int run_workload(const RunSettings& settings, int pipe);

}  // namespace daybook::app
