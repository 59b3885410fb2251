#pragma once

#include <cstdint>

namespace daybook::domain::workload {

enum class Keys : std::uint8_t {
  kZipf,     // customers by Zipf's law, s = 0.99
  kUniform,  // all alike: more cache misses
};

// What a run of the workload depends on, and nothing else.
struct Parameters {
  std::uint64_t seed = 1;
  std::uint64_t shipments = 1000;
  std::uint64_t accounts = 100;  // of customers; at most 99,999,999
  Keys keys = Keys::kZipf;
  // Time in the ids of commands, shipments and payments (UUIDv7). A run against an engine with a clock takes the time
  // it starts.
  std::uint64_t epoch_ms = 1'767'603'600'000;  // 2026-01-05T09:00:00Z
};

}  // namespace daybook::domain::workload
