#pragma once

#include <map>
#include <string>
#include <vector>

#include "domain/audit.h"
#include "domain/domain.h"
#include "engine/error.h"
#include "journal/storage.h"

namespace daybook::app::scms {

// What earlier imports recorded of their shipments' line items: read from the event journal, because the state keeps of
// a closed shipment no more than a digest.
class Records {
 public:
  struct Shipment {
    Sequence sequence{};  // of the command that submitted it
    std::map<domain::ItemId, domain::Digest> items;
  };

  // `directory`: the engine's. Reads what is released.
  [[nodiscard]] static Expected<Records> read(journal::Storage& storage, const std::string& directory);

  [[nodiscard]] const std::map<domain::ShipmentId, Shipment>& shipments() const { return shipments_; }
  // Null where no import recorded it.
  [[nodiscard]] const Shipment* find(const domain::ShipmentId& shipment) const;
  // The shipment that the line item was recorded in; null where there is none.
  [[nodiscard]] const domain::ShipmentId* home_of(const domain::ItemId& item) const;

  void add(const domain::ShipmentSubmitted& event, Sequence sequence);

 private:
  std::map<domain::ShipmentId, Shipment> shipments_;
  std::map<domain::ItemId, domain::ShipmentId> homes_;
};

// The invoices as the event journal has them, and a bookkeeping of its own of all that it says of the ledger.
class Invoices {
 public:
  [[nodiscard]] static Expected<Invoices> read(journal::Storage& storage, const std::string& directory);

  struct Invoice {
    domain::Money charge{};   // as the delivered shipment says
    domain::Amount posted{};  // as the ledger's transfer says; 0 for a charge of 0
  };
  // Null: not delivered.
  [[nodiscard]] const Invoice* find(const domain::ShipmentId& shipment) const;
  [[nodiscard]] const domain::LedgerAudit& audit() const { return audit_; }

  void add(const domain::ShipmentDelivered& event) { invoices_[event.shipment].charge = event.charge; }
  void add(const domain::TransferPosted& event);
  void add(const DecisionView& decision);
  // Events that are no invoice are passed over.
  template <class E>
  void add(const E&) {}

 private:
  std::map<domain::ShipmentId, Invoice> invoices_;
  domain::LedgerAudit audit_;
};

}  // namespace daybook::app::scms
