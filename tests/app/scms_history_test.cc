// The whole delivery history, where it is found beside the repository or named by DAYBOOK_SCMS_FILE.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>

#include "tests/app/scms_fixture.h"

namespace daybook::app::scms {
namespace {

constexpr std::uint64_t kRows = 10'324;
constexpr std::uint64_t kShipments = 7'030;
constexpr std::int64_t kFreightCents = 6'881'784'941;

std::filesystem::path history_path() {
  if (const char* named = std::getenv("DAYBOOK_SCMS_FILE")) return named;
  return std::filesystem::path(__FILE__).parent_path() / "../../../shared/data/scms_delivery_history.csv";
}

class ScmsHistory : public JournalTest {
 protected:
  void SetUp() override {
    const std::filesystem::path path = history_path();
    std::ifstream in(path, std::ios::binary);
    if (!in) GTEST_SKIP() << "no delivery history at " << path << "; DAYBOOK_SCMS_FILE may name one";
    text_.assign(std::istreambuf_iterator<char>(in), {});
    file_ = read_text(text_);
  }

  // The text with one cell of one line replaced.
  [[nodiscard]] std::string with(std::size_t line, const std::string& cell, const std::string& other) const {
    std::string text = text_;
    std::size_t at = 0;
    for (std::size_t i = 1; i < line; ++i) at = text.find('\n', at) + 1;
    const std::size_t found = text.find(cell, at);
    EXPECT_LT(found, text.find('\n', at));
    return text.replace(found, cell.size(), other);
  }

  // A child imports and is killed, by SIGKILL, once so many commands are answered.
  void import_killed_after(std::uint64_t commands, const ImportOptions& options) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ImportOptions killed = options;
      killed.progress = [commands](std::uint64_t done, std::uint64_t) {
        if (done >= commands) ::kill(::getpid(), SIGKILL);
      };
      static_cast<void>(import(file_, killed));
      ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the import ended before it could be killed";
    ASSERT_EQ(WTERMSIG(status), SIGKILL);
  }

  std::string text_;
  File file_;
};

TEST_F(ScmsHistory, EveryRowIsImportedAndTheFreightAgrees) {
  const Report report = import_file(file_);
  EXPECT_TRUE(report.complete()) << to_text(report);
  EXPECT_EQ(report.rows, kRows);
  EXPECT_EQ(report.rows_of(Fate::kImported), kRows);
  EXPECT_EQ(accounted(report), kRows);
  EXPECT_EQ(report.shipments_of(Fate::kImported), kShipments);
  EXPECT_EQ(report.invoices, kShipments);
  EXPECT_EQ(report.freight.file_usd_cents, kFreightCents);
  EXPECT_EQ(report.freight.state_usd_cents, kFreightCents);
  EXPECT_EQ(report.freight.journal_usd_cents, kFreightCents);
  EXPECT_EQ(report.insurance_usd_cents, 241'006'061);
  EXPECT_EQ(report.countries.size(), 43U);
  const auto rows = [&](NoteKind kind) { return report.notes.count(kind) == 0 ? 0 : report.notes.at(kind).size(); };
  EXPECT_EQ(rows(NoteKind::kWeightCapturedSeparately), 1507U);
  EXPECT_EQ(rows(NoteKind::kFreightIncludedInCommodityCost), 1442U);
  EXPECT_EQ(rows(NoteKind::kFreightInvoicedSeparately), 239U);
  EXPECT_EQ(rows(NoteKind::kFreightByReference), 2445U);
  EXPECT_EQ(rows(NoteKind::kFreightReferenceWithoutCharge), 105U);
  EXPECT_EQ(rows(NoteKind::kReferenceOutsideShipment), 0U);
  EXPECT_EQ(rows(NoteKind::kInsuranceNotGiven), 287U);
  EXPECT_EQ(rows(NoteKind::kModeNotGiven), 360U);
}

TEST_F(ScmsHistory, AgainAndWithOneCellChanged) {
  const Report first = import_file(file_);
  const Report second = import_file(file_);
  EXPECT_EQ(second.rows_of(Fate::kAlreadyThere), kRows);
  EXPECT_EQ(second.state_hash, first.state_hash);
  EXPECT_TRUE(second.complete()) << to_text(second);

  const Report third = import_text(with(5'000, ",GSK Ware (UK),", ",GSK Ware (US),"));
  EXPECT_EQ(rows_found(third), "5000: changed");
  EXPECT_EQ(third.rows_of(Fate::kAlreadyThere), kRows - 1);
  EXPECT_EQ(third.state_hash, first.state_hash);
  EXPECT_TRUE(third.reconciled());
}

TEST_F(ScmsHistory, KilledInTheMiddleItEndsTheSame) {
  const Report whole = import_file(file_, options("whole"));
  for (const std::uint64_t commands : {std::uint64_t{1}, whole.commands / 2, whole.commands - 10}) {
    const ImportOptions again = options("killed-" + std::to_string(commands));
    ASSERT_NO_FATAL_FAILURE(import_killed_after(commands, again));
    const Report report = import_file(file_, again);
    EXPECT_TRUE(report.complete()) << to_text(report);
    EXPECT_GE(report.rows_of(Fate::kAlreadyThere), std::min<std::uint64_t>(commands / 10, 1));
    EXPECT_EQ(report.state_hash, whole.state_hash) << "killed after " << commands << " commands";
  }
}

}  // namespace
}  // namespace daybook::app::scms
