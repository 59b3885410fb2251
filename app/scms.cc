#include "app/scms.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "app/scms_commands.h"

namespace daybook::app::scms {

namespace {

// Puts rows together into shipments.
class Assembler {
 public:
  explicit Assembler(File& file) : file_(file) {}

  void run() {
    find_doubles();
    group();
    for (Shipment& shipment : file_.shipments) {
      fill(shipment);
      if (shipment.fault.empty()) note(shipment);
    }
    std::stable_sort(file_.notes.begin(), file_.notes.end(),
                     [](const Note& a, const Note& b) { return a.kind != b.kind ? a.kind < b.kind : a.line < b.line; });
  }

 private:
  using Shipments = std::unordered_map<std::string, std::size_t>;
  using Items = std::unordered_map<std::string, const Row*>;

  void find_doubles() {
    for (Row& row : file_.rows) {
      if (row.item_text.empty()) continue;
      const auto [first, fresh] = items_.emplace(row.item_text, &row);
      if (!fresh && row.fault.empty())
        row.fault = fmt::format("ID {} stands in line {} already", row.item_text, first->second->line);
    }
  }

  void group() {
    Shipments known;
    for (std::size_t i = 0; i < file_.rows.size(); ++i) {
      const std::string& text = file_.rows[i].shipment_text;
      if (text.empty()) continue;
      const auto [found, fresh] = known.emplace(text, file_.shipments.size());
      if (fresh) file_.shipments.push_back(Shipment{.text = text, .rows = {}});
      file_.shipments[found->second].rows.push_back(i);
    }
  }

  void fail(Shipment& shipment, std::string fault) {
    if (shipment.fault.empty()) shipment.fault = std::move(fault);
  }

  // What all rows must agree on: who pays, where it goes, who sends, how.
  void compare(Shipment& shipment, const Row& row) {
    const Row& first = file_.first_row(shipment);
    const auto same = [&](const std::string& a, const std::string& b, Column column) {
      if (a == b) return;
      fail(shipment,
           fmt::format("lines {} and {} of {} differ in {}", first.line, row.line, shipment.text, name_of(column)));
    };
    same(first.project, row.project, Column::kProject);
    same(first.country, row.country, Column::kCountry);
    same(first.vendor, row.vendor, Column::kVendor);
    same(first.mode, row.mode, Column::kMode);
  }

  void add_money(Shipment& shipment, domain::Money& sum, domain::Money more, const Row& row) {
    const auto total = domain::checked_add(sum, more);
    if (!total) return fail(shipment, fmt::format("line {}: the amounts of {} do not fit", row.line, shipment.text));
    sum = *total;
  }

  void add_freight(Shipment& shipment, const Row& row, const Row*& charged) {
    if (row.freight.kind == Freight::Kind::kInvoicedSeparately) shipment.invoiced_separately = true;
    if (row.freight.kind != Freight::Kind::kCharge) return;
    if (charged != nullptr) {
      return fail(shipment, fmt::format("lines {} and {} of {} both have a freight charge", charged->line, row.line,
                                        shipment.text));
    }
    charged = &row;
    shipment.charge = row.freight.charge;
  }

  void add_dates(Shipment& shipment, const Row& row) {
    const Maybe<Date> placed = row.ordered.date ? row.ordered.date : row.quoted.date;
    if (placed && (!shipment.ordered || *placed < *shipment.ordered)) shipment.ordered = placed;
    shipment.due = std::min(shipment.due, row.scheduled);
    shipment.delivered = std::max(shipment.delivered, row.delivered);
  }

  void fill(Shipment& shipment) {
    for (const std::size_t i : shipment.rows) {
      const Row& row = file_.rows[i];
      if (!row.fault.empty()) return fail(shipment, fmt::format("line {} of {} is unusable", row.line, shipment.text));
    }
    if (const auto id = Id::parse(shipment.text)) {
      shipment.id = domain::ShipmentId(*id);
    } else {
      return fail(shipment,
                  fmt::format("{} \"{}\" cannot be an id: {}", name_of(Column::kShipment), shipment.text, id.error()));
    }
    shipment.due = file_.first_row(shipment).scheduled;
    shipment.delivered = file_.first_row(shipment).delivered;
    const Row* charged = nullptr;
    std::int64_t grams = 0;
    for (const std::size_t i : shipment.rows) {
      const Row& row = file_.rows[i];
      compare(shipment, row);
      add_money(shipment, shipment.declared_value, row.value, row);
      add_money(shipment, shipment.insurance, row.insurance.value_or({}), row);
      add_freight(shipment, row, charged);
      add_dates(shipment, row);
      if (__builtin_add_overflow(grams, row.weight.grams, &grams) ||
          grams > std::numeric_limits<std::uint32_t>::max()) {
        return fail(shipment, fmt::format("line {}: {} is too heavy", row.line, shipment.text));
      }
    }
    shipment.weight_g = static_cast<std::uint32_t>(grams);
    if (shipment.invoiced_separately && charged != nullptr) {
      fail(shipment, fmt::format("{} is invoiced separately, and yet line {} has a freight charge", shipment.text,
                                 charged->line));
    }
    if (shipment.fault.empty()) check_bounds(shipment);
  }

