#pragma once

#include <string>

#include "domain/money.h"

namespace daybook::app {

// A difference of two sums, which may be beyond what Money holds.
struct Balance {
  bool negative = false;
  domain::Amount size;
};
[[nodiscard]] constexpr Balance difference(domain::Amount of, domain::Amount less) {
  if (of >= less) return {.negative = false, .size = {of.minor - less.minor}};
  return {.negative = true, .size = {less.minor - of.minor}};
}

// "1,234.56": two digits of minor units, as most currencies have.
[[nodiscard]] std::string money_text(domain::Amount amount);
[[nodiscard]] std::string money_text(domain::Money money);
[[nodiscard]] std::string money_text(const Balance& balance);

// "1,234.56 USD".
template <class M>
[[nodiscard]] std::string money_text(const M& money, const domain::Currency& ledger) {
  return money_text(money) + " " + std::string(ledger.text());
}

}  // namespace daybook::app
