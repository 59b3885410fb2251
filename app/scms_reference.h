#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace daybook::app::scms {

// A cell that points at another line: "See ASN-93 (ID#:1281)".
struct Reference {
  std::string shipment;  // "ASN-93"
  std::string item;      // "1281"
};
[[nodiscard]] std::optional<Reference> parse_reference(std::string_view text);

}  // namespace daybook::app::scms
