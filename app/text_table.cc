#include "app/text_table.h"

#include <algorithm>

#include "app/console.h"

namespace daybook::app {

namespace {

// Characters of UTF-8: every byte but those that continue one.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    // U+0080 to U+009F, the second set of control characters, are 0xc2 and one of 0x80 to 0x9f.
    const bool second_set = c == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    result += c < 0x20 || c == 0x7f || second_set ? '?' : text[i];
    if (second_set) ++i;
  }
  return result;
}

void TextTable::add(const std::vector<std::string>& cells, const std::vector<std::string>& notes) {
  Row row;
  for (std::size_t i = 0; i < columns_.size(); ++i) row.cells.push_back(i < cells.size() ? printable(cells[i]) : "");
  for (const std::string& note : notes) row.notes.push_back(printable(note));
  rows_.push_back(std::move(row));
}

std::vector<std::size_t> TextTable::widths() const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = width_of(columns_[i].title);
    for (const Row& row : rows_) width = std::max(width, width_of(row.cells[i]));
    widths.push_back(width);
  }
  return widths;
}

std::string TextTable::line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) const {
  std::string text;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const std::string fill(widths[i] - width_of(cells[i]), ' ');
    if (i > 0) text += "  ";
    text += columns_[i].align == Align::kRight ? fill + cells[i] : cells[i] + fill;
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::string TextTable::text() const {
  const std::vector<std::size_t> wide = widths();
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  std::string text = styled(Style::kBold, line(titles, wide)) + "\n";
  for (const Row& row : rows_) {
    text += line(row.cells, wide) + "\n";
    for (const std::string& note : row.notes) text += styled(Style::kDim, "    " + note) + "\n";
  }
  return text;
}

}  // namespace daybook::app
