#pragma once

#include <set>
#include <string>
#include <vector>

#include "app/scms.h"
#include "app/scms_records.h"
#include "app/scms_report.h"
#include "app/scms_sender.h"
#include "domain/domain.h"

namespace daybook::app::scms {

// What the ledger's state says of one shipment of the file.
struct InState {
  domain::ShipmentState state{};  // 0: unknown to it
  std::uint64_t freight = 0;
  std::uint64_t insurance = 0;
};
// For each shipment of the file.
[[nodiscard]] std::vector<InState> look_up(const domain::ShippingDomain& domain, const File& file);

// Accounts for every row of an import, then holds the ledger against the file. Everything goes into the report.
class Accountant {
 public:
  Accountant(const File& file, const Records& records, std::vector<Standing>& standings, Report& report);

  // Before anything is sent: shipments that cannot be, or that hold a line which is recorded as another shipment's. To
  // submit one of those would bill its freight twice.
  void judge();
  // When everything is answered: what became of each row.
  void settle();
  // The same freight, read back twice: from the ledger's state and from the events.
  void compare(const std::vector<InState>& state, const Invoices& invoices);

 private:
  using Items = std::map<domain::ItemId, domain::Digest>;

  [[nodiscard]] bool moved(const Shipment& shipment, const Row& row) const;
  [[nodiscard]] bool any_moved(const Shipment& shipment) const;
  void set(const Row& row, Fate fate);
  void find_row(const Row& row, Fate fate, std::string what);
  void find_moved(const Shipment& shipment, const Row& row);
  void find_removed(const Shipment& shipment, const Records::Shipment& recorded);
  void find_foreign();
  void settle(const Shipment& shipment, Standing& standing);
  void settle_row(const Shipment& shipment, const Standing& standing, const Row& row);
  void settle_changed(const Shipment& shipment, const Standing& standing);
  void count();
  void add_country(const Shipment& shipment, const InState& in);
  void compare(const Shipment& shipment, const InState& in, const Invoices::Invoice* invoice);

  const File& file_;
  const Records& records_;
  std::vector<Standing>& standings_;
  Report& report_;
  std::vector<Fate> fates_;  // of each row
  std::set<domain::ItemId> in_file_;
};

}  // namespace daybook::app::scms
