#include "app/scms_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>

#include "app/console.h"
#include "app/money_text.h"
#include "app/text_table.h"
#include "bench/load/quantities.h"

namespace daybook::app::scms {

namespace {

constexpr std::array kFates = {Fate::kImported, Fate::kAlreadyThere, Fate::kChanged, Fate::kAdded,     Fate::kMoved,
                               Fate::kRejected, Fate::kHeldBack,     Fate::kRefused, Fate::kNotReached};
constexpr std::size_t kFindingsShown = 50;

std::string usd(std::int64_t cents) { return money_text(domain::Money{cents}) + " USD"; }

std::string words(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

// "imported 10,324, rejected 3"
std::string fates_text(const std::map<Fate, std::uint64_t>& fates) {
  std::string text;
  for (const auto& [fate, count] : fates) {
    if (count == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", words(enumerator_name(fate)), grouped(count));
  }
  return text;
}

std::string findings_text(const Report& report) {
  std::string text;
  const auto show = [&](Finding::Kind kind, std::string_view title) {
    const auto is = [&](const Finding& finding) { return finding.kind == kind; };
    const auto total = static_cast<std::size_t>(std::count_if(report.findings.begin(), report.findings.end(), is));
    if (total == 0) return;
    text += "\n" + styled(Style::kBold, fmt::format("{} ({})", title, grouped(total))) + "\n";
    std::size_t shown = 0;
    for (const Finding& finding : report.findings) {
      if (!is(finding)) continue;
      if (++shown > kFindingsShown) break;
      text += finding.line == 0 ? "  " : fmt::format("  line {:<6} ", finding.line);
      if (kind == Finding::Kind::kRow) text += words(enumerator_name(finding.fate)) + ": ";
      text += printable(finding.what) + "\n";
    }
    if (total > kFindingsShown)
      text += fmt::format("  … and {} more: --json has them all\n", grouped(total - kFindingsShown));
  };
  show(Finding::Kind::kRow, "Rows that were not imported");
  show(Finding::Kind::kRemoved, "Lines that are recorded, but no longer in the file");
  show(Finding::Kind::kNotInThisFile, "Lines of other imports, whose shipments are not in this file");
  show(Finding::Kind::kLedger, "The ledger says something else");
  return text;
}

std::string notes_text(const Report& report) {
  if (report.notes.empty()) return {};
  TextTable table({{"Notes on rows that were kept"},
                   {"rows", TextTable::Align::kRight},
                   {"first in line", TextTable::Align::kRight}});
  for (const auto& [kind, lines] : report.notes) {
    table.add({std::string(meaning_of(kind)), grouped(lines.size()), std::to_string(lines.front())});
  }
  return "\n" + table.text();
}

std::string countries_text(const Report& report) {
  if (report.countries.empty()) return {};
  TextTable table({{"Country"},
                   {"shipments", TextTable::Align::kRight},
                   {"invoiced USD", TextTable::Align::kRight},
                   {"late", TextTable::Align::kRight}});
  CountryTotals all;
  for (const auto& [country, totals] : report.countries) {
    table.add({country, grouped(totals.shipments), money_text(domain::Money{totals.invoiced_usd_cents}),
               grouped(totals.late)});
    all.shipments += totals.shipments;
    all.invoiced_usd_cents += totals.invoiced_usd_cents;
    all.late += totals.late;
  }
  table.add({"all", grouped(all.shipments), money_text(domain::Money{all.invoiced_usd_cents}), grouped(all.late)});
  return "\n" + table.text();
}

std::string freight_text(const Report& report) {
  const FreightTotals& freight = report.freight;
  TextTable table({{"Freight"}, {"USD", TextTable::Align::kRight}});
  const auto add = [&](std::string what, std::int64_t cents) {
    table.add({std::move(what), money_text(domain::Money{cents})});
  };
  add("numeric freight cells of the file", freight.file_usd_cents);
  if (freight.not_booked_usd_cents != 0) add("  less: shipments not imported", -freight.not_booked_usd_cents);
  if (freight.differing_usd_cents != 0 || freight.differing_state_usd_cents != 0) {
    add("  less: shipments recorded with other content (for which " + usd(freight.differing_state_usd_cents) +
            " is invoiced)",
        -freight.differing_usd_cents);
  }
  add("to be invoiced", freight.expected_usd_cents);
  add("invoiced, says the ledger's state", freight.state_usd_cents);
  add("invoiced, say the invoices in the journal", freight.journal_usd_cents);
  const std::string verdict = report.reconciled()
                                  ? styled(Style::kGood, "The ledger agrees with the file, to the cent.")
                                  : styled(Style::kBad, "THE LEDGER DOES NOT AGREE WITH THE FILE.");
  return "\n" + table.text() + verdict + "\n";
}

boost::json::object fates_json(const std::map<Fate, std::uint64_t>& fates) {
  boost::json::object json;
  for (const Fate fate : kFates) {
    const auto found = fates.find(fate);
    json[enumerator_name(fate)] = found == fates.end() ? 0 : found->second;
  }
  return json;
}

boost::json::object finding_json(const Finding& finding) {
  constexpr std::array kNames = {"row", "removed", "not_in_this_file", "ledger"};
  boost::json::object json{{"kind", kNames[static_cast<std::size_t>(finding.kind)]}};
  if (finding.kind == Finding::Kind::kRow) json["fate"] = enumerator_name(finding.fate);
  if (finding.line != 0) json["line"] = finding.line;
  json["reason"] = finding.what;
  return json;
}

}  // namespace

std::uint64_t Report::rows_of(Fate fate) const {
  const auto found = row_fates.find(fate);
  return found == row_fates.end() ? 0 : found->second;
}

std::uint64_t Report::shipments_of(Fate fate) const {
  const auto found = shipment_fates.find(fate);
  return found == shipment_fates.end() ? 0 : found->second;
}

bool Report::reconciled() const {
  return freight.expected_usd_cents == freight.state_usd_cents &&
         freight.expected_usd_cents == freight.journal_usd_cents &&
         std::none_of(findings.begin(), findings.end(),
                      [](const Finding& finding) { return finding.kind == Finding::Kind::kLedger; });
}

bool Report::complete() const {
  return !interrupted && reconciled() && removed_rows == 0 &&
         rows_of(Fate::kImported) + rows_of(Fate::kAlreadyThere) == rows;
}

std::string to_text(const Report& report) {
  std::string text = fmt::format("{} → {}: {} commands in {} (durability {})\n\n", printable(report.file),
                                 printable(report.directory), grouped(report.commands),
                                 load::duration_text(static_cast<double>(report.elapsed_ns)), report.durability);
  text += fmt::format("Rows        {:>7}  {}\n", grouped(report.rows), fates_text(report.row_fates));
  text += fmt::format("Shipments   {:>7}  {}\n", grouped(report.shipments), fates_text(report.shipment_fates));
  if (report.finished != 0) {
    text += fmt::format("            {:>7}  of those already there were under way, and are delivered now\n",
                        grouped(report.finished));
  }
  text += fmt::format("Invoices    {:>7}  of which {} of 0 because the freight is invoiced separately\n",
                      grouped(report.invoices), grouped(report.separate_invoices));
  text += fmt::format("Insurance            {}, apart from freight\n", usd(report.insurance_usd_cents));
  text += fmt::format("State hash           {:016x}\n", report.state_hash);
  text += freight_text(report);
  text += notes_text(report);
  text += countries_text(report);
  text += findings_text(report);
  if (report.interrupted)
    text += "\nStopped before the end. Start the same import again: it goes on where this one stopped.\n";
  return text;
}

boost::json::object to_json(const Report& report) {
  const FreightTotals& freight = report.freight;
  boost::json::array notes;
  for (const auto& [kind, lines] : report.notes) {
    notes.push_back({{"kind", enumerator_name(kind)},
                     {"meaning", meaning_of(kind).data()},
                     {"rows", lines.size()},
                     {"first_line", lines.front()}});
  }
  boost::json::array countries;
  for (const auto& [country, totals] : report.countries) {
    countries.push_back({{"country", country},
                         {"shipments", totals.shipments},
                         {"invoiced_usd_cents", totals.invoiced_usd_cents},
                         {"late_shipments", totals.late}});
  }
  boost::json::array findings;
  for (const Finding& finding : report.findings) findings.push_back(finding_json(finding));
  return {{"file", report.file},
          {"journal", report.directory},
          {"durability", report.durability},
          {"interrupted", report.interrupted},
          {"complete", report.complete()},
          {"reconciled", report.reconciled()},
          {"elapsed_ns", report.elapsed_ns},
          {"commands_sent", report.commands},
          {"state_hash", fmt::format("{:016x}", report.state_hash)},
          {"rows", report.rows},
          {"row_fates", fates_json(report.row_fates)},
          {"removed_rows", report.removed_rows},
          {"rows_of_other_imports", report.foreign_rows},
          {"shipments", report.shipments},
          {"shipment_fates", fates_json(report.shipment_fates)},
          {"shipments_finished", report.finished},
          {"invoices", report.invoices},
          {"invoices_separate", report.separate_invoices},
          {"freight_usd_cents", freight.file_usd_cents},
          {"freight_not_booked_usd_cents", freight.not_booked_usd_cents},
          {"freight_differing_usd_cents", freight.differing_usd_cents},
          {"freight_differing_in_ledger_usd_cents", freight.differing_state_usd_cents},
          {"freight_expected_usd_cents", freight.expected_usd_cents},
          {"freight_invoiced_usd_cents", freight.state_usd_cents},
          {"freight_invoiced_in_journal_usd_cents", freight.journal_usd_cents},
          {"insurance_usd_cents", report.insurance_usd_cents},
          {"notes", std::move(notes)},
          {"countries", std::move(countries)},
          {"findings", std::move(findings)}};
}

}  // namespace daybook::app::scms
