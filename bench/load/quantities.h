#pragma once

#include <string>

namespace daybook::load {

// "12.3 µs".
[[nodiscard]] std::string duration_text(double ns);
// "1.25 M", "640 k".
[[nodiscard]] std::string count_text(double count);

}  // namespace daybook::load
