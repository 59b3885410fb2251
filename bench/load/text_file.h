#pragma once

// Small text files of the kernel, where what is missing is no error.

#include <cstdint>
#include <string>
#include <string_view>

namespace daybook::load {

// All of it; empty where it cannot be read.
[[nodiscard]] std::string read_text(const std::string& path);
// The first line without its end.
[[nodiscard]] std::string first_line(const std::string& path);
// What follows the first line that begins with `key`, without blanks around it and a colon before it.
[[nodiscard]] std::string text_after(const std::string& path, std::string_view key);
// The same as a number; 0 where there is none.
[[nodiscard]] std::uint64_t number_after(const std::string& path, std::string_view key);
void write_text(const std::string& path, std::string_view text);

}  // namespace daybook::load
