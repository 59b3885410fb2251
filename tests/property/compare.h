#pragma once

#include "domain/differences.h"
#include "domain/domain.h"
#include "tests/property/reference/reference.h"

namespace daybook::domain::property {

// Where the tables of the domain and the reference do not say the same.
[[nodiscard]] Differences compare(const reference::Reference::Parts& reference, const ShippingDomain& domain);

// The returns' part of it (compare_returns.cc).
void compare_returns(const reference::Reference::Parts& reference, const ShippingDomain& domain, Differences& found);

}  // namespace daybook::domain::property
