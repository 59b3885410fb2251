#pragma once

#include <algorithm>
#include <array>

#include "domain/ids.h"
#include "domain/money.h"

namespace daybook::domain {

// An account of the carrier's own, one for each ledger: house_account("refunds:", USD) is "refunds:USD".
template <std::size_t N>
[[nodiscard]] constexpr AccountId house_account(const char (&prefix)[N], Currency ledger) {
  static_assert(N - 1 + 3 <= Id::kBytes, "prefix and currency are at most 16 characters");
  std::array<std::uint8_t, Id::kBytes> bytes{};
  std::copy_n(prefix, N - 1, bytes.begin());
  std::copy_n(ledger.letters.begin(), 3, bytes.begin() + N - 1);
  return AccountId(Id(bytes));
}

}  // namespace daybook::domain
