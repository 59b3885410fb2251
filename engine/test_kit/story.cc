#include "engine/test_kit/story.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/json_values.h"

namespace daybook::test_kit {

std::string Story::text(std::size_t from) const {
  std::string text;
  std::string before;
  for (std::size_t i = from; i < lines_.size(); ++i) {
    text += fmt::format("  {:<7}  {}\n", lines_[i].verb == before ? "" : lines_[i].verb, lines_[i].text);
    before = lines_[i].verb;
  }
  return text;
}

std::string with_options(const std::string& command, const SubmitOptions& options) {
  std::vector<std::string> all;
  const auto add_id = [&](const char* name, const Id& id) {
    if (!id.empty()) all.push_back(fmt::format("{} {}", name, id.text()));
  };
  add_id("id", options.id);
  add_id("correlation", options.correlation);
  add_id("actor", options.actor);
  if (!options.reason.empty()) all.push_back(fmt::format("reason \"{}\"", options.reason));
  if (options.expected_version) all.push_back(fmt::format("expected version {}", *options.expected_version));
  if (options.occurred_on) all.push_back("occurred on " + json::date_text(*options.occurred_on));
  return all.empty() ? command : fmt::format("{}  ({})", command, fmt::join(all, ", "));
}

std::string duration_text(std::chrono::nanoseconds time) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  constexpr std::array<std::pair<std::int64_t, const char*>, 4> kUnits = {
      {{3600 * kSecond, "h"}, {60 * kSecond, "min"}, {kSecond, "s"}, {1, "ns"}}};
  for (const auto& [ns, unit] : kUnits) {
    if (time.count() % ns == 0) return fmt::format("{} {}", time.count() / ns, unit);
  }
  return {};
}

}  // namespace daybook::test_kit
