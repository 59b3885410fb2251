#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace daybook::app {

// "780.34" with two digits is 78034: exact, never through floating point. Digits, at most one point with digits on both
// sides, nothing else: no sign, exponent, space or separator. Digits beyond the wanted ones must be zeros. The error
// says what is wrong.
[[nodiscard]] tl::expected<std::int64_t, std::string> parse_decimal(std::string_view text, unsigned digits);

}  // namespace daybook::app
