#include "app/scms_ids.h"

namespace daybook::app::scms {

namespace {

Id short_or_named(std::string_view tag, std::string_view name) {
  const auto id = Id::parse(name);
  return id ? *id : Id::named(tag, name);
}

}  // namespace

domain::AccountId project_account(std::string_view project) {
  return domain::AccountId(short_or_named("project", project));
}
domain::AccountId carrier_account(std::string_view mode) { return domain::AccountId(Id::named("carrier", mode)); }
domain::ServiceId service_of(std::string_view mode) { return domain::ServiceId(short_or_named("service", mode)); }
domain::TruckId truck_of(std::string_view mode) { return domain::TruckId(Id::named("truck", mode)); }
Id vendor_id(std::string_view vendor) { return Id::named("vendor", vendor); }
domain::TransferId insurance_of(const domain::ShipmentId& shipment) {
  return domain::TransferId(Id::derived("insurance", shipment));
}

}  // namespace daybook::app::scms
