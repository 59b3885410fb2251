#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "engine/values.h"

namespace daybook::app::scms {

// "02-Jun-06" is the 2nd of June 2006: the form of the delivery columns. The error says what is wrong.
[[nodiscard]] tl::expected<Date, std::string> parse_delivery_date(std::string_view text);

// The form of the order columns: "6/2/06" (month first, not padded), "2006-06-02", or why there is no date: "Date Not
// Captured", "Pre-PQ Process", "N/A - From RDC".
struct OrderDate {
  Maybe<Date> date{};
  bool not_captured = false;  // there should have been one
};
[[nodiscard]] tl::expected<OrderDate, std::string> parse_order_date(std::string_view text);

}  // namespace daybook::app::scms
