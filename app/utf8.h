#pragma once

#include <string_view>

namespace daybook::app {

// Well-formed UTF-8 as RFC 3629 has it: shortest forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

}  // namespace daybook::app
