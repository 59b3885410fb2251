#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace daybook::app {

// One record of a CSV file. It may stand on several lines, since a quoted cell may contain newlines.
struct CsvRecord {
  std::uint64_t line = 0;  // where it begins, from 1
  std::vector<std::string> cells;
};

struct CsvError {
  enum class Kind : std::uint8_t {
    kRecord,  // this record is malformed; reading goes on with the next line
    kFile,    // nothing after it can be trusted
  };
  Kind kind = Kind::kRecord;
  std::uint64_t line = 0;  // where it was noticed; for a quote that is never closed, where it opens
  std::string what{};
};

// Reads CSV as RFC 4180 has it, one record at a time: commas, quoted cells with "" for a quote, lines that end in CRLF
// or LF, the last one perhaps not at all. A UTF-8 byte-order mark at the beginning and empty lines are passed over.
// Strict where leniency would move a cell to another column: a quote stands at the beginning of a cell or is an error.
class CsvReader {
 public:
  static constexpr std::size_t kMaxRecordBytes = std::size_t{1} << 20;

  explicit CsvReader(std::istream& in) : in_(in) {}

  // The next record; false at the end. After a kRecord error, `record` holds the line and the cells before the
  // malformed one.
  [[nodiscard]] tl::expected<bool, CsvError> next(CsvRecord& record);

 private:
  enum class CellEnd : std::uint8_t { kComma, kRecord };
  using Cell = tl::expected<CellEnd, CsvError>;

  [[nodiscard]] tl::expected<bool, CsvError> read_record(CsvRecord& record);
  void skip_mark();
  int get();
  [[nodiscard]] int peek();
  [[nodiscard]] bool skip_empty_lines();
  [[nodiscard]] Cell read_cell(std::string& cell);
  [[nodiscard]] Cell read_plain(std::string& cell);
  [[nodiscard]] Cell read_quoted(std::string& cell);
  // True where `c`, just read, ends the cell; `end` says what else it ends.
  [[nodiscard]] bool is_end(int c, CellEnd& end);
  void skip_line();
  [[nodiscard]] tl::unexpected<CsvError> malformed(const char* what) const;

  std::istream& in_;
  std::uint64_t line_ = 1;  // of the next character
  std::size_t record_bytes_ = 0;
  bool begun_ = false;
  bool line_began_ = false;  // something of the current line was read
};

}  // namespace daybook::app
