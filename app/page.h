#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <utility>
#include <vector>

#include "app/console.h"
#include "app/text_table.h"

namespace daybook::app {

// What `daybook show` prints of one thing, both ways.
struct Page {
  std::string text;
  boost::json::object json;
};

// Two columns: what, and which. Empty values are left out.
[[nodiscard]] inline std::string facts_text(const std::vector<std::pair<std::string, std::string>>& facts) {
  std::string text;
  for (const auto& [name, value] : facts) {
    constexpr std::size_t kWidth = 16;
    if (value.empty()) continue;
    text += name + std::string(name.size() < kWidth ? kWidth - name.size() : 1, ' ') + printable(value) + "\n";
  }
  return text;
}

}  // namespace daybook::app
