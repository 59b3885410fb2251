#include <limits>

#include "tests/property/author.h"

namespace daybook::domain::property {

void Author::shipments() {
  static constexpr std::array<Weighted, 6> kAll = {{
      {1, &Author::set_rate},
      {3, &Author::submit_with_fault},
      {2, &Author::submit_again},
      {6, &Author::submit},
      {4, &Author::go_wrong},
      {24, &Author::go_on},
  }};
  write_one_of(kAll);
}

SubmitShipment Author::new_shipment() {
  SubmitShipment command;
  command.shipment = ShipmentId(numbered("s", ++numbers_));
  const bool euro = chance(12);
  command.ledger = euro ? kEur : kUsd;
  command.bill_to = euro ? AccountId("customer-e") : kHolders[below(4)].account;
  command.carrier = euro ? AccountId("carrier-e") : kHolders[4 + below(2)].account;
  if (chance(14)) command.bill_to = AccountId(numbered("new-", below(25)));
  if (chance(4)) command.carrier = AccountId(numbered("new-", below(25)));
  if (chance(2)) command.bill_to = holder().account;
  command.service = one_of(kServices);
  command.declared_value = Money{static_cast<std::int64_t>(chance(40) ? 0 : one_of(kAmounts))};
  command.weight_g = static_cast<std::uint32_t>(chance(30) ? 1'000 * below(4) : below(20'000));
  if (chance(55)) command.quoted_charge = Money{static_cast<std::int64_t>(chance(25) ? 0 : one_of(kAmounts))};
  if (chance(8)) {
    command.invoicing = Invoicing::kSeparately;
    command.quoted_charge = chance(50) ? Maybe<Money>(Money{0}) : Maybe<Money>();
  }
  if (chance(20)) command.due_on = Date{static_cast<std::int32_t>(below(30'000))};
  command.ship_from.name = one_of(kPeople);
  command.ship_from.city = one_of(kPlaces);
  command.ship_to.name = "Amara Okafor";
  command.ship_to.country = "Ghana";
  command.ship_to.line1 = one_of(kPlaces);
  command.items = std::span<const LineItem>(kItems).first(below(kItems.size() + 1));
  return command;
}

void Author::submit() {
  const SubmitShipment command = new_shipment();
  send(command);
  shipments_.push_back({command});
}

void Author::submit_with_fault() {
  SubmitShipment command = new_shipment();
  switch (below(9)) {
    case 0:
      command.ship_to.name = {};
      break;
    case 1:
      command.ship_to.country = {};
      break;
    case 2:
      if (speech_ == Speech::kAnything) command.ledger = kNoCurrency;
      break;
    case 3:
      command.declared_value = Money{-1};
      break;
    case 4:
      command.quoted_charge = Money{-1};
      break;
    case 5:
      command.invoicing = Invoicing::kSeparately;
      command.quoted_charge = Money{5};
      break;
    case 6:
      command.quoted_charge = {};
      command.service = "Balloon";
      break;
    case 7:
      command.quoted_charge = {};
      command.weight_g = 0;
      break;
    default:
      send(SetRate{"Rocket", Money{1}, Money{std::numeric_limits<std::int64_t>::max()}, kUsd});
      command.ledger = kUsd;
      command.service = "Rocket";
      command.quoted_charge = {};
      command.weight_g = chance(50) ? 1'000 : 2'000'000'000;
      break;
  }
  send(command);
  // The id is not used up.
  if (chance(50)) shipments_.push_back({command});
}

void Author::submit_again() {
  if (shipments_.empty()) return submit();
  SubmitShipment command = recent(shipments_).submitted;
  if (chance(50)) {
    switch (below(4)) {
      case 0:
        command.ship_from.city = "Elsewhere";
        break;
      case 1:
        command.items = std::span<const LineItem>(kItems).subspan(1);
        break;
      case 2:
        command.weight_g += 1;
        break;
      default:
        command.due_on = Date{7};
        break;
    }
  }
  send(command);
}

Author::Known& Author::some_shipment() {
  Known& known = recent(shipments_);
  return known.guess != Guess::kClosed ? known : shipments_.back();
}

// What is likely to come next.
void Author::go_on() {
  if (shipments_.empty()) return submit();
  Known& known = some_shipment();
  const ShipmentId shipment = known.submitted.shipment;
  const std::uint64_t die = below(100);
  switch (known.guess) {
    case Guess::kSubmitted:
    case Guess::kAssigned:
      if (die < 12) {
        known.guess = Guess::kClosed;
        return send(CancelShipment{shipment});
      }
      if (known.guess == Guess::kAssigned && die < 80) {
        known.guess = Guess::kShipped;
        return send(ShipShipment{shipment});
      }
      known.guess = Guess::kAssigned;
      return send(AssignShipment{shipment, one_of(kTrucks)});
    case Guess::kShipped:
      if (die < 15) return shipment_command(shipment, 3);
      if (die < 25) known.guess = Guess::kClosed;
      if (die < 25) return send(ReportShipmentLost{shipment});
      known.guess = die < 50 ? Guess::kReturning : Guess::kClosed;
      return die < 50 ? send(RefuseShipment{shipment}) : shipment_command(shipment, 4);
    case Guess::kReturning:
      if (die < 20) return shipment_command(shipment, 3);
      if (die < 35) return shipment_command(shipment, chance(50) ? 4 : 6);
      known.guess = Guess::kClosed;
      return die < 48 ? send(ReportShipmentLost{shipment}) : send(ReceiveReturn{shipment});
    case Guess::kClosed:
      return submit();
  }
}

// Anything, to any shipment, also to one that nobody knows.
void Author::go_wrong() {
  const bool known = !shipments_.empty() && chance(90);
  shipment_command(known ? recent(shipments_).submitted.shipment : ShipmentId("nowhere"), below(8));
}

void Author::shipment_command(const ShipmentId& shipment, std::uint64_t which) {
  switch (which) {
    case 0:
      return send(AssignShipment{shipment, one_of(kTrucks)});
    case 1:
      return send(ShipShipment{shipment});
    case 2:
      return send(CancelShipment{shipment});
    case 3:
      return send(RecordCheckpoint{shipment, one_of(kScanCodes), one_of(kPlaces)});
    case 4:
      return send(DeliverShipment{shipment, one_of(kPeople)});
    case 5:
      return send(ReportShipmentLost{shipment});
    case 6:
      return send(RefuseShipment{shipment});
    default:
      return send(ReceiveReturn{shipment});
  }
}

void Author::set_rate() {
  SetRate command{one_of(kServices), Money{static_cast<std::int64_t>(below(50))},
                  Money{static_cast<std::int64_t>(below(9))}, chance(80) ? kUsd : kEur};
  if (chance(10)) command.base = Money{-1};
  if (chance(10)) command.per_kg = Money{-3};
  if (chance(10) && speech_ == Speech::kAnything) command.ledger = kNoCurrency;
  send(command);
}

}  // namespace daybook::domain::property
