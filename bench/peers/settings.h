#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace daybook::peers {

// What a contestant is told on its command line: `key=value`, each required where it is asked for.
class Settings {
 public:
  // Of "key=value" arguments; ends the program with a message at anything else.
  Settings(int argc, char** argv);

  [[nodiscard]] const std::string& text(const std::string& key) const;
  [[nodiscard]] std::uint64_t number(const std::string& key) const;

 private:
  std::map<std::string, std::string> values_;
};

}  // namespace daybook::peers
