#include "app/recovery_json.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/console.h"
#include "bench/load/quantities.h"

namespace daybook::app {

namespace {

boost::json::object journal_json(const journal::RecoveryReport& report) {
  boost::json::array quarantine;
  for (const std::string& file : report.quarantine) quarantine.emplace_back(file);
  return {{"segments", report.segments},
          {"batches", report.batches},
          {"records", report.records},
          {"payload_bytes", report.payload_bytes},
          {"clean", report.clean},
          {"cut_reason", report.cut_reason},
          {"cut_bytes", report.cut_bytes},
          {"quarantine", std::move(quarantine)},
          {"rewritten_bytes", report.rewritten_bytes}};
}

std::string cut_text(const char* name, const boost::json::object& journal) {
  if (journal.at("clean").as_bool())
    return fmt::format("  {:<16} ends where its last batch ends: nothing was cut\n", name);
  std::string text = fmt::format("  {:<16} {} cut: {}\n", name,
                                 bytes_text(static_cast<double>(journal.at("cut_bytes").to_number<std::uint64_t>())),
                                 std::string_view(journal.at("cut_reason").as_string()));
  for (const auto& file : journal.at("quarantine").as_array()) {
    text += fmt::format("  {:<16} kept in {}\n", "", std::string_view(file.as_string()));
  }
  return text;
}

}  // namespace

boost::json::object recovery_json(const RecoverySummary& summary) {
  return {{"commands", summary.commands},
          {"folded", summary.folded},
          {"redecided", summary.redecided},
          {"skipped", summary.skipped},
          {"discarded_decisions", summary.discarded_decisions},
          {"chain_checks", summary.chain_checks},
          {"last_sequence", summary.last_sequence},
          {"elapsed_ns", summary.elapsed_ns},
          {"commands_per_second", summary.commands_per_second()},
          {"command_journal", journal_json(summary.command_journal)},
          {"event_journal", journal_json(summary.event_journal)}};
}

std::string recovery_text(const boost::json::object& recovery) {
  const auto number = [&](const char* key) { return recovery.at(key).to_number<std::uint64_t>(); };
  const auto& commands = recovery.at("command_journal").as_object();
  const auto& events = recovery.at("event_journal").as_object();
  std::string text = fmt::format("  {:<16} {} in {} batches\n", "commands", grouped(number("commands")),
                                 grouped(commands.at("batches").to_number<std::uint64_t>()));
  text += fmt::format("  {:<16} {} folded from their decision records, {} decided again\n", "state",
                      grouped(number("folded")), grouped(number("redecided")));
  if (number("skipped") != 0) text += fmt::format("  {:<16} {} commands\n", "skipped", grouped(number("skipped")));
  if (number("discarded_decisions") != 0) {
    text += fmt::format("  {:<16} {} decisions of commands that did not survive\n", "discarded",
                        grouped(number("discarded_decisions")));
  }
  text += fmt::format("  {:<16} {} batches agree with the replay\n", "chain hash", grouped(number("chain_checks")));
  text += cut_text("command journal", commands);
  text += cut_text("event journal", events);
  text += fmt::format("  {:<16} {} ({} commands/s)\n", "took",
                      load::duration_text(static_cast<double>(number("elapsed_ns"))),
                      grouped(static_cast<std::uint64_t>(recovery.at("commands_per_second").to_number<double>())));
  return text;
}

}  // namespace daybook::app
