#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "engine/options.h"

namespace daybook::test_kit {

// What a test has told an engine or a domain, line by line, for the reader of a failure.
class Story {
 public:
  void add(const std::string& verb, const std::string& text) { lines_.push_back({verb, text}); }
  [[nodiscard]] std::size_t lines() const noexcept { return lines_.size(); }
  // From this line on. A verb stands only in front of the first of its lines.
  [[nodiscard]] std::string text(std::size_t from = 0) const;

 private:
  struct Line {
    std::string verb;
    std::string text;
  };
  std::vector<Line> lines_;
};

// `Add {"counter":"visits","by":1}  (actor clerk, expected version 3)`
[[nodiscard]] std::string with_options(const std::string& command, const SubmitOptions& options);
// "90 min": in the greatest unit that it is whole numbers of.
[[nodiscard]] std::string duration_text(std::chrono::nanoseconds time);

}  // namespace daybook::test_kit