  // What the domain's own message has no room for.
  void check_bounds(Shipment& shipment) {
    const ShipmentCommands commands(file_, shipment);
    const std::string field = invalid_field(commands.submit());
    if (!field.empty()) fail(shipment, fmt::format("{} does not fit a shipment's {}", shipment.text, field));
  }

  // The row that `reference` leads to, if it is one of the shipment's.
  const Row* target(const Shipment& shipment, const Reference& reference) const {
    const auto found = items_.find(reference.item);
    const bool inside =
        found != items_.end() && found->second->shipment_text == shipment.text && reference.shipment == shipment.text;
    return inside ? found->second : nullptr;
  }

  void note(const Shipment& shipment) {
    const Row& first = file_.first_row(shipment);
    const auto any_differs = [&](auto member) {
      return std::any_of(shipment.rows.begin(), shipment.rows.end(),
                         [&](std::size_t i) { return file_.rows[i].*member != first.*member; });
    };
    const bool several_due = any_differs(&Row::scheduled);
    const bool several_delivered = any_differs(&Row::delivered);
    for (const std::size_t i : shipment.rows) {
      const Row& row = file_.rows[i];
      note_freight(shipment, row);
      note_weight(shipment, row);
      note_dates(row);
      if (several_due) add(NoteKind::kSeveralScheduledDates, row);
      if (several_delivered) add(NoteKind::kSeveralDeliveryDates, row);
      if (!row.insurance) add(NoteKind::kInsuranceNotGiven, row);
      if (row.mode == "N/A") add(NoteKind::kModeNotGiven, row);
    }
  }
  void note_freight(const Shipment& shipment, const Row& row) {
    if (row.freight.kind == Freight::Kind::kIncluded) add(NoteKind::kFreightIncludedInCommodityCost, row);
    if (row.freight.kind == Freight::Kind::kInvoicedSeparately) add(NoteKind::kFreightInvoicedSeparately, row);
    if (row.freight.kind != Freight::Kind::kReference) return;
    add(NoteKind::kFreightByReference, row);
    const Row* to = target(shipment, row.freight.reference);
    if (to == nullptr) return add(NoteKind::kReferenceOutsideShipment, row);
    if (to->freight.kind != Freight::Kind::kCharge) add(NoteKind::kFreightReferenceWithoutCharge, row);
  }
  void note_weight(const Shipment& shipment, const Row& row) {
    if (row.weight.kind == Weight::Kind::kCapturedSeparately) add(NoteKind::kWeightCapturedSeparately, row);
    if (row.weight.kind != Weight::Kind::kReference) return;
    add(NoteKind::kWeightByReference, row);
    const Row* to = target(shipment, row.weight.reference);
    if (to == nullptr) return add(NoteKind::kReferenceOutsideShipment, row);
    if (to->weight.kind != Weight::Kind::kGrams) add(NoteKind::kWeightReferenceWithoutWeight, row);
  }
  void note_dates(const Row& row) {
    if (row.quoted.not_captured) add(NoteKind::kQuoteDateNotCaptured, row);
    if (row.ordered.not_captured) add(NoteKind::kOrderDateNotCaptured, row);
    if (row.quoted.date && row.ordered.date && *row.quoted.date > *row.ordered.date)
      add(NoteKind::kQuotedAfterOrder, row);
    if (row.ordered.date && *row.ordered.date > row.delivered) add(NoteKind::kOrderedAfterDelivery, row);
    if (row.recorded < row.delivered) add(NoteKind::kRecordedBeforeDelivery, row);
  }
  void add(NoteKind kind, const Row& row) { file_.notes.push_back({kind, row.line}); }

  File& file_;
  Items items_;
};

}  // namespace

tl::expected<File, std::string> File::read(std::istream& in) {
  CsvReader reader(in);
  CsvRecord record;
  const auto at_line = [](const CsvError& error) {
    return tl::unexpected(fmt::format("line {}: {}", error.line, error.what));
  };
  auto more = reader.next(record);
  if (!more) return at_line(more.error());
  if (!*more) return tl::unexpected(std::string("it is empty"));
  const auto columns = Columns::parse(record.cells);
  if (!columns) return tl::unexpected(fmt::format("line {}: {}", record.line, columns.error()));
  File file;
  for (;;) {
    more = reader.next(record);
    if (!more && more.error().kind == CsvError::Kind::kFile) return at_line(more.error());
    if (!more) {
      file.rows.push_back(broken_row(record, *columns, more.error().what));
      continue;
    }
    if (!*more) break;
    file.rows.push_back(read_row(record, *columns));
  }
  for (const Row& row : file.rows) {
    const auto sum = domain::checked_add(file.freight, row.freight.charge);
    if (!sum) return tl::unexpected(fmt::format("line {}: the sum of the freight charges does not fit", row.line));
    file.freight = *sum;
  }
  Assembler(file).run();
  return file;
}

}  // namespace daybook::app::scms
