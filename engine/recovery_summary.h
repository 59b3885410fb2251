#pragma once

#include <cstdint>
#include <string>

#include "journal/recovery.h"

namespace daybook {

// What opening an engine found, did and took away.
struct RecoverySummary {
  std::uint64_t commands = 0;             // journaled, those of the engine itself included
  std::uint64_t folded = 0;               // taken from their decision records
  std::uint64_t redecided = 0;            // decided again, because their decision record was lost or never written
  std::uint64_t skipped = 0;              // of those, taken out by an operator
  std::uint64_t discarded_decisions = 0;  // decision records that belong to no valid command
  std::uint64_t chain_checks = 0;         // batches whose lagged chain hash was compared with the replay
  std::uint64_t last_sequence = 0;
  std::uint64_t elapsed_ns = 0;
  journal::RecoveryReport command_journal;
  journal::RecoveryReport event_journal;

  [[nodiscard]] double commands_per_second() const {
    return elapsed_ns == 0 ? 0 : static_cast<double>(commands) * 1e9 / static_cast<double>(elapsed_ns);
  }
};

}  // namespace daybook
