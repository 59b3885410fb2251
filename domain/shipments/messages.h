#pragma once

// Commands and events of shipments. Template ids: commands 101 to 149, events 151 to 199.

#include <cstdint>

#include "domain/digest.h"
#include "domain/ids.h"
#include "domain/money.h"
#include "engine/message.h"

namespace daybook::domain {

struct Address {
  Text<100> name;
  Text<100> line1;
  Text<100> line2;
  Text<60> city;
  Text<40> state;
  Text<20> zip;
  Text<60> country;
};
DAYBOOK_STRUCT(Address, name, line1, line2, city, state, zip, country)

// One line of what is sent, and the digest of what its sender knows of it.
struct LineItem {
  ItemId id;
  Digest digest;
};
DAYBOOK_STRUCT(LineItem, id, digest)
using LineItems = List<LineItem, 256>;

// 32 bits each, so that the fixed blocks end on a boundary where a field can be added.
enum class Invoicing : std::uint32_t {
  kOnDelivery = 0,
  kSeparately = 1,  // the freight is billed elsewhere: the charge is 0, and the shipment is flagged
};
DAYBOOK_ENUM(Invoicing, kOnDelivery, kSeparately)

enum class ChargeBasis : std::uint32_t { kRate = 0, kQuote = 1, kInvoicedSeparately = 2 };
DAYBOOK_ENUM(ChargeBasis, kRate, kQuote, kInvoicedSeparately)

enum class CancelCause : std::uint32_t {
  kRequested = 0,
  kHoldRefused = 1,  // the bill's payer cannot pay: no hold stands. Only a policy may say so.
};
DAYBOOK_ENUM(CancelCause, kRequested, kHoldRefused)

struct SubmitShipment {
  ShipmentId shipment;
  AccountId bill_to;
  AccountId carrier;
  ServiceId service;
  Money declared_value;
  Maybe<Money> quoted_charge;
  std::uint32_t weight_g = 0;  // 0: unknown, which needs a quote
  Currency ledger;
  Maybe<Date> due_on;
  Invoicing invoicing = Invoicing::kOnDelivery;
  Address ship_from;
  Address ship_to;  // name and country are required
  LineItems items;
};
DAYBOOK_COMMAND(SubmitShipment, 101, shipment, bill_to, carrier, service, declared_value, quoted_charge, weight_g,
                ledger, due_on, invoicing, ship_from, ship_to, items)
DAYBOOK_DEFAULTS(SubmitShipment, declared_value, weight_g, invoicing)

struct AssignShipment {
  ShipmentId shipment;
  TruckId truck;
};
DAYBOOK_COMMAND(AssignShipment, 102, shipment, truck)

struct ShipShipment {
  ShipmentId shipment;
};
DAYBOOK_COMMAND(ShipShipment, 103, shipment)

struct DeliverShipment {
  ShipmentId shipment;
  Text<100> signed_by;
};
DAYBOOK_COMMAND(DeliverShipment, 104, shipment, signed_by)

struct CancelShipment {
  ShipmentId shipment;
  CancelCause cause = CancelCause::kRequested;
};
DAYBOOK_COMMAND(CancelShipment, 105, shipment, cause)
DAYBOOK_DEFAULTS(CancelShipment, cause)

struct ReportShipmentLost {
  ShipmentId shipment;
};
DAYBOOK_COMMAND(ReportShipmentLost, 106, shipment)

// Charge of a service in a ledger: base + per_kg for each begun kilogram. Does not change what was charged before.
struct SetRate {
  ServiceId service;
  Money base;
  Money per_kg;
  Currency ledger;
};
DAYBOOK_COMMAND(SetRate, 107, service, base, per_kg, ledger)

// Where a shipment that is under way was seen, on its way there or back.
struct RecordCheckpoint {
  ShipmentId shipment;
  ScanCode scan_code;
  Text<60> location;
};
DAYBOOK_COMMAND(RecordCheckpoint, 108, shipment, scan_code, location)

// The recipient does not take it: it goes back.
struct RefuseShipment {
  ShipmentId shipment;
};
DAYBOOK_COMMAND(RefuseShipment, 109, shipment)

// A shipment that was refused is back where it came from.
struct ReceiveReturn {
  ShipmentId shipment;
};
DAYBOOK_COMMAND(ReceiveReturn, 110, shipment)

// Carries the charge it was decided with, and everything the read side wants: the write side keeps no address.
struct ShipmentSubmitted {
  ShipmentId shipment;
  AccountId bill_to;
  AccountId carrier;
  ServiceId service;
  Digest digest;  // of the command's content
  Money declared_value;
  Money charge;
  std::uint32_t weight_g = 0;
  Currency ledger;
  Maybe<Date> due_on;
  ChargeBasis basis = ChargeBasis::kRate;
  Address ship_from;
  Address ship_to;
  LineItems items;
};
DAYBOOK_EVENT(ShipmentSubmitted, 151, shipment, bill_to, carrier, service, digest, declared_value, charge, weight_g,
              ledger, due_on, basis, ship_from, ship_to, items)

struct ShipmentAssigned {
  ShipmentId shipment;
  TruckId truck;
};
DAYBOOK_EVENT(ShipmentAssigned, 152, shipment, truck)

struct ShipmentShipped {
  ShipmentId shipment;
};
DAYBOOK_EVENT(ShipmentShipped, 153, shipment)

// The invoice, charge 0 included, as reports count it; the money moves in accounts.
struct ShipmentDelivered {
  ShipmentId shipment;
  AccountId bill_to;
  Money charge;
  Currency ledger;
  ChargeBasis basis = ChargeBasis::kRate;
  Text<100> signed_by;
};
DAYBOOK_EVENT(ShipmentDelivered, 154, shipment, bill_to, charge, ledger, basis, signed_by)

struct ShipmentCancelled {
  ShipmentId shipment;
  AccountId bill_to;
  Money charge;
  Currency ledger;
  CancelCause cause = CancelCause::kRequested;
};
DAYBOOK_EVENT(ShipmentCancelled, 155, shipment, bill_to, charge, ledger, cause)

struct ShipmentLost {
  ShipmentId shipment;
  AccountId bill_to;
  Money charge;
  Money declared_value;
  Currency ledger;
  ChargeBasis basis = ChargeBasis::kRate;
};
DAYBOOK_EVENT(ShipmentLost, 156, shipment, bill_to, charge, declared_value, ledger, basis)

struct RateSet {
  ServiceId service;
  Money base;
  Money per_kg;
  Currency ledger;
};
DAYBOOK_EVENT(RateSet, 157, service, base, per_kg, ledger)

// For the read side: the write side keeps no location.
struct CheckpointRecorded {
  ShipmentId shipment;
  ScanCode scan_code;
  Text<60> location;
};
DAYBOOK_EVENT(CheckpointRecorded, 158, shipment, scan_code, location)

struct ShipmentRefused {
  ShipmentId shipment;
};
DAYBOOK_EVENT(ShipmentRefused, 159, shipment)

struct ShipmentReturned {
  ShipmentId shipment;
  AccountId bill_to;
  Money charge;
  Currency ledger;
  ChargeBasis basis = ChargeBasis::kRate;
};
DAYBOOK_EVENT(ShipmentReturned, 160, shipment, bill_to, charge, ledger, basis)

}  // namespace daybook::domain
