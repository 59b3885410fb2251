#pragma once

#include <optional>

#include "app/history.h"
#include "app/page.h"
#include "domain/shipments/shipments.h"

namespace daybook::app {

// A shipment as it is, and its history. Nothing where there is no such shipment.
[[nodiscard]] std::optional<Page> shipment_page(const domain::Shipments& shipments, const domain::ShipmentId& id,
                                                const History& history);

}  // namespace daybook::app
