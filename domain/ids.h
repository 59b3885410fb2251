#pragma once

#include "engine/id.h"

namespace daybook::domain {

using ShipmentId = Key<"shipment">;
using TruckId = Key<"truck">;
using ServiceId = Key<"service">;  // a way to travel: "Air", "Truck", "Ocean"
using ItemId = Key<"item">;        // of a shipment's line item
using ScanCode = Key<"scan">;      // what a checkpoint's scanner read or was told: "ARRIVED", "CUSTOMS"
using AccountId = Key<"account">;
using TransferId = Key<"transfer">;
using ConfigurationId = Key<"configuration">;

}  // namespace daybook::domain
