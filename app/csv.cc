#include "app/csv.h"

namespace daybook::app {

namespace {

constexpr int kEnd = std::char_traits<char>::eof();

}  // namespace

void CsvReader::skip_mark() {
  for (const int mark : {0xef, 0xbb, 0xbf}) {
    if (peek() != mark) return;
    in_.rdbuf()->sbumpc();
  }
}

int CsvReader::peek() { return in_.rdbuf()->sgetc(); }

int CsvReader::get() {
  if (peek() == kEnd) return kEnd;
  const int c = in_.rdbuf()->sbumpc();
  ++record_bytes_;
  line_began_ = c != '\n';
  if (c == '\n') ++line_;
  return c;
}

tl::unexpected<CsvError> CsvReader::malformed(const char* what) const {
  return tl::unexpected(CsvError{CsvError::Kind::kRecord, line_, what});
}

bool CsvReader::skip_empty_lines() {
  while (peek() == '\n' || peek() == '\r') get();
  return peek() != kEnd;
}

// What is left of the line; nothing where the error was noticed at its very end.
void CsvReader::skip_line() {
  if (!line_began_) return;
  for (int c = get(); c != '\n' && c != kEnd; c = get()) {
  }
}

bool CsvReader::is_end(int c, CellEnd& end) {
  if (c == '\r' && peek() == '\n') c = get();
  end = c == ',' ? CellEnd::kComma : CellEnd::kRecord;
  return c == ',' || c == '\n' || c == kEnd;
}

CsvReader::Cell CsvReader::read_plain(std::string& cell) {
  CellEnd end{};
  for (;;) {
    const int c = get();
    if (is_end(c, end)) return end;
    if (c == '"') return malformed("a quote inside a cell that does not begin with one");
    if (c == '\r') return malformed("a carriage return without a newline");
    if (record_bytes_ > kMaxRecordBytes) return malformed("a record of more than 1 MiB");
    cell.push_back(static_cast<char>(c));
  }
}

CsvReader::Cell CsvReader::read_quoted(std::string& cell) {
  const std::uint64_t opened = line_;
  const auto never_closed = [&](const char* what) {
    return tl::unexpected(CsvError{CsvError::Kind::kFile, opened, what});
  };
  get();
  CellEnd end{};
  for (;;) {
    int c = get();
    if (c == kEnd) return never_closed("a quote that is never closed");
    if (record_bytes_ > kMaxRecordBytes) return never_closed("a quote that is not closed within 1 MiB");
    if (c != '"') {
      cell.push_back(static_cast<char>(c));
      continue;
    }
    if (peek() == '"') {
      cell.push_back(static_cast<char>(get()));
      continue;
    }
    c = get();
    if (is_end(c, end)) return end;
    return malformed("text after a closing quote");
  }
}

CsvReader::Cell CsvReader::read_cell(std::string& cell) { return peek() == '"' ? read_quoted(cell) : read_plain(cell); }

tl::expected<bool, CsvError> CsvReader::next(CsvRecord& record) {
  record.cells.clear();
  try {
    return read_record(record);
  } catch (const std::ios_base::failure& failure) {
    return tl::unexpected(CsvError{CsvError::Kind::kFile, line_, failure.what()});
  }
}

tl::expected<bool, CsvError> CsvReader::read_record(CsvRecord& record) {
  if (!begun_) skip_mark();
  begun_ = true;
  const bool more = skip_empty_lines();
  record.line = line_;
  record_bytes_ = 0;
  while (more) {
    std::string cell;
    const Cell read = read_cell(cell);
    if (!read) {
      if (read.error().kind == CsvError::Kind::kRecord) skip_line();
      return tl::unexpected(read.error());
    }
    record.cells.push_back(std::move(cell));
    if (*read == CellEnd::kRecord) return true;
  }
  return false;
}

}  // namespace daybook::app
