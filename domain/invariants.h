#pragma once

#include "domain/differences.h"
#include "domain/domain.h"

namespace daybook::domain {

// What must hold of the whole state, between any two commands. Reads every row. That every balance equals the fold of
// its transfers takes the events, too: audit.h.
[[nodiscard]] Differences check_invariants(const ShippingDomain& domain);
[[nodiscard]] Differences check_invariants(const Accounts& accounts);
[[nodiscard]] Differences check_invariants(const Shipments& shipments);

}  // namespace daybook::domain
