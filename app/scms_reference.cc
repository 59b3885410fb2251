#include "app/scms_reference.h"

#include <algorithm>

namespace daybook::app::scms {

std::optional<Reference> parse_reference(std::string_view text) {
  constexpr std::string_view kSee = "See ";
  constexpr std::string_view kId = " (ID#:";
  if (text.substr(0, kSee.size()) != kSee || text.back() != ')') return std::nullopt;
  const std::size_t id = text.find(kId);
  if (id == std::string_view::npos) return std::nullopt;
  const std::string_view shipment = text.substr(kSee.size(), id - kSee.size());
  const std::string_view item = text.substr(id + kId.size(), text.size() - id - kId.size() - 1);
  const bool number =
      !item.empty() && std::all_of(item.begin(), item.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (shipment.empty() || !number) return std::nullopt;
  return Reference{std::string(shipment), std::string(item)};
}

}  // namespace daybook::app::scms
