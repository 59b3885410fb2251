#include "app/demo_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "app/console.h"
#include "app/pretty_json.h"
#include "app/text_table.h"
#include "bench/load/quantities.h"
#include "engine/directories.h"

namespace daybook::app {

namespace {

std::uint64_t commands_per_second(const RunEnd& run) {
  return static_cast<std::uint64_t>(static_cast<double>(run.sent) / (static_cast<double>(run.elapsed_ns) / 1e9));
}

// Payload and overhead of all batches, without what is prepared and not used yet.
double journal_bytes_per_command(const std::string& directory, std::uint64_t commands) {
  auto reader =
      journal::Reader::open(journal::Storage::system(), directory, {.limit = journal::ReaderOptions::Limit::kWritten});
  if (!reader) return 0;
  double bytes = 0;
  for (;;) {
    auto batch = reader->next();
    if (!batch || !*batch) return bytes / static_cast<double>(commands);
    bytes += static_cast<double>((*batch)->end.value - (*batch)->begin.value);
  }
}

std::string proofs_text(const ProofResult& result) {
  std::string text = styled(Style::kBold, "proofs") + "\n";
  for (const Proof& proof : result.proofs) {
    text +=
        fmt::format("  {} {}\n    {}\n", proof.holds ? styled(Style::kGood, "holds ") : styled(Style::kBad, "BROKEN"),
                    proof.claim, proof.detail);
  }
  return text;
}

std::string measured_text(const DemoReport& report) {
  const RunSettings& run = report.run;
  const RunEnd& whole = report.whole;
  const auto latency = [&](double share) {
    return load::duration_text(static_cast<double>(whole.latency.quantile_ns(share)));
  };
  const std::string setting =
      fmt::format("durability {}, topology paired, direct publishing", report.arguments.durability);
  const std::string loop =
      fmt::format("closed loop, {} in flight: submission to released receipt", grouped(run.window));
  const double batch = static_cast<double>(whole.sent) / static_cast<double>(whole.batches);
  const auto per_command = [&](const std::string& directory) {
    return fmt::format("{:.0f} B", journal_bytes_per_command(directory, run.commands));
  };
  TextTable table({{"measured without a kill"}, {"", TextTable::Align::kRight}, {"setting"}});
  table.add({"commands/s", grouped(commands_per_second(whole)), setting + ", deduplication and decision records on"});
  table.add({"commands per batch", fmt::format("{:.1f}", batch), setting});
  table.add({"latency p50", latency(0.50), loop});
  table.add({"latency p99", latency(0.99), loop});
  table.add({"latency p99.9", latency(0.999), loop});
  table.add({"latency max", load::duration_text(static_cast<double>(whole.latency.max_ns())), loop});
  table.add(
      {"replay: fold", grouped(report.result.fold_commands_per_second), "commands/s, from the event journal alone"});
  table.add({"replay: decide", grouped(report.result.decide_commands_per_second),
             "commands/s, from the command journal alone"});
  table.add({"command journal", per_command(commands_directory(run.directory)), "per command, frames included"});
  table.add({"event journal", per_command(events_directory(run.directory)), "per command, frames included"});
  return table.text();
}

std::string look_around(const DemoReport& report) {
  return fmt::format(
      "Look around:\n"
      "  daybook list {0} shipments --status lost --limit 5\n"
      "  daybook replay {0} --source both\n"
      "  daybook show {0}/returns refund R-3\n"
      "  daybook reactors {0}/returns\n"
      "  daybook schema SubmitShipment\n"
      "  daybook submit --journal {0} FILE\n"
      "{1}",
      report.run.directory,
      report.arguments.own_directory ? "The next demo without --journal replaces this directory.\n" : "");
}

}  // namespace

bool DemoReport::proven() const {
  return std::all_of(result.proofs.begin(), result.proofs.end(), [](const Proof& proof) { return proof.holds; });
}

std::string json_text(const DemoReport& report) {
  const RunSettings& run = report.run;
  const RunEnd& whole = report.whole;
  boost::json::array proofs;
  for (const Proof& proof : report.result.proofs) {
    proofs.push_back(boost::json::object{{"claim", proof.claim}, {"holds", proof.holds}, {"detail", proof.detail}});
  }
  return pretty(boost::json::object{
      {"proven", report.proven()},
      {"seed", run.workload.seed},
      {"commands", run.commands},
      {"durability", report.arguments.durability},
      {"topology", "paired"},
      {"window", run.window},
      {"journal", run.directory},
      {"state_hash", fmt::format("{:016x}", report.state_hash)},
      {"commands_per_second", commands_per_second(whole)},
      {"latency_p50_ns", whole.latency.quantile_ns(0.50)},
      {"latency_p99_ns", whole.latency.quantile_ns(0.99)},
      {"latency_p999_ns", whole.latency.quantile_ns(0.999)},
      {"latency_max_ns", whole.latency.max_ns()},
      {"fold_commands_per_second", report.result.fold_commands_per_second},
      {"decide_commands_per_second", report.result.decide_commands_per_second},
      {"command_journal_bytes_per_command", journal_bytes_per_command(commands_directory(run.directory), run.commands)},
      {"event_journal_bytes_per_command", journal_bytes_per_command(events_directory(run.directory), run.commands)},
      {"recovery", report.recovery},
      {"returns", report.returns.json},
      {"proofs", std::move(proofs)}});
}

std::string text(const DemoReport& report) {
  const std::string verdict = report.proven() ? styled(Style::kGood, "Everything that was acknowledged survived.")
                                              : styled(Style::kBad, "A proof is broken; the journals are kept.");
  return fmt::format("\n{}\n{}\n{}\n{}\n{}\n\n{}", proofs_text(report.result), measured_text(report),
                     report.returns.table, report.result.examples, verdict, look_around(report));
}

}  // namespace daybook::app
