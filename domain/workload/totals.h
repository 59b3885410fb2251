#pragma once

#include <array>
#include <cstdint>

#include "domain/workload/content.h"
#include "domain/workload/parameters.h"

namespace daybook::domain::workload {

// What the whole stream must come to, worked out from the schedule alone, without running the domain.
struct Totals {
  std::uint64_t commands = 0;  // all of them
  std::uint64_t setup = 0;
  std::uint64_t accepted = 0;  // setup included, repeats not
  std::uint64_t refused = 0;
  std::uint64_t repeats = 0;
  std::uint64_t events = 0;
  std::uint64_t follow_ups = 0;
  std::uint64_t refused_follow_ups = 0;
  std::array<std::uint64_t, 32> refused_for{};  // by the number of the ShipmentRefusal
  // Shipments by how they end; none is open at the end of the day.
  std::uint64_t delivered = 0;
  std::uint64_t cancelled = 0;
  std::uint64_t over_limit = 0;  // cancelled by billing
  std::uint64_t lost = 0;
  std::uint64_t payments = 0;
  struct Ledger {
    std::uint64_t invoiced = 0;  // minor units
    std::uint64_t claimed = 0;
    std::uint64_t paid = 0;
  };
  std::array<Ledger, kLedgers.size()> ledgers{};
};

[[nodiscard]] Totals expected_totals(const Parameters& parameters);

}  // namespace daybook::domain::workload
