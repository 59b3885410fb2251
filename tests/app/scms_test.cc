// What a delivery history says, before anything is sent.

#include "app/scms.h"

#include <gtest/gtest.h>

#include "app/scms_commands.h"
#include "app/scms_ids.h"
#include "engine/json_values.h"
#include "tests/app/scms_fixture.h"

namespace daybook::app::scms {
namespace {

using Rows = std::vector<MadeUpRow>;

std::vector<std::uint64_t> lines_of(const File& file, NoteKind kind) {
  std::vector<std::uint64_t> lines;
  for (const Note& note : file.notes) {
    if (note.kind == kind) lines.push_back(note.line);
  }
  return lines;
}
using Lines = std::vector<std::uint64_t>;

std::string fault_of(const MadeUpRow& row) { return read_text(csv({row})).rows.at(0).fault; }

TEST(ScmsFile, UnremarkableRowsHaveNoFaultsAndNoNotes) {
  const File file = read_text(csv({{"1", "ASN-1"}, {"2", "ASN-2"}}));
  ASSERT_EQ(file.rows.size(), 2U);
  EXPECT_EQ(file.rows[0].fault, "");
  EXPECT_EQ(file.rows[0].line, 2U);
  EXPECT_EQ(file.shipments.size(), 2U);
  EXPECT_TRUE(file.notes.empty());
  EXPECT_EQ(file.freight, domain::Money{2100});
}

TEST(ScmsFile, MissingColumnIsNamed) {
  std::string text = header();
  text.replace(text.find("Freight Cost (USD)"), 7, "Fright!");
  EXPECT_EQ(read_error(text), "line 1: the column \"Freight Cost (USD)\" is missing");
}

TEST(ScmsFile, UnknownAndDoubledColumnsAreNamed) {
  std::string text = header();
  text.insert(text.size() - 2, ",Colour");
  EXPECT_EQ(read_error(text), "line 1: the column \"Colour\" is not one of an SCMS delivery history");
  text = header();
  text.insert(text.size() - 2, ",Brand");
  EXPECT_EQ(read_error(text), "line 1: the column \"Brand\" is there twice");
}

TEST(ScmsFile, EmptyFileIsNoHistory) { EXPECT_EQ(read_error(""), "it is empty"); }

TEST(ScmsFile, UnclosedQuoteSpoilsTheFile) {
  EXPECT_EQ(read_error(csv({{"1", "ASN-1"}}) + "2,\"oops\n"), "line 3: a quote that is never closed");
}

TEST(ScmsFile, ColumnsMayStandInAnyOrder) {
  const std::string text = csv({{"1", "ASN-1"}});
  std::string swapped = text;
  const auto swap = [&](const std::string& a, const std::string& b) {
    const std::size_t at = swapped.find(a + "," + b);
    ASSERT_NE(at, std::string::npos);
    swapped.replace(at, a.size() + b.size() + 1, b + "," + a);
  };
  swap("ID", "Project Code");
  swap("\"1\"", "\"100-CI-T01\"");
  EXPECT_EQ(read_text(swapped).rows.at(0).digest, read_text(text).rows.at(0).digest);
}

TEST(ScmsRow, DigestIsOfEveryCell) {
  const domain::Digest whole = read_text(csv({{"1", "ASN-1"}})).rows.at(0).digest;
  for (std::size_t i = 0; i < kColumns; ++i) {
    const File file = read_text(csv({MadeUpRow("1", "ASN-1").set(static_cast<Column>(i), "changed")}));
    EXPECT_FALSE(file.rows.at(0).digest == whole) << kColumnNames[i];
  }
  const auto moved = MadeUpRow("1", "ASN-1").set(Column::kBrand, "xx").set(Column::kDosage, "");
  EXPECT_FALSE(read_text(csv({moved})).rows.at(0).digest == whole);
}

TEST(ScmsRow, FaultsNameTheColumnAndTheCell) {
  const auto row = [](Column column, const char* cell) { return MadeUpRow("1", "ASN-1").set(column, cell); };
  EXPECT_EQ(fault_of(row(Column::kDelivered, "31-Jun-08")),
            "Delivered to Client Date \"31-Jun-08\" is no day of the calendar");
  EXPECT_EQ(fault_of(row(Column::kValue, "1,000")), "Line Item Value \"1,000\" is not a decimal number");
  EXPECT_EQ(fault_of(row(Column::kFreight, "1.005")),
            "Freight Cost (USD) \"1.005\" has more than 2 digits after the point, and neither a known remark nor a "
            "reference");
  EXPECT_EQ(fault_of(row(Column::kFreight, "")),
            "Freight Cost (USD) \"\" is not a decimal number, and neither a known remark nor a reference");
  EXPECT_EQ(fault_of(row(Column::kWeight, "heavy")),
            "Weight (Kilograms) \"heavy\" is not a decimal number, and neither a known remark nor a reference");
  EXPECT_EQ(fault_of(row(Column::kCountry, "")), "Country is empty");
  EXPECT_EQ(fault_of(row(Column::kShipment, "")), "ASN/DN # is empty");
  EXPECT_EQ(fault_of(row(Column::kBrand, "C\xf4te")), "it is not UTF-8");
}

TEST(ScmsRow, WrongNumberOfCellsIsAFault) {
  const File file = read_text(header() + "1,100-CI-T01,x,x,ASN-1\n" + MadeUpRow("2", "ASN-2").line());
  ASSERT_EQ(file.rows.size(), 2U);
  EXPECT_EQ(file.rows[0].fault, "it has 5 cells; the header has 33");
  EXPECT_EQ(file.rows[0].shipment_text, "ASN-1");
  EXPECT_EQ(file.rows[1].fault, "");
}

TEST(ScmsRow, MalformedRowHoldsBackItsShipmentIfThatCanBeTold) {
  const File file =
      read_text(csv({{"1", "ASN-1"}}) + "2,100-CI-T01,x,x,ASN-1,\"a\"b\n" + MadeUpRow("3", "ASN-3").line());
  ASSERT_EQ(file.rows.size(), 3U);
  EXPECT_EQ(file.rows[1].fault, "text after a closing quote");
  EXPECT_EQ(file.shipments.at(0).fault, "line 3 of ASN-1 is unusable");
  EXPECT_EQ(file.shipments.at(1).fault, "");
}

TEST(ScmsShipment, RowsWithOneNumberTravelTogether) {
  const File file = read_text(
      csv({MadeUpRow("1", "ASN-1").set(Column::kValue, "0.10").set(Column::kWeight, "2"), MadeUpRow("9", "ASN-2"),
           MadeUpRow("2", "ASN-1").set(Column::kValue, "0.2").see("See ASN-1 (ID#:1)")}));
  ASSERT_EQ(file.shipments.size(), 2U);
  const Shipment& shipment = file.shipments[0];
  EXPECT_EQ(shipment.fault, "");
  EXPECT_EQ(shipment.rows, (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(shipment.declared_value, domain::Money{30});
  EXPECT_EQ(shipment.charge, domain::Money{1050});
  EXPECT_EQ(shipment.insurance, domain::Money{250});
  EXPECT_EQ(shipment.weight_g, 2000U);
}

TEST(ScmsShipment, DifferingRowsCannotTravelTogether) {
  const File file = read_text(
      csv({MadeUpRow("1", "ASN-1"), MadeUpRow("2", "ASN-1").see("See ASN-1 (ID#:1)").set(Column::kCountry, "Haiti")}));
  EXPECT_EQ(file.shipments.at(0).fault, "lines 2 and 3 of ASN-1 differ in Country");
  EXPECT_TRUE(file.notes.empty());
}

TEST(ScmsShipment, TwoFreightChargesAreTooMany) {
  const File file = read_text(csv({{"1", "ASN-1"}, {"2", "ASN-1"}}));
  EXPECT_EQ(file.shipments.at(0).fault, "lines 2 and 3 of ASN-1 both have a freight charge");
}

TEST(ScmsShipment, InvoicedSeparatelyWithAChargeIsAContradiction) {
  const File file =
      read_text(csv({MadeUpRow("1", "ASN-1"), MadeUpRow("2", "ASN-1").set(Column::kFreight, "Invoiced Separately")}));
  EXPECT_EQ(file.shipments.at(0).fault, "ASN-1 is invoiced separately, and yet line 2 has a freight charge");
}

TEST(ScmsShipment, UnusableRowHoldsBackTheOthers) {
  const File file = read_text(csv({MadeUpRow("1", "ASN-1"), MadeUpRow("2", "ASN-1").set(Column::kValue, "?")}));
  EXPECT_EQ(file.shipments.at(0).fault, "line 3 of ASN-1 is unusable");
}

TEST(ScmsShipment, SecondRowOfAnIdIsUnusable) {
  const File file = read_text(csv({{"1", "ASN-1"}, {"1", "ASN-2"}}));
  EXPECT_EQ(file.rows.at(1).fault, "ID 1 stands in line 2 already");
  EXPECT_EQ(file.shipments.at(0).fault, "");
  EXPECT_EQ(file.shipments.at(1).fault, "line 3 of ASN-2 is unusable");
}

TEST(ScmsShipment, MoreThanADomainShipmentHoldsIsAFault) {
  Rows rows;
  for (int i = 0; i < 257; ++i)
    rows.push_back(
        MadeUpRow(std::to_string(i + 1), "ASN-1").set(Column::kFreight, "Freight Included in Commodity Cost"));
  EXPECT_EQ(read_text(csv(rows)).shipments.at(0).fault, "ASN-1 does not fit a shipment's items");
  const auto long_name = MadeUpRow("1", "ASN-1").set(Column::kVendor, std::string(101, 'v'));
  EXPECT_EQ(read_text(csv({long_name})).shipments.at(0).fault, "ASN-1 does not fit a shipment's ship_from.name");
}

TEST(ScmsNotes, WeightThatIsNotThere) {
  const File file = read_text(csv({MadeUpRow("1", "ASN-1").set(Column::kWeight, "Weight Captured Separately"),
                                   MadeUpRow("2", "ASN-1").see("See ASN-1 (ID#:1)")}));
  EXPECT_EQ(lines_of(file, NoteKind::kWeightCapturedSeparately), Lines{2});
  EXPECT_EQ(lines_of(file, NoteKind::kWeightByReference), Lines{3});
  EXPECT_EQ(lines_of(file, NoteKind::kWeightReferenceWithoutWeight), Lines{3});
  EXPECT_EQ(file.shipments.at(0).weight_g, 0U);
}

TEST(ScmsNotes, FreightThatIsNotThere) {
  const File file = read_text(csv({MadeUpRow("1", "ASN-1").set(Column::kFreight, "Freight Included in Commodity Cost"),
                                   MadeUpRow("2", "ASN-2").set(Column::kFreight, "Invoiced Separately"),
                                   MadeUpRow("3", "ASN-2").see("See ASN-2 (ID#:2)")}));
  EXPECT_EQ(lines_of(file, NoteKind::kFreightIncludedInCommodityCost), Lines{2});
  EXPECT_EQ(lines_of(file, NoteKind::kFreightInvoicedSeparately), Lines{3});
  EXPECT_EQ(lines_of(file, NoteKind::kFreightByReference), Lines{4});
  EXPECT_EQ(lines_of(file, NoteKind::kFreightReferenceWithoutCharge), Lines{4});
  EXPECT_FALSE(file.shipments.at(0).invoiced_separately);
  EXPECT_TRUE(file.shipments.at(1).invoiced_separately);
  EXPECT_EQ(file.shipments.at(1).charge, domain::Money{0});
}

TEST(ScmsNotes, ReferencesMayLeadForwardButNotOutside) {
  const File forward = read_text(csv({MadeUpRow("1", "ASN-1").see("See ASN-1 (ID#:2)"), MadeUpRow("2", "ASN-1")}));
  EXPECT_TRUE(lines_of(forward, NoteKind::kReferenceOutsideShipment).empty());
  EXPECT_EQ(forward.shipments.at(0).charge, domain::Money{1050});
  const File outside =
      read_text(csv({MadeUpRow("1", "ASN-1").set(Column::kFreight, "See ASN-2 (ID#:2)"), MadeUpRow("2", "ASN-2"),
                     MadeUpRow("3", "ASN-3").set(Column::kFreight, "See ASN-3 (ID#:77)")}));
  EXPECT_EQ(lines_of(outside, NoteKind::kReferenceOutsideShipment), (Lines{2, 4}));
}

TEST(ScmsNotes, DatesAgainstEachOther) {
  const File file = read_text(csv(
      {MadeUpRow("1", "ASN-1").set(Column::kOrdered, "7/1/08"),
       MadeUpRow("2", "ASN-2").set(Column::kRecorded, "01-Jun-08"),
       MadeUpRow("3", "ASN-3").set(Column::kQuoted, "2008-05-11"),
       MadeUpRow("4", "ASN-4").set(Column::kQuoted, "Date Not Captured").set(Column::kOrdered, "Date Not Captured")}));
  EXPECT_EQ(lines_of(file, NoteKind::kOrderedAfterDelivery), Lines{2});
  EXPECT_EQ(lines_of(file, NoteKind::kRecordedBeforeDelivery), Lines{3});
  EXPECT_EQ(lines_of(file, NoteKind::kQuotedAfterOrder), Lines{4});
  EXPECT_EQ(lines_of(file, NoteKind::kQuoteDateNotCaptured), Lines{5});
  EXPECT_EQ(lines_of(file, NoteKind::kOrderDateNotCaptured), Lines{5});
}

TEST(ScmsNotes, SeveralDatesInOneShipment) {
  const File file =
      read_text(csv({MadeUpRow("1", "ASN-1").set(Column::kScheduled, "05-Jun-08").set(Column::kDelivered, "01-Jun-08"),
                     MadeUpRow("2", "ASN-1").see("See ASN-1 (ID#:1)").set(Column::kScheduled, "01-Jun-08")}));
  EXPECT_EQ(lines_of(file, NoteKind::kSeveralScheduledDates), (Lines{2, 3}));
  EXPECT_EQ(lines_of(file, NoteKind::kSeveralDeliveryDates), (Lines{2, 3}));
  EXPECT_EQ(json::date_text(file.shipments.at(0).due), "2008-06-01");
  EXPECT_EQ(json::date_text(file.shipments.at(0).delivered), "2008-06-02");
  EXPECT_TRUE(file.shipments.at(0).late());
}

TEST(ScmsNotes, ModeAndInsuranceThatAreNotGiven) {
  const File file = read_text(csv({MadeUpRow("1", "ASN-1").set(Column::kMode, "N/A").set(Column::kInsurance, "")}));
  EXPECT_EQ(lines_of(file, NoteKind::kModeNotGiven), Lines{2});
  EXPECT_EQ(lines_of(file, NoteKind::kInsuranceNotGiven), Lines{2});
  EXPECT_EQ(service_of("N/A").text(), "N/A");
}

TEST(ScmsCommands, SubmissionSaysWhatTheFileSays) {
  const File file = read_text(csv({{"1", "ASN-1"}}));
  const ShipmentCommands commands(file, file.shipments.at(0));
  const domain::SubmitShipment submit = commands.submit();
  EXPECT_EQ(submit.shipment.text(), "ASN-1");
  EXPECT_EQ(submit.bill_to.text(), "100-CI-T01");
  EXPECT_EQ(submit.carrier, domain::AccountId(Id::named("carrier", "Air")));
  EXPECT_EQ(submit.service.text(), "Air");
  EXPECT_EQ(submit.ship_from.name.view(), "Orgenics, Ltd");
  EXPECT_EQ(submit.ship_to.name.view(), "100-CI-T01");
  EXPECT_EQ(submit.ship_to.country.view(), "Côte d'Ivoire");
  EXPECT_EQ((*submit.quoted_charge).minor, 1050);
  EXPECT_EQ(submit.declared_value.minor, 100000);
  EXPECT_EQ(submit.weight_g, 13000U);
  EXPECT_EQ(json::date_text(*submit.due_on), "2008-06-02");
  ASSERT_EQ(submit.items.size(), 1U);
  EXPECT_EQ(submit.items[0].id.text(), "1");
  EXPECT_EQ(submit.items[0].digest, file.rows[0].digest);
}

std::string timeline_text(const File& file) {
  constexpr std::string_view kPhases = "SASDI";
  std::string text;
  for (const Step& step : timeline(file)) {
    text +=
        kPhases[static_cast<std::size_t>(step.phase)] + std::string("(") + file.shipments[step.shipment].text + ") ";
  }
  return text;
}

TEST(ScmsTimeline, RunsByDayThenPhaseThenShipment) {
  const File file = read_text(csv({MadeUpRow("1", "B"), MadeUpRow("2", "A"),
                                   MadeUpRow("3", "C")
                                       .set(Column::kOrdered, "4/1/08")
                                       .set(Column::kDelivered, "09-May-08")
                                       .set(Column::kInsurance, "")}));
  EXPECT_EQ(timeline_text(file), "S(C) A(C) S(C) D(C) S(A) S(B) A(A) A(B) S(A) S(B) D(A) D(B) I(A) I(B) ");
}

TEST(ScmsTimeline, OrderYoungerThanItsDeliveryKeepsItsDayButNotItsPlace) {
  const File file = read_text(csv({MadeUpRow("1", "A").set(Column::kOrdered, "7/1/08")}));
  EXPECT_EQ(timeline_text(file), "S(A) A(A) S(A) D(A) I(A) ");
  EXPECT_EQ(json::date_text(occurred_on(file.shipments.at(0), Phase::kSubmit)), "2008-07-01");
  EXPECT_EQ(json::date_text(occurred_on(file.shipments.at(0), Phase::kDeliver)), "2008-06-02");
}

TEST(ScmsTimeline, OrderWithoutADayTakesTheQuotesOrTheDeliverys) {
  const File file = read_text(
      csv({MadeUpRow("1", "A").set(Column::kOrdered, "N/A - From RDC"),
           MadeUpRow("2", "B").set(Column::kOrdered, "Date Not Captured").set(Column::kQuoted, "Pre-PQ Process")}));
  EXPECT_EQ(json::date_text(occurred_on(file.shipments.at(0), Phase::kSubmit)), "2008-05-01");
  EXPECT_EQ(json::date_text(occurred_on(file.shipments.at(1), Phase::kSubmit)), "2008-06-02");
}

}  // namespace
}  // namespace daybook::app::scms
