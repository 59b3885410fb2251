#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace daybook::app {

// Text of anybody's making, safe to show on a terminal: control characters become '?'.
[[nodiscard]] std::string printable(std::string_view text);

// Columns as wide as their widest cell. Widths count characters of UTF-8.
class TextTable {
 public:
  enum class Align : std::uint8_t { kLeft, kRight };
  struct Column {
    std::string title;
    Align align = Align::kLeft;
  };

  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // A cell for each column, and notes: lines of their own below the row.
  void add(const std::vector<std::string>& cells, const std::vector<std::string>& notes = {});
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] std::string text() const;

 private:
  struct Row {
    std::vector<std::string> cells;
    std::vector<std::string> notes;
  };
  [[nodiscard]] std::vector<std::size_t> widths() const;
  [[nodiscard]] std::string line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace daybook::app
