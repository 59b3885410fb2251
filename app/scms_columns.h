#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace daybook::app::scms {

// The columns of an SCMS delivery history, in its own order.
enum class Column : std::uint8_t {
  kId,
  kProject,
  kPriceQuote,
  kOrder,
  kShipment,
  kCountry,
  kManagedBy,
  kFulfillVia,
  kIncoTerm,
  kMode,
  kQuoted,
  kOrdered,
  kScheduled,
  kDelivered,
  kRecorded,
  kProductGroup,
  kSubClassification,
  kVendor,
  kDescription,
  kMolecule,
  kBrand,
  kDosage,
  kDosageForm,
  kUnitOfMeasure,
  kQuantity,
  kValue,
  kPackPrice,
  kUnitPrice,
  kSite,
  kFirstLine,
  kWeight,
  kFreight,
  kInsurance,
};
inline constexpr std::size_t kColumns = 33;
extern const std::array<std::string_view, kColumns> kColumnNames;

[[nodiscard]] inline std::string_view name_of(Column column) { return kColumnNames[static_cast<std::size_t>(column)]; }

// Where each column stands in a file. Any order; but all of them, each once and nothing else: a column that is dropped
// in silence would be a fact dropped in silence.
class Columns {
 public:
  [[nodiscard]] static tl::expected<Columns, std::string> parse(const std::vector<std::string>& header);

  [[nodiscard]] std::size_t place(Column column) const { return places_[static_cast<std::size_t>(column)]; }
  // The cell of a record that may have been cut short; empty where it is not there.
  [[nodiscard]] std::string_view cell(const std::vector<std::string>& cells, Column column) const {
    return place(column) < cells.size() ? std::string_view(cells[place(column)]) : std::string_view{};
  }

 private:
  std::array<std::size_t, kColumns> places_{};
};

}  // namespace daybook::app::scms
