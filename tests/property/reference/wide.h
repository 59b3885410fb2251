#pragma once

#include <cstdint>
#include <limits>

#include "domain/money.h"

namespace daybook::domain::reference {

// Sums that cannot overflow.
__extension__ typedef __int128 Wide;  // NOLINT(modernize-use-using)

inline constexpr Wide kMostOfASide = std::numeric_limits<std::uint64_t>::max();

[[nodiscard]] constexpr Wide wide(Amount amount) { return static_cast<Wide>(amount.minor); }
[[nodiscard]] constexpr Wide wide(Money money) { return money.minor; }
[[nodiscard]] constexpr Amount amount_of(Wide sum) { return {static_cast<std::uint64_t>(sum)}; }

}  // namespace daybook::domain::reference
