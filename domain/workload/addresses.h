#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "domain/shipments/messages.h"

namespace daybook::domain::workload {

// A few made-up addresses, written once: the letters stand still while commands point to them.
class AddressBook {
 public:
  static constexpr std::size_t kAddresses = 64;

  AddressBook();
  // The address that `number` picks.
  [[nodiscard]] const Address& pick(std::uint64_t number) const { return addresses_[number % kAddresses]; }

 private:
  struct Letters {
    std::array<char, 24> name;
    std::array<char, 24> line1;
    std::array<char, 8> zip;
  };
  static Address make(std::uint64_t number, Letters& letters);

  std::unique_ptr<std::array<Letters, kAddresses>> letters_;
  std::array<Address, kAddresses> addresses_;
};

// Who signs for a shipment.
[[nodiscard]] std::string_view signature(std::uint64_t number);

}  // namespace daybook::domain::workload
