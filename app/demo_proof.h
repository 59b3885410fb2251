#pragma once

// What the demonstration proves, from the collected receipts and the files alone.

#include <cstdint>
#include <string>
#include <vector>

#include "app/demo_run.h"

namespace daybook::app {

struct Proof {
  std::string claim;
  bool holds = false;
  std::string detail;  // what was compared; where it does not hold, what differs
};

struct ProofSubject {
  RunSettings run;                       // of the engine that was killed
  std::vector<Receipt> receipts;         // by command index
  std::uint64_t live_hash = 0;           // as the engine said it at the end
  std::string uninterrupted;             // directory of the run without a kill
  std::uint64_t uninterrupted_hash = 0;  // as that engine said it
};

struct ProofResult {
  std::vector<Proof> proofs;
  std::uint64_t fold_commands_per_second = 0;
  std::uint64_t decide_commands_per_second = 0;
  std::string examples;  // a handful of shipments and accounts
};

[[nodiscard]] ProofResult prove(const ProofSubject& subject);

}  // namespace daybook::app
