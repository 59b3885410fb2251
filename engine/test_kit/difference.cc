#include "engine/test_kit/difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <utility>

namespace daybook::test_kit {

namespace {

// A field of an event: its path, and what it is on either side ("" where it is absent).
struct Field {
  std::string path;
  std::string expected;
  std::string actual;
};

using Leaves = std::vector<std::pair<std::string, std::string>>;

// "ship_to.name", "items[1].id".
void add_leaves(const std::string& path, const boost::json::value& value, Leaves& out) {
  if (value.is_object()) {
    for (const auto& member : value.get_object()) {
      add_leaves(fmt::format("{}{}{}", path, path.empty() ? "" : ".", std::string(member.key())), member.value(), out);
    }
  } else if (value.is_array() && !value.get_array().empty()) {
    for (std::size_t i = 0; i < value.get_array().size(); ++i) {
      add_leaves(fmt::format("{}[{}]", path, i), value.get_array()[i], out);
    }
  } else {
    out.emplace_back(path, boost::json::serialize(value));
  }
}

// The fields of two events of one type, in their order; those that only one has come last.
std::vector<Field> fields_of(const Entry& expected, const Entry& actual) {
  Leaves wanted;
  Leaves found;
  add_leaves("", expected.fields, wanted);
  add_leaves("", actual.fields, found);
  std::vector<Field> fields;
  for (auto& [path, text] : wanted) fields.push_back({path, text, ""});
  for (auto& [path, text] : found) {
    const auto same = std::find_if(fields.begin(), fields.end(),
                                   [&, &name = path](const Field& field) { return field.path == name; });
    if (same != fields.end()) {
      same->actual = text;
    } else {
      fields.push_back({path, "", text});
    }
  }
  return fields;
}

std::string or_absent(const std::string& text) { return text.empty() ? "absent" : text; }

std::string first_difference(const Entry& expected, const Entry& actual) {
  for (const Field& field : fields_of(expected, actual)) {
    if (field.expected == field.actual) continue;
    return fmt::format("`{}` should be {} and is {}", field.path, or_absent(field.expected), or_absent(field.actual));
  }
  return "its bytes differ, though its JSON does not show it";
}

std::string field_lines(const Entry& expected, const Entry& actual) {
  const std::vector<Field> fields = fields_of(expected, actual);
  std::size_t width = 0;
  for (const Field& field : fields) width = std::max(width, field.path.size());
  std::string text;
  for (const Field& field : fields) {
    if (field.expected == field.actual) {
      text += fmt::format("\n           {:<{}}  {}", field.path, width, field.actual);
    } else {
      text += fmt::format("\n         ! {:<{}}  expected {}, actual {}", field.path, width, or_absent(field.expected),
                          or_absent(field.actual));
    }
  }
  return text;
}

}  // namespace

Difference::Difference(std::span<const Entry> expected, std::span<const Entry> actual) { lay_out(expected, actual); }

// What is the same in front and at the end stays together; nearly always that is all.
void Difference::lay_out(std::span<const Entry> expected, std::span<const Entry> actual) {
  const std::size_t most = std::min(expected.size(), actual.size());
  std::size_t front = 0;
  while (front < most && expected[front].same_as(actual[front])) ++front;
  std::size_t back = 0;
  while (back < most - front && expected[expected.size() - 1 - back].same_as(actual[actual.size() - 1 - back])) ++back;
  const auto add_same = [&](std::size_t count, std::size_t from_expected, std::size_t from_actual) {
    for (std::size_t i = 0; i < count; ++i) rows_.push_back({&expected[from_expected + i], &actual[from_actual + i]});
  };
  add_same(front, 0, 0);
  match(expected.subspan(front, expected.size() - front - back), actual.subspan(front, actual.size() - front - back));
  add_same(back, expected.size() - back, actual.size() - back);
}

// The longest common subsequence: what stands between two of its members is paired up.
void Difference::match(std::span<const Entry> expected, std::span<const Entry> actual) {
  const std::size_t columns = actual.size() + 1;
  std::vector<std::size_t> common((expected.size() + 1) * columns, 0);  // of what follows
  for (std::size_t e = expected.size(); e-- > 0;) {
    for (std::size_t a = actual.size(); a-- > 0;) {
      common[e * columns + a] = expected[e].same_as(actual[a])
                                    ? common[(e + 1) * columns + a + 1] + 1
                                    : std::max(common[(e + 1) * columns + a], common[e * columns + a + 1]);
    }
  }
  std::size_t e = 0;
  std::size_t a = 0;
  while (e < expected.size() || a < actual.size()) {
    const std::size_t e_begin = e;
    const std::size_t a_begin = a;
    const auto meet = [&] { return e < expected.size() && a < actual.size() && expected[e].same_as(actual[a]); };
    while (!meet() && (e < expected.size() || a < actual.size())) {
      const bool skip_expected =
          a == actual.size() || (e < expected.size() && common[(e + 1) * columns + a] >= common[e * columns + a + 1]);
      ++(skip_expected ? e : a);
    }
    pair_up(expected.subspan(e_begin, e - e_begin), actual.subspan(a_begin, a - a_begin));
    for (; meet(); ++e, ++a) rows_.push_back({&expected[e], &actual[a]});
  }
}

// Those of one type are taken for the same event with other fields.
void Difference::pair_up(std::span<const Entry> expected, std::span<const Entry> actual) {
  std::size_t next = 0;
  for (const Entry& wanted : expected) {
    std::size_t found = next;
    while (found < actual.size() && actual[found].type != wanted.type) ++found;
    if (found == actual.size()) {
      rows_.push_back({&wanted, nullptr});
      continue;
    }
    for (; next < found; ++next) rows_.push_back({nullptr, &actual[next]});
    rows_.push_back({&wanted, &actual[next++]});
  }
  for (; next < actual.size(); ++next) rows_.push_back({nullptr, &actual[next]});
}

bool Difference::any() const noexcept {
  return !std::all_of(rows_.begin(), rows_.end(), [](const Row& row) { return row.is_same(); });
}

std::string Difference::headline() const {
  const auto first = std::find_if(rows_.begin(), rows_.end(), [](const Row& row) { return !row.is_same(); });
  if (first == rows_.end()) return {};
  if (first->is_event_with_other_fields()) {
    const auto number = 1 + std::count_if(rows_.begin(), first, [](const Row& row) { return row.actual != nullptr; });
    return fmt::format("Event {}, {}: {}.", number, first->actual->name,
                       first_difference(*first->expected, *first->actual));
  }
  // What stands at the same place: the one instead of the other.
  const Entry* expected = nullptr;
  const Entry* actual = nullptr;
  for (auto row = first; row != rows_.end() && !row->is_same(); ++row) {
    if (expected == nullptr) expected = row->expected;
    if (actual == nullptr) actual = row->actual;
  }
  if (actual == nullptr) return fmt::format("Missing: {}.", expected->text());
  if (expected == nullptr) return fmt::format("Not expected: {}.", actual->text());
  return fmt::format("Expected: {}; actual: {}.", expected->text(), actual->text());
}

std::string Difference::table() const {
  std::string text;
  std::size_t number = 0;
  std::size_t left_out = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (rows_[i].actual != nullptr) ++number;
    if (!is_near_a_difference(i)) {
      ++left_out;
      continue;
    }
    if (left_out != 0) text += fmt::format("        {} as expected\n", std::exchange(left_out, 0));
    text += rows_[i].text(number);
  }
  if (left_out != 0) text += fmt::format("        {} as expected\n", left_out);
  return text;
}

bool Difference::is_near_a_difference(std::size_t place) const noexcept {
  constexpr std::size_t kNear = 3;
  for (std::size_t i = place < kNear ? 0 : place - kNear; i < rows_.size() && i <= place + kNear; ++i) {
    if (!rows_[i].is_same()) return true;
  }
  return false;
}

std::string Difference::Row::text(std::size_t number) const {
  std::string text = actual == nullptr ? "        " : fmt::format("    {:>2}  ", number);
  if (is_same()) {
    text += "as expected   " + actual->text();
  } else if (actual == nullptr) {
    text += "missing       " + expected->text();
  } else if (expected == nullptr) {
    text += "not expected  " + actual->text();
  } else if (is_event_with_other_fields()) {
    text += "differs       " + actual->name;
  } else {
    text += fmt::format("differs       expected {}, actual {}", expected->text(), actual->text());
  }
  if (actual != nullptr && !actual->step.empty()) text += fmt::format("  [{}]", actual->step);
  if (is_event_with_other_fields()) text += field_lines(*expected, *actual);
  return text + "\n";
}

}  // namespace daybook::test_kit
