#include "engine/test_kit/assertions.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "engine/test_kit/difference.h"

namespace daybook::test_kit {

namespace {

template <class IsIt>
void expect_none(const IsIt& is_it, std::span<const Entry> actual, const std::string& story, Place place) {
  const auto found = std::find_if(actual.begin(), actual.end(), is_it);
  if (found == actual.end()) return;
  std::vector<Entry> others(actual.begin(), actual.end());
  others.erase(others.begin() + (found - actual.begin()));
  const Difference difference(others, actual);
  fail("It happened: " + found->text() + ".", story + "  then\n" + difference.table(), place);
}

}  // namespace

void fail(const std::string& headline, const std::string& story, Place place) {
  ADD_FAILURE_AT(place.file, place.line) << headline << '\n' << story;
}

void expect_same(std::span<const Entry> expected, std::span<const Entry> actual, const std::string& story,
                 Place place) {
  const Difference difference(expected, actual);
  if (difference.any()) fail(difference.headline(), story + "  then\n" + difference.table(), place);
}

void expect_never(const Entry& never, std::span<const Entry> actual, const std::string& story, Place place) {
  expect_none([&](const Entry& entry) { return entry.same_as(never); }, actual, story, place);
}

void expect_never(std::uint16_t type, std::span<const Entry> actual, const std::string& story, Place place) {
  expect_none([&](const Entry& entry) { return entry.type == type; }, actual, story, place);
}

}  // namespace daybook::test_kit
