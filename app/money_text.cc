#include "app/money_text.h"

#include <fmt/format.h>

#include "app/console.h"

namespace daybook::app {

std::string money_text(domain::Amount amount) {
  constexpr std::uint64_t kMinorPerMajor = 100;
  return fmt::format("{}.{:02}", grouped(amount.minor / kMinorPerMajor), amount.minor % kMinorPerMajor);
}

std::string money_text(domain::Money money) {
  const auto bits = static_cast<std::uint64_t>(money.minor);
  return money_text(Balance{.negative = money.minor < 0, .size = {money.minor < 0 ? 0 - bits : bits}});
}

std::string money_text(const Balance& balance) {
  return fmt::format("{}{}", balance.negative ? "-" : "", money_text(balance.size));
}

}  // namespace daybook::app
