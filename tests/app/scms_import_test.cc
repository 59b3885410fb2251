// Made-up histories brought into a journal.

#include <gtest/gtest.h>

#include "app/scms_ids.h"
#include "domain/domain.h"
#include "tests/app/scms_fixture.h"

namespace daybook::app::scms {
namespace {

using Rows = std::vector<MadeUpRow>;

// Two shipments, the first of two lines.
Rows three_rows() {
  return {MadeUpRow("1", "ASN-1"), MadeUpRow("2", "ASN-1").see("See ASN-1 (ID#:1)"),
          MadeUpRow("3", "ASN-2").set(Column::kFreight, "7")};
}

class ScmsImport : public JournalTest {
 protected:
  // The engine's state, asked by `f`.
  template <class F>
  auto ask(F&& f) {
    auto engine = Engine<domain::ShippingDomain>::open(options().engine);
    EXPECT_TRUE(engine.has_value());
    return *engine->query(std::forward<F>(f));
  }
};

TEST_F(ScmsImport, BringsEverythingIn) {
  const Report report = import_text(csv(three_rows()));
  EXPECT_TRUE(report.complete()) << to_text(report);
  EXPECT_EQ(report.rows_of(Fate::kImported), 3U);
  EXPECT_EQ(report.shipments_of(Fate::kImported), 2U);
  EXPECT_EQ(report.invoices, 2U);
  EXPECT_EQ(report.freight.state_usd_cents, 1750);
  EXPECT_EQ(report.freight.journal_usd_cents, 1750);
  EXPECT_EQ(report.insurance_usd_cents, 375);
  ASSERT_EQ(report.countries.count("Côte d'Ivoire"), 1U);
  EXPECT_EQ(report.countries.at("Côte d'Ivoire").invoiced_usd_cents, 1750);
}

TEST_F(ScmsImport, ProjectOwesFreightAndInsurance) {
  static_cast<void>(import_text(csv(three_rows())));
  const auto balances = ask([](const domain::ShippingDomain& state) {
    const auto& accounts = state.get<domain::Accounts>().accounts;
    return std::vector<std::uint64_t>{accounts.find(project_account("100-CI-T01"))->debits_posted.minor,
                                      accounts.find(carrier_account("Air"))->credits_posted.minor,
                                      accounts.find(kInsuranceAccount)->credits_posted.minor};
  });
  EXPECT_EQ(balances, (std::vector<std::uint64_t>{2125, 1750, 375}));
}

TEST_F(ScmsImport, SecondTimeChangesNothing) {
  const File file = read_text(csv(three_rows()));
  const Report first = import_file(file);
  const Report second = import_file(file);
  EXPECT_TRUE(second.complete());
  EXPECT_EQ(second.rows_of(Fate::kAlreadyThere), 3U);
  EXPECT_EQ(second.state_hash, first.state_hash);
}

TEST_F(ScmsImport, DayLaterChangesNothingEither) {
  ManualClock clock(Clock::real_ns());
  ImportOptions options = this->options();
  options.engine.topology = Topology::kInline;
  options.engine.clock = Clock(&clock);
  const File file = read_text(csv(three_rows()));
  const Report first = import_file(file, options);
  clock.advance(std::uint64_t{24} * 3600 * 1'000'000'000);
  const Report second = import_file(file, options);
  EXPECT_EQ(second.rows_of(Fate::kAlreadyThere), 3U) << to_text(second);
  EXPECT_EQ(second.state_hash, first.state_hash);
}

TEST_F(ScmsImport, ChangedCellIsFoundByLine) {
  const Report first = import_text(csv(three_rows()));
  Rows rows = three_rows();
  rows[1].set(Column::kBrand, "another");
  const Report second = import_text(csv(rows));
  EXPECT_EQ(rows_found(second), "3: changed");
  EXPECT_EQ(second.rows_of(Fate::kAlreadyThere), 2U);
  EXPECT_EQ(second.state_hash, first.state_hash);
  EXPECT_TRUE(second.reconciled());
  EXPECT_FALSE(second.complete());
}

TEST_F(ScmsImport, ChangedFreightIsNotInvoicedAgain) {
  static_cast<void>(import_text(csv(three_rows())));
  Rows rows = three_rows();
  rows[2].set(Column::kFreight, "8");
  const Report report = import_text(csv(rows));
  EXPECT_EQ(rows_found(report), "4: changed");
  EXPECT_EQ(report.freight.file_usd_cents, 1850);
  EXPECT_EQ(report.freight.differing_usd_cents, 800);
  EXPECT_EQ(report.freight.differing_state_usd_cents, 700);
  EXPECT_EQ(report.freight.state_usd_cents, 1050);
}

TEST_F(ScmsImport, AddedRowIsFoundByLine) {
  static_cast<void>(import_text(csv(three_rows())));
  Rows rows = three_rows();
  rows.insert(rows.begin(), MadeUpRow("7", "ASN-1").see("See ASN-1 (ID#:1)"));
  const Report report = import_text(csv(rows));
  EXPECT_EQ(rows_found(report), "2: added");
  EXPECT_EQ(report.rows_of(Fate::kAlreadyThere), 3U);
}

TEST_F(ScmsImport, RowsInAnotherOrderAreTheSameRows) {
  static_cast<void>(import_text(csv(three_rows())));
  Rows rows = three_rows();
  std::swap(rows[0], rows[2]);
  const Report report = import_text(csv(rows));
  EXPECT_TRUE(report.complete()) << to_text(report);
  EXPECT_EQ(report.rows_of(Fate::kAlreadyThere), 3U);
}

TEST_F(ScmsImport, RemovedRowIsFoundByItsId) {
  static_cast<void>(import_text(csv(three_rows())));
  Rows rows = three_rows();
  rows.erase(rows.begin() + 1);
  const Report report = import_text(csv(rows));
  EXPECT_EQ(rows_found(report), "");
  EXPECT_EQ(report.removed_rows, 1U);
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].kind, Finding::Kind::kRemoved);
  EXPECT_EQ(report.findings[0].what.rfind("ID 2 of ASN-1 is recorded by sequence", 0), 0U) << report.findings[0].what;
  EXPECT_FALSE(report.complete());
}

// The row is there, if only in pieces: it is rejected, not missing.
TEST_F(ScmsImport, BrokenRowIsNotARemovedOne) {
  static_cast<void>(import_text(csv(three_rows())));
  const Rows rows = three_rows();
  const Report report = import_text(header() + rows[0].line() + "2,100-CI-T01\n" + rows[2].line());
  EXPECT_EQ(rows_found(report), "3: rejected");
  EXPECT_EQ(report.removed_rows, 0U);
  EXPECT_EQ(report.rows_of(Fate::kAlreadyThere), 2U);
}

TEST_F(ScmsImport, ShipmentOfAnotherFileIsMentioned) {
  static_cast<void>(import_text(csv(three_rows())));
  const Report report = import_text(csv({MadeUpRow("8", "ASN-8")}));
  EXPECT_EQ(report.rows_of(Fate::kImported), 1U);
  EXPECT_EQ(report.foreign_rows, 3U);
  EXPECT_TRUE(report.complete());
}

// Its shipment's number changed: to import the new shipment would bill the freight again.
TEST_F(ScmsImport, MovedRowIsNotBilledTwice) {
  const Report first = import_text(csv(three_rows()));
  Rows rows = three_rows();
  rows[2].set(Column::kShipment, "ASN-99");
  const Report second = import_text(csv(rows));
  EXPECT_EQ(rows_found(second), "4: moved");
  EXPECT_EQ(second.state_hash, first.state_hash);
}

TEST_F(ScmsImport, RowMovedBetweenRecordedShipmentsIsFoundOnce) {
  static_cast<void>(import_text(csv(three_rows())));
  Rows rows = three_rows();
  rows[1].set(Column::kShipment, "ASN-2");
  const Report report = import_text(csv(rows));
  EXPECT_EQ(rows_found(report), "3: moved");
  EXPECT_EQ(report.removed_rows, 0U);
  EXPECT_EQ(report.rows_of(Fate::kAlreadyThere), 2U);
}

TEST_F(ScmsImport, UnusableRowHoldsBackItsShipmentOnly) {
  Rows rows = three_rows();
  rows[1].set(Column::kValue, "?");
  const Report report = import_text(csv(rows));
  EXPECT_EQ(rows_found(report), "2: held_back; 3: rejected");
  EXPECT_EQ(report.rows_of(Fate::kImported), 1U);
  EXPECT_EQ(report.freight.file_usd_cents, 1750);
  EXPECT_EQ(report.freight.not_booked_usd_cents, 1050);
  EXPECT_EQ(report.freight.state_usd_cents, 700);
  EXPECT_TRUE(report.reconciled());
  EXPECT_FALSE(report.complete());
}

TEST_F(ScmsImport, CorrectedRowsAreImportedAfterwards) {
  Rows rows = three_rows();
  rows[1].set(Column::kValue, "?");
  static_cast<void>(import_text(csv(rows)));
  const Report report = import_text(csv(three_rows()));
  EXPECT_TRUE(report.complete());
  EXPECT_EQ(report.rows_of(Fate::kImported), 2U);
  EXPECT_EQ(report.rows_of(Fate::kAlreadyThere), 1U);
}

TEST_F(ScmsImport, RefusalOfTheLedgerIsReported) {
  {
    auto engine = Engine<domain::ShippingDomain>::open(options().engine);
    ASSERT_TRUE(engine.has_value());
    domain::OpenAccount open;
    open.account = project_account("100-CI-T01");
    open.ledger = domain::Currency("USD");
    open.kind = domain::AccountKind::kAsset;
    ASSERT_EQ(engine->producer().call(open)->outcome, Outcome::kAccepted);
    ASSERT_EQ(engine->producer().call(domain::CloseAccount{open.account})->outcome, Outcome::kAccepted);
  }
  const Report report = import_text(csv(three_rows()));
  EXPECT_EQ(rows_found(report), "2: refused; 3: refused; 4: refused");
  EXPECT_EQ(report.insurance_usd_cents, 0);
  EXPECT_TRUE(report.reconciled());
}

TEST_F(ScmsImport, LedgerThatDisagreesIsReported) {
  {
    auto engine = Engine<domain::ShippingDomain>::open(options().engine);
    ASSERT_TRUE(engine.has_value());
    domain::ConfigureDomain configure;
    configure.auto_open = domain::AutoOpen::kOn;
    ASSERT_EQ(engine->producer().call(configure)->outcome, Outcome::kAccepted);
  }
  const File file = read_text(csv({MadeUpRow("1", "ASN-1")}));
  ImportOptions stops = options();
  int asked = 0;
  stops.stop = [&] { return ++asked > 2; };  // after submit and assign
  EXPECT_TRUE(import_file(file, stops).interrupted);
  {
    auto engine = Engine<domain::ShippingDomain>::open(options().engine);
    ASSERT_TRUE(engine.has_value());
    ASSERT_EQ(engine->producer().call(domain::CancelShipment{domain::ShipmentId("ASN-1")})->outcome,
              Outcome::kAccepted);
  }
  const Report report = import_file(file);
  EXPECT_FALSE(report.reconciled());
  EXPECT_FALSE(report.complete());
  EXPECT_NE(to_text(report).find("ASN-1: not delivered in the ledger, but cancelled"), std::string::npos)
      << to_text(report);
}

TEST_F(ScmsImport, StoppedAnywhereItGoesOn) {
  const File file = read_text(csv(three_rows()));
  const std::uint64_t whole = import_file(file, options("whole")).state_hash;
  for (int stop_after = 0; stop_after < 10; ++stop_after) {
    ImportOptions stops = options("stopped-" + std::to_string(stop_after));
    int asked = 0;
    stops.stop = [&] { return asked++ >= stop_after; };
    const Report first = import_file(file, stops);
    EXPECT_TRUE(first.interrupted);
    EXPECT_EQ(accounted(first), 3U);
    EXPECT_TRUE(first.reconciled()) << stop_after << "\n" << to_text(first);
    stops.stop = {};
    const Report second = import_file(file, stops);
    EXPECT_TRUE(second.complete()) << stop_after << "\n" << to_text(second);
    EXPECT_EQ(second.state_hash, whole) << stop_after;
  }
}

TEST_F(ScmsImport, FewCreditsAreWaitedFor) {
  Rows rows;
  for (int i = 1; i <= 300; ++i) rows.push_back(MadeUpRow(std::to_string(i), "ASN-" + std::to_string(i)));
  ImportOptions few = options();
  few.engine.credits = 4;
  const Report report = import_file(read_text(csv(rows)), few);
  EXPECT_TRUE(report.complete());
  EXPECT_EQ(report.rows_of(Fate::kImported), 300U);
}

TEST_F(ScmsImport, FileWithNothingUsableSendsNothing) {
  const Report report = import_text(csv({MadeUpRow("1", "ASN-1").set(Column::kFreight, "?")}));
  EXPECT_EQ(report.commands, 0U);
  EXPECT_EQ(rows_found(report), "2: rejected");
}

TEST_F(ScmsImport, ReportIsReadableByPrograms) {
  Rows rows = three_rows();
  rows[2].set(Column::kValue, "?");
  const boost::json::object json = to_json(import_text(csv(rows)));
  EXPECT_EQ(json.at("rows").to_number<int>(), 3);
  EXPECT_EQ(json.at("row_fates").at("imported").to_number<int>(), 2);
  EXPECT_EQ(json.at("row_fates").at("rejected").to_number<int>(), 1);
  EXPECT_EQ(json.at("freight_usd_cents").to_number<int>(), 1750);
  EXPECT_EQ(json.at("freight_invoiced_usd_cents").to_number<int>(), 1050);
  EXPECT_TRUE(json.at("reconciled").as_bool());
  EXPECT_FALSE(json.at("complete").as_bool());
  ASSERT_EQ(json.at("findings").as_array().size(), 1U);
  EXPECT_EQ(json.at("findings").at(0).at("line").to_number<int>(), 4);
  EXPECT_EQ(json.at("countries").at(0).at("late_shipments").to_number<int>(), 0);
}

TEST_F(ScmsImport, JournalInUseIsAnError) {
  auto engine = Engine<domain::ShippingDomain>::open(options().engine);
  ASSERT_TRUE(engine.has_value());
  EXPECT_FALSE(import(read_text(csv(three_rows())), options()).has_value());
}

}  // namespace
}  // namespace daybook::app::scms
