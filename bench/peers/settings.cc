#include "bench/peers/settings.h"

#include <charconv>

#include "bench/peers/result.h"

namespace daybook::peers {

Settings::Settings(int argc, char** argv) {
  for (int i = 0; i < argc; ++i) {
    const std::string argument = argv[i];
    const std::size_t equals = argument.find('=');
    if (equals == std::string::npos) give_up("expected key=value: " + argument);
    values_[argument.substr(0, equals)] = argument.substr(equals + 1);
  }
}

const std::string& Settings::text(const std::string& key) const {
  const auto found = values_.find(key);
  if (found == values_.end()) give_up("missing: " + key + "=");
  return found->second;
}

std::uint64_t Settings::number(const std::string& key) const {
  const std::string& value = text(key);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size()) give_up("not a number: " + key + "=" + value);
  return number;
}

}  // namespace daybook::peers
