#include "app/scms_row.h"

#include <fmt/format.h>

#include <vector>

#include "app/decimal.h"
#include "app/utf8.h"

namespace daybook::app::scms {

namespace {

constexpr unsigned kCentDigits = 2;
constexpr unsigned kGramDigits = 3;

domain::Digest digest_of_cells(const CsvRecord& record, const Columns& columns) {
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i < kColumns; ++i) {
    const std::string_view cell = columns.cell(record.cells, static_cast<Column>(i));
    // The length stands before each cell, so that text cannot move from one to the next unseen.
    for (unsigned shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<std::byte>(cell.size() >> shift));
    const auto* begin = reinterpret_cast<const std::byte*>(cell.data());
    bytes.insert(bytes.end(), begin, begin + cell.size());
  }
  return domain::digest_bytes(bytes);
}

// Reads cells one by one; the first that is wrong becomes the row's fault.
class CellReader {
 public:
  CellReader(const CsvRecord& record, const Columns& columns, Row& row)
      : record_(record), columns_(columns), row_(row) {}

  [[nodiscard]] std::string_view cell(Column column) const { return columns_.cell(record_.cells, column); }
  void fault(Column column, std::string_view what) {
    if (row_.fault.empty()) row_.fault = fmt::format("{} \"{}\" {}", name_of(column), cell(column), what);
  }
  void text(Column column, std::string& out) {
    out = cell(column);
    if (out.empty() && row_.fault.empty()) row_.fault = fmt::format("{} is empty", name_of(column));
  }
  template <class K>
  void id(Column column, K& out) {
    const auto parsed = Id::parse(cell(column));
    if (parsed) {
      out = K(*parsed);
    } else {
      fault(column, "cannot be an id: " + parsed.error());
    }
  }
  // `parse` returns an expected whose error ends a sentence that begins with the cell.
  template <class T, class P>
  void value(Column column, T& out, P&& parse) {
    auto parsed = parse(cell(column));
    if (parsed) {
      out = std::move(*parsed);
    } else {
      fault(column, parsed.error());
    }
  }

 private:
  const CsvRecord& record_;
  const Columns& columns_;
  Row& row_;
};

tl::expected<domain::Money, std::string> parse_money(std::string_view text) {
  return parse_decimal(text, kCentDigits).map([](std::int64_t cents) { return domain::Money{cents}; });
}

tl::expected<Maybe<domain::Money>, std::string> parse_insurance(std::string_view text) {
  if (text.empty()) return Maybe<domain::Money>{};
  return parse_money(text).map([](domain::Money money) { return Maybe<domain::Money>(money); });
}

tl::expected<Freight, std::string> parse_freight(std::string_view text) {
  if (text == "Freight Included in Commodity Cost") return Freight{.kind = Freight::Kind::kIncluded};
  if (text == "Invoiced Separately") return Freight{.kind = Freight::Kind::kInvoicedSeparately};
  if (auto reference = parse_reference(text)) {
    return Freight{.kind = Freight::Kind::kReference, .reference = std::move(*reference)};
  }
  return parse_money(text)
      .map([](domain::Money charge) { return Freight{.charge = charge}; })
      .map_error([](std::string what) { return what + ", and neither a known remark nor a reference"; });
}

tl::expected<Weight, std::string> parse_weight(std::string_view text) {
  if (text == "Weight Captured Separately") return Weight{.kind = Weight::Kind::kCapturedSeparately};
  if (auto reference = parse_reference(text)) {
    return Weight{.kind = Weight::Kind::kReference, .reference = std::move(*reference)};
  }
  return parse_decimal(text, kGramDigits)
      .map([](std::int64_t grams) { return Weight{.grams = grams}; })
      .map_error([](std::string what) { return what + ", and neither a known remark nor a reference"; });
}

}  // namespace

Row read_row(const CsvRecord& record, const Columns& columns) {
  if (record.cells.size() != kColumns) {
    return broken_row(record, columns,
                      fmt::format("it has {} cells; the header has {}", record.cells.size(), kColumns));
  }
  for (const std::string& cell : record.cells) {
    if (!is_utf8(cell)) return broken_row(record, columns, "it is not UTF-8");
  }
  Row row;
  row.line = record.line;
  row.digest = digest_of_cells(record, columns);
  CellReader cells(record, columns, row);
  cells.text(Column::kId, row.item_text);
  cells.text(Column::kShipment, row.shipment_text);
  cells.text(Column::kProject, row.project);
  cells.text(Column::kCountry, row.country);
  cells.text(Column::kVendor, row.vendor);
  cells.text(Column::kMode, row.mode);
  cells.id(Column::kId, row.item);
  cells.value(Column::kQuoted, row.quoted, parse_order_date);
  cells.value(Column::kOrdered, row.ordered, parse_order_date);
  cells.value(Column::kScheduled, row.scheduled, parse_delivery_date);
  cells.value(Column::kDelivered, row.delivered, parse_delivery_date);
  cells.value(Column::kRecorded, row.recorded, parse_delivery_date);
  cells.value(Column::kValue, row.value, parse_money);
  cells.value(Column::kWeight, row.weight, parse_weight);
  cells.value(Column::kFreight, row.freight, parse_freight);
  cells.value(Column::kInsurance, row.insurance, parse_insurance);
  return row;
}

Row broken_row(const CsvRecord& record, const Columns& columns, std::string fault) {
  Row row;
  row.line = record.line;
  row.fault = std::move(fault);
  const auto readable = [&](Column column) {
    const std::string_view cell = columns.cell(record.cells, column);
    return is_utf8(cell) ? std::string(cell) : std::string{};
  };
  row.shipment_text = readable(Column::kShipment);
  row.item_text = readable(Column::kId);
  if (const auto id = Id::parse(row.item_text)) row.item = domain::ItemId(*id);
  return row;
}

}  // namespace daybook::app::scms
