#pragma once

#include "domain/differences.h"
#include "domain/domain.h"
#include "tests/property/reference/reference.h"

namespace daybook::domain::property {

// Where the tables of the domain and the reference do not say the same.
[[nodiscard]] Differences compare(const reference::Reference& reference, const ShippingDomain& domain);

}  // namespace daybook::domain::property
