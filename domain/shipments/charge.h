#pragma once

#include <cstdint>
#include <optional>

#include "domain/money.h"

namespace daybook::domain {

// base + per_kg for each begun kilogram; nothing where it does not fit.
[[nodiscard]] constexpr std::optional<Money> charge_by_weight(Money base, Money per_kg, std::uint32_t weight_g) {
  const std::uint64_t kilograms = (std::uint64_t{weight_g} + 999) / 1000;
  const std::optional<Money> by_weight = checked_multiply(per_kg, kilograms);
  return by_weight ? checked_add(base, *by_weight) : std::nullopt;
}

}  // namespace daybook::domain
