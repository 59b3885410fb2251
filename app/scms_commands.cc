#include "app/scms_commands.h"

#include <algorithm>
#include <tuple>

#include "app/scms_ids.h"

namespace daybook::app::scms {

ShipmentCommands::ShipmentCommands(const File& file, const Shipment& shipment)
    : row_(file.first_row(shipment)), shipment_(shipment) {
  for (const std::size_t i : shipment.rows) items_.push_back({file.rows[i].item, file.rows[i].digest});
  // A file sorted in another way holds the same shipments.
  std::sort(items_.begin(), items_.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
}

domain::SubmitShipment ShipmentCommands::submit() const {
  domain::SubmitShipment command;
  command.shipment = shipment_.id;
  command.bill_to = project_account(row_.project);
  command.carrier = carrier_account(row_.mode);
  command.service = service_of(row_.mode);
  command.declared_value = shipment_.declared_value;
  command.quoted_charge = shipment_.charge;
  command.weight_g = shipment_.weight_g;
  command.ledger = kUsd;
  command.due_on = shipment_.due;
  command.invoicing = shipment_.invoiced_separately ? domain::Invoicing::kSeparately : domain::Invoicing::kOnDelivery;
  command.ship_from.name = row_.vendor;
  command.ship_to.name = row_.project;
  command.ship_to.country = row_.country;
  command.items = domain::LineItems(items_);
  return command;
}

domain::AssignShipment ShipmentCommands::assign() const { return {shipment_.id, truck_of(row_.mode)}; }
domain::ShipShipment ShipmentCommands::ship() const { return {shipment_.id}; }
domain::DeliverShipment ShipmentCommands::deliver() const { return {shipment_.id, {}}; }

domain::Transfer ShipmentCommands::insure() const {
  domain::Transfer command;
  command.transfer = insurance_of(shipment_.id);
  command.debit = project_account(row_.project);
  command.credit = kInsuranceAccount;
  command.reference = Maybe<Id>(static_cast<const Id&>(shipment_.id));
  command.amount = domain::amount_of(shipment_.insurance);
  command.ledger = kUsd;
  return command;
}

Date occurred_on(const Shipment& shipment, Phase phase) {
  return phase == Phase::kSubmit ? shipment.ordered.value_or(shipment.delivered) : shipment.delivered;
}

std::vector<Step> timeline(const File& file) {
  std::vector<Step> steps;
  for (std::size_t i = 0; i < file.shipments.size(); ++i) {
    const Shipment& shipment = file.shipments[i];
    if (!shipment.fault.empty()) continue;
    for (const Phase phase : {Phase::kSubmit, Phase::kAssign, Phase::kShip, Phase::kDeliver, Phase::kInsure}) {
      if (phase == Phase::kInsure && shipment.insurance == domain::Money{}) continue;
      steps.push_back({std::min(occurred_on(shipment, phase), shipment.delivered), phase, i});
    }
  }
  std::sort(steps.begin(), steps.end(), [&](const Step& a, const Step& b) {
    const auto key = [&](const Step& step) { return std::tie(step.day, step.phase, file.shipments[step.shipment].id); };
    return key(a) < key(b);
  });
  return steps;
}

}  // namespace daybook::app::scms
