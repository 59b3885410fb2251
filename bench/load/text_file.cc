#include "bench/load/text_file.h"

#include <charconv>
#include <fstream>
#include <iterator>

namespace daybook::load {

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string first_line(const std::string& path) {
  std::string text = read_text(path);
  return text.substr(0, text.find('\n'));
}

std::string text_after(const std::string& path, std::string_view key) {
  const std::string text = read_text(path);
  std::size_t at = text.starts_with(key) ? 0 : text.find("\n" + std::string(key));
  if (at == std::string::npos) return {};
  at = text.find_first_not_of(" \t:", at + key.size() + (at == 0 ? 0 : 1));
  if (at == std::string::npos) return {};
  return text.substr(at, text.find('\n', at) - at);
}

std::uint64_t number_after(const std::string& path, std::string_view key) {
  const std::string text = text_after(path, key);
  std::uint64_t number = 0;
  (void)std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

void write_text(const std::string& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

}  // namespace daybook::load
