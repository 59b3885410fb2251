#pragma once

#include <string_view>

#include "domain/ids.h"

namespace daybook::app::scms {

// Who is who. What has a short name in the file keeps it as its id; the others get one derived from their name, the
// same in every file and for ever. The file names no carrier and no vehicle: there is one of each for every mode.
[[nodiscard]] domain::AccountId project_account(std::string_view project);
[[nodiscard]] domain::AccountId carrier_account(std::string_view mode);
[[nodiscard]] domain::ServiceId service_of(std::string_view mode);
[[nodiscard]] domain::TruckId truck_of(std::string_view mode);
[[nodiscard]] Id vendor_id(std::string_view vendor);
[[nodiscard]] domain::TransferId insurance_of(const domain::ShipmentId& shipment);

inline constexpr domain::AccountId kInsuranceAccount{"insurance:USD"};
// The correlation of everything that an import sends: how the journal tells an imported shipment from any other.
inline constexpr Id kCorrelation{"scms-import"};

}  // namespace daybook::app::scms
