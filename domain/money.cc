#include "domain/money.h"

namespace daybook::domain {

std::optional<Currency> Currency::parse(std::string_view code) {
  if (code.size() != 3) return std::nullopt;
  Currency currency;
  code.copy(currency.letters.data(), 3);
  if (!currency.valid()) return std::nullopt;
  return currency;
}

}  // namespace daybook::domain
