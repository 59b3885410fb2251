#pragma once

#include <optional>

#include "app/core.h"
#include "app/history.h"
#include "app/page.h"

namespace daybook::app {

// A refund: what each team has done of it and what it waits for, and all that happened. Nothing where there is no such
// refund.
[[nodiscard]] std::optional<Page> refund_page(const Domain& domain, const domain::RefundId& id, const History& history);

}  // namespace daybook::app
