#include "app/csv.h"

#include <gtest/gtest.h>

#include <sstream>

namespace daybook::app {
namespace {

using Cells = std::vector<std::string>;

struct Reading {
  std::vector<CsvRecord> records;
  std::vector<CsvError> errors;

  [[nodiscard]] Cells cells(std::size_t i) const {
    return i < records.size() ? records[i].cells : Cells{"no such record"};
  }
};

Reading read(const std::string& text) {
  std::istringstream in(text);
  CsvReader reader(in);
  Reading reading;
  CsvRecord record;
  for (;;) {
    const auto more = reader.next(record);
    if (!more) {
      reading.errors.push_back(more.error());
      if (more.error().kind == CsvError::Kind::kFile) break;
      continue;
    }
    if (!*more) break;
    reading.records.push_back(record);
  }
  return reading;
}

TEST(Csv, CellsAreSeparatedByCommas) { EXPECT_EQ(read("a,b,c\n").cells(0), (Cells{"a", "b", "c"})); }

TEST(Csv, LinesEndInEither) {
  const Reading reading = read("a\r\nb\nc\r\n");
  ASSERT_EQ(reading.records.size(), 3U);
  EXPECT_EQ(reading.cells(0), Cells{"a"});
  EXPECT_EQ(reading.cells(2), Cells{"c"});
}

TEST(Csv, LastLineNeedsNoEnd) {
  const Reading reading = read("a,b\nc,");
  ASSERT_EQ(reading.records.size(), 2U);
  EXPECT_EQ(reading.cells(1), (Cells{"c", ""}));
}

TEST(Csv, EmptyCellsAreKept) {
  EXPECT_EQ(read(",,\n").cells(0), (Cells{"", "", ""}));
  EXPECT_EQ(read("\"\",x\n").cells(0), (Cells{"", "x"}));
}

TEST(Csv, QuotedCellsHoldCommasQuotesAndNewlines) {
  EXPECT_EQ(read("\"a,b\",\"say \"\"yes\"\"\",\"two\r\nlines\"\n").cells(0),
            (Cells{"a,b", "say \"yes\"", "two\r\nlines"}));
}

TEST(Csv, LineNumbersCountNewlinesInsideQuotes) {
  const Reading reading = read("a\n\"b\n\nb\"\nc\n");
  ASSERT_EQ(reading.records.size(), 3U);
  EXPECT_EQ(reading.records[0].line, 1U);
  EXPECT_EQ(reading.records[1].line, 2U);
  EXPECT_EQ(reading.records[2].line, 5U);
}

TEST(Csv, ByteOrderMarkIsPassedOverAtTheBeginningOnly) {
  EXPECT_EQ(read("\xef\xbb\xbf\"a\"\n").cells(0), Cells{"a"});
  EXPECT_EQ(read("a\n\xef\xbb\xbf"
                 "b\n")
                .cells(1),
            Cells{"\xef\xbb\xbf"
                  "b"});
}

TEST(Csv, EmptyLinesArePassedOverAndCounted) {
  const Reading reading = read("a\n\n\r\nb\n\n");
  ASSERT_EQ(reading.records.size(), 2U);
  EXPECT_EQ(reading.records[1].line, 4U);
}

TEST(Csv, EmptyFileHasNoRecords) {
  EXPECT_TRUE(read("").records.empty());
  EXPECT_TRUE(read("\xef\xbb\xbf").records.empty());
}

TEST(Csv, TextAfterAClosingQuoteSpoilsItsRecordOnly) {
  const Reading reading = read("a,b\nc,\"d\"e,f\ng,h\n");
  ASSERT_EQ(reading.errors.size(), 1U);
  EXPECT_EQ(reading.errors[0].kind, CsvError::Kind::kRecord);
  EXPECT_EQ(reading.errors[0].line, 2U);
  EXPECT_EQ(reading.errors[0].what, "text after a closing quote");
  EXPECT_EQ(reading.cells(1), (Cells{"g", "h"}));
}

TEST(Csv, QuoteInsideAPlainCellSpoilsItsRecordOnly) {
  const Reading reading = read("5\" pipe,x\nb\n");
  ASSERT_EQ(reading.errors.size(), 1U);
  EXPECT_EQ(reading.errors[0].line, 1U);
  EXPECT_EQ(reading.cells(0), Cells{"b"});
}

TEST(Csv, CarriageReturnAloneIsMalformed) {
  const Reading reading = read("a\rb\nc\n");
  ASSERT_EQ(reading.errors.size(), 1U);
  EXPECT_EQ(reading.errors[0].what, "a carriage return without a newline");
  EXPECT_EQ(reading.cells(0), Cells{"c"});
}

TEST(Csv, CellsBeforeAMalformedOneAreKept) {
  std::istringstream in("a,b,\"c\"d\n");
  CsvReader reader(in);
  CsvRecord record;
  EXPECT_FALSE(reader.next(record).has_value());
  EXPECT_EQ(record.cells, (Cells{"a", "b"}));
  EXPECT_EQ(record.line, 1U);
}

TEST(Csv, QuoteThatIsNeverClosedSpoilsTheFile) {
  const Reading reading = read("a\nb,\"c\nd\n");
  ASSERT_EQ(reading.errors.size(), 1U);
  EXPECT_EQ(reading.errors[0].kind, CsvError::Kind::kFile);
  EXPECT_EQ(reading.errors[0].line, 2U);
}

TEST(Csv, RunawayQuoteEndsAtTheLimit) {
  const Reading reading = read("\"" + std::string(CsvReader::kMaxRecordBytes + 1, 'x') + "\"\n");
  ASSERT_EQ(reading.errors.size(), 1U);
  EXPECT_EQ(reading.errors[0].kind, CsvError::Kind::kFile);
}

TEST(Csv, RecordBeyondTheLimitSpoilsItselfOnly) {
  const Reading reading = read(std::string(CsvReader::kMaxRecordBytes + 1, 'x') + "\nb\n");
  ASSERT_EQ(reading.errors.size(), 1U);
  EXPECT_EQ(reading.errors[0].kind, CsvError::Kind::kRecord);
  EXPECT_EQ(reading.cells(0), Cells{"b"});
}

}  // namespace
}  // namespace daybook::app
