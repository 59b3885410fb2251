#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "domain/shipments/messages.h"

namespace daybook::domain::workload {

// The letters of an address that is made up as needed.
struct AddressRoom {
  std::array<char, 40> name;
  std::array<char, 48> line1;
  std::array<char, 8> zip;
};

// The address that `number` picks; its texts point into `room` and into static text.
[[nodiscard]] Address make_address(std::uint64_t number, AddressRoom& room);
// Who signs for a shipment.
[[nodiscard]] std::string_view signature(std::uint64_t number);

}  // namespace daybook::domain::workload
