#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/csv.h"
#include "app/scms_columns.h"
#include "app/scms_dates.h"
#include "app/scms_reference.h"
#include "domain/digest.h"
#include "domain/ids.h"
#include "domain/money.h"

namespace daybook::app::scms {

struct Freight {
  enum class Kind : std::uint8_t { kCharge, kIncluded, kInvoicedSeparately, kReference };
  Kind kind = Kind::kCharge;
  domain::Money charge{};  // kCharge
  Reference reference{};   // kReference
};

struct Weight {
  enum class Kind : std::uint8_t { kGrams, kCapturedSeparately, kReference };
  Kind kind = Kind::kGrams;
  std::int64_t grams = 0;
  Reference reference{};
};

// One line item as the file has it, understood. A row with a fault keeps what could be read of it: at least its line,
// and where possible its shipment, which is then held back as a whole.
struct Row {
  std::uint64_t line = 0;
  std::string fault{};  // why it cannot be used; empty: it can

  std::string item_text{};
  std::string shipment_text{};
  domain::ItemId item{};
  domain::Digest digest{};  // of all its cells, in the order of `Column`
  std::string project{};
  std::string country{};
  std::string vendor{};
  std::string mode{};
  OrderDate quoted{};
  OrderDate ordered{};
  Date scheduled{};
  Date delivered{};
  Date recorded{};
  domain::Money value{};
  Maybe<domain::Money> insurance{};
  Freight freight{};
  Weight weight{};
};

[[nodiscard]] Row read_row(const CsvRecord& record, const Columns& columns);
// A record that is no row of the file: what can be told of it.
[[nodiscard]] Row broken_row(const CsvRecord& record, const Columns& columns, std::string fault);

}  // namespace daybook::app::scms
