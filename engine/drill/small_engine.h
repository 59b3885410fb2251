#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "engine/options.h"

namespace daybook::drill {

inline constexpr const char* kDirectory = "/data/engine";  // on simulated disks
inline constexpr std::uint32_t kCredits = 1024;            // commands in flight

// Options of an engine that is opened again and again for some hundred commands, on one thread, and is told the time.
// Its window is so long that nothing expires.
[[nodiscard]] inline daybook::Options small_engine(journal::Storage& storage, std::string directory,
                                                   Durability durability, const ManualClock& clock) {
  return {.directory = std::move(directory),
          .durability = durability,
          .topology = Topology::kInline,
          .intake = Intake::kDirect,
          .ring_bytes = std::size_t{256} << 10,
          .credits = kCredits,
          .segment_bytes = journal::kMinSegmentBytes,
          .dedup_bytes = std::size_t{4} << 20,
          .dedup_window_ns = 24 * 3'600'000'000'000,
          .clock = Clock(&clock),
          .storage = &storage};
}

}  // namespace daybook::drill
