#include "app/verb_options.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>

namespace daybook::app {

const CLI::Validator& whole_number() {
  static const CLI::Validator kWhole(
      [](std::string& text) -> std::string {
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error == std::errc{} && end == text.data() + text.size()) return {};
        return fmt::format("{} is not a whole number from 0 to {}", text, UINT64_MAX);
      },
      "");
  return kWhole;
}

CLI::Option* add_word(CLI::App* verb, const std::string& name, std::string& word, const std::vector<std::string>& words,
                      const std::string& help) {
  return verb->add_option(name, word, help)->check(CLI::IsMember(words))->type_name("WORD")->capture_default_str();
}

}  // namespace daybook::app
