// `daybook replay`: rebuilds the state from the files, and proves that it is the same.

#include <fmt/core.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <optional>

#include "app/console.h"
#include "app/core.h"
#include "app/state.h"
#include "app/verbs.h"
#include "bench/load/quantities.h"
#include "domain/invariants.h"

namespace daybook::app {

const std::string_view kReplayHelp =
    "Reads the journals in DIR and writes nothing; they may be in use, and then only what is released is read.\n"
    "\n"
    "  --source events    folds the recorded decisions (the default)\n"
    "  --source commands  decides every command again, under the rules of this program\n"
    "  --source both      decides every command again and compares each decision, byte by byte, with the recorded\n"
    "                     one. The first that differs is named, and the exit status is 1\n"
    "\n"
    "Equal state hashes mean equal states, on any machine. The chain hash covers every decision on the way. The\n"
    "state is held against the domain's invariants (debits equal credits, no limit is broken, ...); where it breaks\n"
    "one, that is said, and the exit status is 1.\n"
    "\n"
    "Examples:\n"
    "  daybook replay shop                  the hashes now\n"
    "  daybook replay shop --source both    prove that history still is what was decided\n"
    "  daybook replay shop --to 1000        the state as it was after command 1000";

namespace {

using Source = ReplayOptions::Source;

Source source_of(const std::string& name) {
  return name == "both" ? Source::kBoth : name == "commands" ? Source::kCommands : Source::kEvents;
}

std::uint64_t commands_per_second(const ReplayReport& report) {
  const double seconds = static_cast<double>(report.elapsed_ns) / 1e9;
  return seconds > 0 ? static_cast<std::uint64_t>(static_cast<double>(report.commands) / seconds) : 0;
}

struct Rebuilt {
  ReplayReport report;
  domain::Differences broken;  // invariants
};

void print_json(const ReplayArguments& arguments, const JournalFiles& files, const Rebuilt& rebuilt) {
  const ReplayReport& report = rebuilt.report;
  const auto& broken = rebuilt.broken.list();
  const boost::json::object json{{"directory", arguments.directory},
                                 {"source", arguments.source},
                                 {"limit", files.in_use ? "released" : "written"},
                                 {"commands", report.commands},
                                 {"last_sequence", report.last_sequence},
                                 {"chain_hash", fmt::format("{:016x}", report.chain_hash)},
                                 {"state_hash", fmt::format("{:016x}", report.state_hash)},
                                 {"chain_checks", report.chain_checks},
                                 {"compared", report.compared},
                                 {"broken_invariants", boost::json::array(broken.begin(), broken.end())},
                                 {"elapsed_ns", report.elapsed_ns},
                                 {"commands_per_second", commands_per_second(report)}};
  fmt::print("{}\n", boost::json::serialize(json));
}

void print_text(const ReplayArguments& arguments, const JournalFiles& files, const Rebuilt& rebuilt) {
  const ReplayReport& report = rebuilt.report;
  fmt::print("read           {}\n", files.limit_text());
  fmt::print("source         {}\n", arguments.source == "both" ? "commands, compared with events" : arguments.source);
  fmt::print("commands       {}\n", grouped(report.commands));
  fmt::print("last sequence  {}\n", grouped(report.last_sequence));
  fmt::print("chain hash     {:016x}\n", report.chain_hash);
  fmt::print("state hash     {}\n", styled(Style::kBold, fmt::format("{:016x}", report.state_hash)));
  if (source_of(arguments.source) != Source::kEvents) {
    fmt::print("chain checks   {} (batches that say which chain hash was reached)\n", grouped(report.chain_checks));
  }
  fmt::print("invariants     {}\n",
             rebuilt.broken.empty() ? styled(Style::kGood, "hold") : styled(Style::kBad, "BROKEN"));
  fmt::print("elapsed        {}, {} commands/s\n", load::duration_text(static_cast<double>(report.elapsed_ns)),
             grouped(commands_per_second(report)));
  if (arguments.source == "both") {
    if (report.compared == 0) {
      fmt::print("not proven: no decision is recorded that could be compared\n");
    } else {
      fmt::print("{} ({} compared)\n",
                 styled(Style::kGood, "proven: every recorded decision is what the commands lead to"),
                 grouped(report.compared));
    }
  }
}

int report_failure(const ReplayArguments& arguments, const Error& error) {
  const bool broken = error.kind == Error::Kind::kDivergence || error.kind == Error::Kind::kFault;
  if (broken && arguments.json) {
    fmt::print("{}\n", boost::json::serialize(boost::json::object{{"directory", arguments.directory},
                                                                  {"source", arguments.source},
                                                                  {"first_divergent_sequence", error.sequence},
                                                                  {"error", error.message()}}));
  }
  fmt::print(stderr, "daybook: {}{}\n", broken ? "NOT PROVEN: " : "", error.message());
  return broken ? kFailed : kCannotOpen;
}

// Nothing: interrupted.
std::optional<Expected<Rebuilt>> rebuild(const ReplayArguments& arguments, const JournalFiles& files) {
  struct Interrupted {};
  Progress progress("replaying", std::min(arguments.to, files.about_commands()));
  bool long_work = false;
  ReplayOptions options{.source = source_of(arguments.source), .to_sequence = arguments.to, .limit = files.limit()};
  options.progress = [&](std::uint64_t sequence) {
    if (interrupted()) throw Interrupted{};
    long_work = true;
    progress.update(sequence);
  };
  Replay<Domain> replay(journal::Storage::system(), arguments.directory, std::move(options));
  try {
    auto report = replay.run();
    if (long_work) progress.finish();
    if (!report) return tl::unexpected(report.error());
    return Rebuilt{*report, domain::check_invariants(replay.core().domain())};
  } catch (const Interrupted&) {
    progress.finish();
    return std::nullopt;
  }
}

// What the result does not cover, on stderr.
void print_notes(const ReplayArguments& arguments, const JournalFiles& files, std::uint64_t last) {
  if (arguments.to != UINT64_MAX && last < arguments.to) {
    fmt::print(stderr, "daybook: note: there is no sequence {} yet; the last one is {}\n", arguments.to, last);
  } else if (arguments.to == UINT64_MAX && arguments.source == "events") {
    warn_of_undecided(files, last);
  }
  if (arguments.source == "both" && !files.has_decision(last)) {
    fmt::print(stderr,
               "daybook: note: the last decisions are not recorded yet, so there was nothing to compare with\n");
  }
}

}  // namespace

int run_replay(const ReplayArguments& arguments) {
  int status = kOk;
  const auto files = find_journal_or_report(arguments.directory, status);
  if (!files) return status;
  const auto report = rebuild(arguments, *files);
  if (!report) return kInterrupted;
  if (!*report) return report_failure(arguments, report->error());
  (arguments.json ? print_json : print_text)(arguments, *files, **report);
  std::fflush(stdout);
  print_notes(arguments, *files, (*report)->report.last_sequence);
  const domain::Differences& broken = (*report)->broken;
  if (broken.empty()) return kOk;
  fmt::print(stderr, "daybook: invariants are broken:\n{}", broken.text());
  return kFailed;
}

}  // namespace daybook::app
