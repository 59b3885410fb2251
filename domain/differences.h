#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace daybook::domain {

// What a check found wrong, in sentences; empty: nothing. Beyond the first hundred they are only counted.
class Differences {
 public:
  static constexpr std::size_t kMostKept = 100;

  void add(std::string difference) {
    if (kept_.size() < kMostKept) kept_.push_back(std::move(difference));
    ++count_;
  }
  void add(const Differences& others) {
    for (const std::string& difference : others.kept_) add(difference);
    count_ += others.count_ - others.kept_.size();
  }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] const std::vector<std::string>& list() const { return kept_; }
  [[nodiscard]] std::string text() const {
    std::string text;
    for (const std::string& difference : kept_) text += difference + "\n";
    if (count_ > kept_.size()) text += "and " + std::to_string(count_ - kept_.size()) + " more\n";
    return text;
  }

 private:
  std::vector<std::string> kept_;
  std::size_t count_ = 0;
};

}  // namespace daybook::domain
