#pragma once

// Made-up delivery histories.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "app/scms.h"
#include "app/scms_import.h"

namespace daybook::app::scms {

// One line item; what a test does not say is unremarkable.
class MadeUpRow {
 public:
  MadeUpRow(const std::string& id, const std::string& shipment) {
    cells_.assign(kColumns, "x");
    set(Column::kId, id);
    set(Column::kShipment, shipment);
    set(Column::kProject, "100-CI-T01");
    set(Column::kCountry, "Côte d'Ivoire");
    set(Column::kVendor, "Orgenics, Ltd");
    set(Column::kMode, "Air");
    set(Column::kQuoted, "5/1/08");
    set(Column::kOrdered, "5/10/08");
    set(Column::kScheduled, "02-Jun-08");
    set(Column::kDelivered, "02-Jun-08");
    set(Column::kRecorded, "03-Jun-08");
    set(Column::kValue, "1000");
    set(Column::kWeight, "13");
    set(Column::kFreight, "10.50");
    set(Column::kInsurance, "1.25");
  }
  MadeUpRow& set(Column column, std::string cell) {
    cells_[static_cast<std::size_t>(column)] = std::move(cell);
    return *this;
  }
  // Points at another line for freight and weight.
  MadeUpRow& see(const std::string& reference) {
    return set(Column::kFreight, reference).set(Column::kWeight, reference);
  }
  [[nodiscard]] std::string line() const {
    std::string text;
    for (const std::string& cell : cells_) text += (text.empty() ? "\"" : ",\"") + cell + "\"";
    return text + "\r\n";
  }

 private:
  std::vector<std::string> cells_;
};

inline std::string header() {
  std::string text = "\xef\xbb\xbf";
  for (std::size_t i = 0; i < kColumns; ++i) text += (i == 0 ? "" : ",") + std::string(kColumnNames[i]);
  return text + "\r\n";
}

// The header is line 1.
inline std::string csv(const std::vector<MadeUpRow>& rows) {
  std::string text = header();
  for (const MadeUpRow& row : rows) text += row.line();
  return text;
}

inline File read_text(const std::string& text) {
  std::istringstream in(text);
  auto file = File::read(in);
  EXPECT_TRUE(file.has_value()) << file.error();
  return file ? std::move(*file) : File{};
}

inline std::string read_error(const std::string& text) {
  std::istringstream in(text);
  const auto file = File::read(in);
  return file ? "none" : file.error();
}

// A journal directory of its own for each test, removed afterwards.
class JournalTest : public testing::Test {
 protected:
  JournalTest() {
    std::string name = (std::filesystem::temp_directory_path() / "daybook-scms-XXXXXX").string();
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  ~JournalTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }

  [[nodiscard]] ImportOptions options(const std::string& journal = "journal") const {
    ImportOptions options;
    options.engine.directory = directory_ / journal;
    options.engine.durability = Durability::kProcess;
    options.engine.segment_bytes = std::uint64_t{1} << 20;
    options.engine.dedup_bytes = std::size_t{16} << 20;
    return options;
  }
  [[nodiscard]] Report import_file(const File& file, const ImportOptions& options) const {
    auto report = import(file, options);
    EXPECT_TRUE(report.has_value()) << report.error().message();
    return report ? std::move(*report) : Report{};
  }
  [[nodiscard]] Report import_file(const File& file) const { return import_file(file, options()); }
  [[nodiscard]] Report import_text(const std::string& text) const { return import_file(read_text(text)); }

  std::filesystem::path directory_;
};

// "5: changed; 7: rejected", in the order of the file.
inline std::string rows_found(const Report& report) {
  std::string text;
  for (const Finding& finding : report.findings) {
    if (finding.kind != Finding::Kind::kRow) continue;
    text += (text.empty() ? "" : "; ") + std::to_string(finding.line) + ": " + enumerator_name(finding.fate);
  }
  return text;
}

inline std::uint64_t accounted(const Report& report) {
  std::uint64_t sum = 0;
  for (const auto& [fate, count] : report.row_fates) sum += count;
  return sum;
}

}  // namespace daybook::app::scms
