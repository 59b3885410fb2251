#pragma once

#include "domain/differences.h"
#include "domain/domain.h"

namespace daybook::domain {

// What must hold of returns, between any two commands: a refund is closed when its four teams are done, and no sooner;
// a team that is done has ended its piece; what was received of a model is free, reserved or sent; the backorders of a
// model are a queue; what has ended is not open as well.
[[nodiscard]] Differences check_returns(const ShippingDomain& domain);

}  // namespace daybook::domain
