#include "domain/workload/totals.h"

#include "domain/workload/schedule.h"
#include "domain/workload/shipping_day.h"

namespace daybook::domain::workload {

namespace {

// `more`: events and follow-ups of the command beyond its own event.
void count_accepted(Totals& totals, std::uint64_t more_events, std::uint64_t follow_ups) {
  ++totals.accepted;
  totals.events += 1 + more_events;
  totals.follow_ups += follow_ups;
}

void count_step(Totals& totals, const Content& content, const Step& step) {
  switch (step.act) {
    case Act::kSubmit:
      count_accepted(totals, 1, step.over_limit ? 2 : 1);
      if (!step.over_limit) return;
      ++totals.over_limit;
      ++totals.refused_follow_ups;
      return;
    case Act::kAssign:
    case Act::kShip:
      return count_accepted(totals, 0, 0);
    case Act::kDeliver: {
      count_accepted(totals, 1, 1);
      ++totals.delivered;
      const ShipmentContent shipment = content.shipment(step.subject, false);
      totals.ledgers[shipment.ledger].invoiced += amount_of(shipment.charge).minor;
      return;
    }
    case Act::kCancel:
      count_accepted(totals, 1, 1);
      ++totals.cancelled;
      return;
    case Act::kReportLost: {
      const ShipmentContent shipment = content.shipment(step.subject, false);
      const std::uint64_t claims = shipment.declared_value == Money{} ? 0 : 1;
      count_accepted(totals, 1 + claims, 1 + claims);
      ++totals.lost;
      totals.ledgers[shipment.ledger].claimed += amount_of(shipment.declared_value).minor;
      return;
    }
    case Act::kPay: {
      count_accepted(totals, 0, 0);
      ++totals.payments;
      const PaymentContent payment = content.payment(step.subject);
      totals.ledgers[payment.ledger].paid += payment.amount.minor;
      return;
    }
  }
}

}  // namespace

Totals expected_totals(const Parameters& parameters) {
  Totals totals;
  totals.setup = ShippingDay::setup_commands(parameters);
  totals.commands = totals.accepted = totals.events = totals.setup;
  const Content content(parameters);
  Schedule schedule(parameters);
  Schedule::Entry entry;
  while (schedule.next(entry)) {
    ++totals.commands;
    if (entry.original != entry.position) {
      ++totals.repeats;
    } else if (entry.step.refusal != ShipmentRefusal{}) {
      ++totals.refused;
      ++totals.refused_for[static_cast<std::size_t>(entry.step.refusal)];
    } else {
      count_step(totals, content, entry.step);
    }
  }
  return totals;
}

}  // namespace daybook::domain::workload
