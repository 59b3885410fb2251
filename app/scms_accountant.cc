#include "app/scms_accountant.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/scms_ids.h"

namespace daybook::app::scms {

namespace {

std::int64_t cents(std::uint64_t minor) { return static_cast<std::int64_t>(minor); }

}  // namespace

std::vector<InState> look_up(const domain::ShippingDomain& domain, const File& file) {
  const auto& shipments = domain.get<domain::Shipments>();
  const auto& accounts = domain.get<domain::Accounts>();
  const auto posted = [&](const domain::TransferId& transfer) {
    const domain::ClosedTransfer* row = accounts.transfers.find(transfer);
    return row == nullptr ? 0 : row->posted.minor;
  };
  std::vector<InState> found(file.shipments.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Shipment& shipment = file.shipments[i];
    if (!shipment.fault.empty()) continue;
    if (const auto* open = shipments.open.find(shipment.id)) found[i].state = open->state;
    if (const auto* closed = shipments.closed.find(shipment.id)) found[i].state = closed->state;
    found[i].freight = posted(domain::hold_of(shipment.id));
    found[i].insurance = posted(insurance_of(shipment.id));
  }
  return found;
}

Accountant::Accountant(const File& file, const Records& records, std::vector<Standing>& standings, Report& report)
    : file_(file),
      records_(records),
      standings_(standings),
      report_(report),
      fates_(file.rows.size(), Fate::kRejected) {
  for (const Row& row : file.rows) in_file_.insert(row.item);
}

bool Accountant::moved(const Shipment& shipment, const Row& row) const {
  const domain::ShipmentId* home = records_.home_of(row.item);
  return home != nullptr && *home != shipment.id;
}

bool Accountant::any_moved(const Shipment& shipment) const {
  return std::any_of(shipment.rows.begin(), shipment.rows.end(),
                     [&](std::size_t i) { return moved(shipment, file_.rows[i]); });
}

void Accountant::judge() {
  for (std::size_t i = 0; i < file_.shipments.size(); ++i) {
    const Shipment& shipment = file_.shipments[i];
    if (!shipment.fault.empty()) {
      standings_[i].fate = Fate::kHeldBack;
    } else if (records_.find(shipment.id) == nullptr && any_moved(shipment)) {
      standings_[i].fate = Fate::kMoved;
    }
  }
}

void Accountant::settle() {
  for (const Row& row : file_.rows) {
    if (row.shipment_text.empty()) find_row(row, Fate::kRejected, row.fault);
  }
  for (std::size_t i = 0; i < file_.shipments.size(); ++i) settle(file_.shipments[i], standings_[i]);
  find_foreign();
  count();
}

void Accountant::set(const Row& row, Fate fate) { fates_[static_cast<std::size_t>(&row - file_.rows.data())] = fate; }

void Accountant::find_row(const Row& row, Fate fate, std::string what) {
  set(row, fate);
  report_.findings.push_back({.kind = Finding::Kind::kRow, .line = row.line, .fate = fate, .what = std::move(what)});
}

void Accountant::find_moved(const Shipment& shipment, const Row& row) {
  find_row(row, Fate::kMoved,
           fmt::format("ID {} is recorded as a line of {}; here it is one of {}", row.item_text,
                       records_.home_of(row.item)->text(), shipment.text));
}

void Accountant::settle(const Shipment& shipment, Standing& standing) {
  const bool begun = standing.fate == Fate::kImported || standing.fate == Fate::kAlreadyThere;
  // Answered in part, because the import was stopped: the next one goes on with it.
  if (begun && standing.steps != 0) standing.fate = Fate::kNotReached;
  if (standing.fate == Fate::kChanged) return settle_changed(shipment, standing);
  for (const std::size_t i : shipment.rows) settle_row(shipment, standing, file_.rows[i]);
}

void Accountant::settle_row(const Shipment& shipment, const Standing& standing, const Row& row) {
  if (!row.fault.empty()) return find_row(row, Fate::kRejected, row.fault);
  switch (standing.fate) {
    case Fate::kHeldBack:
      return find_row(row, Fate::kHeldBack, shipment.fault);
    case Fate::kMoved:
      if (moved(shipment, row)) return find_moved(shipment, row);
      return find_row(row, Fate::kHeldBack,
                      fmt::format("another line of {} is recorded as one of another shipment", shipment.text));
    case Fate::kRefused:
      return find_row(row, Fate::kRefused, fmt::format("{}: {}", shipment.text, standing.refusal));
    default:
      return set(row, standing.fate);
  }
}

// Which of its rows make the difference.
void Accountant::settle_changed(const Shipment& shipment, const Standing& standing) {
  const Records::Shipment* recorded = records_.find(shipment.id);
  const Items none;
  const Items& items = recorded == nullptr ? none : recorded->items;
  std::size_t same = 0;
  for (const std::size_t i : shipment.rows) {
    const Row& row = file_.rows[i];
    const auto item = items.find(row.item);
    if (item != items.end() && item->second == row.digest) {
      ++same;
      set(row, Fate::kAlreadyThere);
    } else if (item != items.end()) {
      find_row(row, Fate::kChanged,
               fmt::format("ID {} of {} differs from what sequence {} recorded", row.item_text, shipment.text,
                           standing.original.value));
    } else if (moved(shipment, row)) {
      find_moved(shipment, row);
    } else {
      find_row(row, Fate::kAdded,
               fmt::format("ID {} is not among the lines of {} that sequence {} recorded", row.item_text, shipment.text,
                           standing.original.value));
    }
  }
  if (recorded != nullptr) find_removed(shipment, *recorded);
  if (same != shipment.rows.size() || same != items.size()) return;
  for (const std::size_t i : shipment.rows) {
    find_row(file_.rows[i], Fate::kChanged,
             fmt::format("{} is recorded by sequence {} with the same lines, but otherwise different: by another "
                         "program, or another "
                         "version of this one",
                         shipment.text, standing.original.value));
  }
}

// What is not in the file at all. A line that moved to another shipment is found where it is now.
void Accountant::find_removed(const Shipment& shipment, const Records::Shipment& recorded) {
  for (const auto& [item, digest] : recorded.items) {
    if (in_file_.contains(item)) continue;
    ++report_.removed_rows;
    report_.findings.push_back({.kind = Finding::Kind::kRemoved,
                                .what = fmt::format("ID {} of {} is recorded by sequence {}, but not in the file",
                                                    item.text(), shipment.text, recorded.sequence.value)});
  }
}

void Accountant::find_foreign() {
  std::set<std::string> here;
  for (const Shipment& shipment : file_.shipments) here.insert(shipment.text);
  for (const auto& [id, recorded] : records_.shipments()) {
    if (here.contains(id.text())) continue;
    for (const auto& [item, digest] : recorded.items) {
      if (in_file_.contains(item)) continue;
      ++report_.foreign_rows;
      report_.findings.push_back({.kind = Finding::Kind::kNotInThisFile,
                                  .what = fmt::format("ID {} of {} is recorded by sequence {}; neither is in this file",
                                                      item.text(), id.text(), recorded.sequence.value)});
    }
  }
}

void Accountant::count() {
  report_.rows = file_.rows.size();
  report_.shipments = file_.shipments.size();
  for (const Fate fate : fates_) ++report_.row_fates[fate];
  for (const Standing& standing : standings_) {
    ++report_.shipment_fates[standing.fate];
    if (standing.finished) ++report_.finished;
  }
  for (const Note& note : file_.notes) report_.notes[note.kind].push_back(note.line);
}

void Accountant::compare(const std::vector<InState>& state, const Invoices& invoices) {
  FreightTotals& freight = report_.freight;
  for (std::size_t i = 0; i < file_.shipments.size(); ++i) {
    const Shipment& shipment = file_.shipments[i];
    const Fate fate = standings_[i].fate;
    add_country(shipment, state[i]);
    if (fate == Fate::kChanged) {
      freight.differing_usd_cents += shipment.charge.minor;
      freight.differing_state_usd_cents += cents(state[i].freight);
    } else if (fate == Fate::kImported || fate == Fate::kAlreadyThere) {
      compare(shipment, state[i], invoices.find(shipment.id));
    }
  }
  freight.file_usd_cents = file_.freight.minor;
  freight.not_booked_usd_cents = freight.file_usd_cents - freight.expected_usd_cents - freight.differing_usd_cents;
}

void Accountant::add_country(const Shipment& shipment, const InState& in) {
  if (in.state == domain::ShipmentState{}) return;
  CountryTotals& country = report_.countries[file_.first_row(shipment).country];
  ++country.shipments;
  country.invoiced_usd_cents += cents(in.freight);
  if (shipment.late()) ++country.late;
}

void Accountant::compare(const Shipment& shipment, const InState& in, const Invoices::Invoice* invoice) {
  report_.freight.expected_usd_cents += shipment.charge.minor;
  report_.freight.state_usd_cents += cents(in.freight);
  report_.insurance_usd_cents += cents(in.insurance);
  const auto differs = [&](std::string_view what) {
    report_.findings.push_back({.kind = Finding::Kind::kLedger,
                                .line = file_.first_row(shipment).line,
                                .what = fmt::format("{}: {}", shipment.text, what)});
  };
  if (in.state != domain::ShipmentState::kDelivered)
    differs("not delivered in the ledger, but " + enumerator_name(in.state));
  if (cents(in.insurance) != shipment.insurance.minor) {
    differs(fmt::format("insured for {} cents in the file, {} in the ledger", shipment.insurance.minor, in.insurance));
  }
  if (invoice == nullptr) return differs("no invoice in the journal");
  ++report_.invoices;
  if (shipment.invoiced_separately) ++report_.separate_invoices;
  report_.freight.journal_usd_cents += cents(invoice->posted.minor);
  const std::int64_t charge = shipment.charge.minor;
  if (cents(in.freight) == charge && cents(invoice->posted.minor) == charge && invoice->charge.minor == charge) return;
  differs(fmt::format("freight of {} cents in the file, {} invoiced in the ledger's state, {} in the journal", charge,
                      in.freight, invoice->posted.minor));
}

}  // namespace daybook::app::scms
