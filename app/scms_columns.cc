#include "app/scms_columns.h"

#include <fmt/format.h>

#include <algorithm>

namespace daybook::app::scms {

const std::array<std::string_view, kColumns> kColumnNames = {"ID",
                                                             "Project Code",
                                                             "PQ #",
                                                             "PO / SO #",
                                                             "ASN/DN #",
                                                             "Country",
                                                             "Managed By",
                                                             "Fulfill Via",
                                                             "Vendor INCO Term",
                                                             "Shipment Mode",
                                                             "PQ First Sent to Client Date",
                                                             "PO Sent to Vendor Date",
                                                             "Scheduled Delivery Date",
                                                             "Delivered to Client Date",
                                                             "Delivery Recorded Date",
                                                             "Product Group",
                                                             "Sub Classification",
                                                             "Vendor",
                                                             "Item Description",
                                                             "Molecule/Test Type",
                                                             "Brand",
                                                             "Dosage",
                                                             "Dosage Form",
                                                             "Unit of Measure (Per Pack)",
                                                             "Line Item Quantity",
                                                             "Line Item Value",
                                                             "Pack Price",
                                                             "Unit Price",
                                                             "Manufacturing Site",
                                                             "First Line Designation",
                                                             "Weight (Kilograms)",
                                                             "Freight Cost (USD)",
                                                             "Line Item Insurance (USD)"};

tl::expected<Columns, std::string> Columns::parse(const std::vector<std::string>& header) {
  Columns columns;
  for (std::size_t i = 0; i < kColumns; ++i) {
    const auto found = std::find(header.begin(), header.end(), kColumnNames[i]);
    if (found == header.end()) return tl::unexpected(fmt::format("the column \"{}\" is missing", kColumnNames[i]));
    if (std::find(found + 1, header.end(), kColumnNames[i]) != header.end()) {
      return tl::unexpected(fmt::format("the column \"{}\" is there twice", kColumnNames[i]));
    }
    columns.places_[i] = static_cast<std::size_t>(found - header.begin());
  }
  for (const std::string& name : header) {
    if (std::find(kColumnNames.begin(), kColumnNames.end(), name) == kColumnNames.end()) {
      return tl::unexpected(fmt::format("the column \"{}\" is not one of an SCMS delivery history", name));
    }
  }
  return columns;
}

}  // namespace daybook::app::scms
