// `daybook submit`: commands as JSON Lines in, receipts as JSON Lines out.

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <array>
#include <boost/json/serialize.hpp>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <deque>
#include <thread>

#include "app/console.h"
#include "app/core.h"
#include "app/json_command.h"
#include "app/line_reader.h"
#include "app/output.h"
#include "app/team_names.h"
#include "app/teams.h"
#include "app/verbs.h"

namespace daybook::app {

const std::string_view kSubmitHelp =
    "Sends commands to the journal in DIR, which is made if there is none, and prints a receipt for each.\n"
    "\n"
    "Every line of FILE (- or nothing: standard input) is a command:\n"
    R"(  {"type":"OpenAccount","id":"open-1","data":{"account":"ACME","ledger":"USD","kind":"asset"}})"
    "\n"
    "with optional keys beside \"type\" and \"data\": id, sent_at, correlation, actor, reason, expected_version,\n"
    "occurred_on. `daybook schema` has them all. Empty lines are passed over.\n"
    "\n"
    "A line {\"wait_ms\":250} is no command: it waits so long before it reads on, for instance for a timer.\n"
    "\n"
    "Receipts are JSON Lines on standard output, in the order of the commands:\n"
    R"(  {"line":1,"command":"open-1","sequence":2,"outcome":"accepted","version":1})"
    "\n"
    "A refusal is an answer like any other, not a failure: \"outcome\":\"refused\" and \"refusal\" say so, and the\n"
    "exit status stays 0.\n"
    "\n"
    "Give your commands ids. Then a line may be sent again, after a crash or when in doubt, without being run\n"
    "twice: its receipt is that of the first time. A line without an id gets a new one each time. A repeat is\n"
    "recognised for a minute, or for as long as the journal was made to remember. An id that is a UUIDv7 says\n"
    "when it was made; beside any other id, \"sent_at\" does: with it, a repeat that comes too late is `expired`\n"
    "instead of run again.\n"
    "\n"
    "Returns need four teams: sales, inventory, manufacturing and accounting each answer what happened with commands\n"
    "of their own. --teams all runs them beside it; one that is left out catches up when it runs.\n"
    "\n"
    "A line that cannot be read (no JSON, an unknown type or field, a value out of its bounds) is reported on\n"
    "standard error with its number, the field and the reason; the other lines still run, and the exit status\n"
    "is 1. Ctrl-C stops reading: what was taken over gets its receipts.\n"
    "\n"
    "Examples:\n"
    "  daybook submit --journal shop commands.jsonl > receipts.jsonl\n"
    R"(  echo '{"type":"ConfigureDomain","data":{"auto_open":"on"}}' | daybook submit --journal shop)";

namespace {

boost::json::object receipt_json(std::uint64_t line, const Reply& reply) {
  boost::json::object json{{"line", line},
                           {"command", reply.command.text()},
                           {"sequence", reply.sequence.value},
                           {"outcome", enumerator_name(reply.outcome)},
                           {"version", reply.version}};
  if (reply.outcome == Outcome::kRefused) json["refusal"] = refusal_text(reply.code);
  if (reply.refused_follow_ups != 0) json["refused_follow_ups"] = reply.refused_follow_ups;
  if (reply.related.value != 0) json["related"] = reply.related.value;
  return json;
}

// Keeps many commands in flight and prints their receipts as they come. One thread.
class Sender {
 public:
  Sender(DomainEngine& engine, Teams& teams, LineReader& lines, Output& output)
      : engine_(engine), teams_(teams), producer_(engine.producer()), lines_(lines), output_(output) {}

  // Until the input ends, a signal comes, the reader of the receipts goes away or the engine stops; then what was taken
  // over is drained, once the teams have answered it.
  void run() {
    while (!interrupted() && output_.error() == 0 && !engine_stopped_ && step()) {
    }
    wait_for_teams();
    auto stopped = engine_.stop();
    if (!stopped) failure_ = stopped.error().message();
    deliver();
    output_.flush();
  }

  [[nodiscard]] int report() const;

 private:
  static constexpr unsigned kDeliverEvery = 64;  // lines

  // One line, or a wait for whatever comes first. False: the input has ended.
  bool step() {
    switch (lines_.next(sent_.empty() ? 100 : 0)) {
      case LineReader::Step::kLine:
        if (lines_.line().find_first_not_of(" \t") != std::string_view::npos) send(lines_.line());
        break;
      case LineReader::Step::kTooLong:
        report_bad({"", fmt::format("is longer than {} bytes", LineReader::kMaxLineBytes)});
        break;
      case LineReader::Step::kWaiting:
        if (!sent_.empty()) producer_.wait();
        deliver();
        output_.flush();
        engine_stopped_ = engine_stopped_ || engine_.error().has_value();
        return true;
      default:
        return false;
    }
    if (lines_.number() % kDeliverEvery == 0) deliver();
    return true;
  }

  void send(std::string_view text) {
    if (auto wrong = command_.parse(text)) return report_bad(*wrong);
    if (command_.pause_ms()) return pause(*command_.pause_ms());
    if (auto wrong = command_.visit([this](const auto& command) { submit(command); })) report_bad(*wrong);
  }

  template <class C>
  void submit(const C& command) {
    for (;;) {
      const auto ticket = producer_.submit(command, command_.options());
      if (ticket) return sent_.push_back(lines_.number());
      switch (ticket.error().kind) {
        case SubmitError::Kind::kBusy:
          make_room();
          continue;
        case SubmitError::Kind::kInvalid:
          return report_bad({ticket.error().field, "is out of its bounds"});
        case SubmitError::Kind::kNoSpace:
          fmt::print(stderr, "daybook submit: {}\n", ticket.error().message());
          [[fallthrough]];
        default:
          engine_stopped_ = true;
          first_unsent_line_ = lines_.number();
          return;
      }
    }
  }

  // Until the time has passed or somebody wants to stop; receipts go on coming.
  void pause(std::uint64_t pause_ms) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(pause_ms);
    while (!interrupted() && std::chrono::steady_clock::now() < until) {
      producer_.wait();
      deliver();
      output_.flush();
    }
  }

  void wait_for_teams() {
    while (!interrupted() && !engine_stopped_ && (!sent_.empty() || !teams_.caught_up())) {
      producer_.wait();
      deliver();
      engine_stopped_ = engine_.error().has_value();
    }
    teams_.stop();
    for (const ReactorStatus& team : teams_.status()) {
      if (team.parked()) {
        parked_ += fmt::format("daybook submit: {} has stopped at {}\n", team.name, team.failure);
      } else if (!team.failure.empty()) {  // it has done its part, and hears some of it again the next time
        fmt::print(stderr, "daybook submit: the checkpoint of {} is not stored: {}\n", team.name, team.failure);
      }
    }
  }

  // Receipts give credits back; where none is to come, the engine needs time.
  void make_room() {
    if (deliver() != 0) return;
    if (sent_.empty()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    } else {
      producer_.wait();
    }
  }

  std::size_t deliver() {
    return producer_.poll([this](const Reply& reply) {
      output_.line(boost::json::serialize(receipt_json(sent_.front(), reply)));
      sent_.pop_front();
      ++outcomes_[static_cast<std::size_t>(reply.outcome)];
      ++receipts_;
    });
  }

  void report_bad(const FieldError& wrong) {
    ++bad_lines_;
    fmt::print(stderr, "line {}: {}{}{}\n", lines_.number(), wrong.path, wrong.path.empty() ? "" : ": ", wrong.reason);
  }

  DomainEngine& engine_;
  Teams& teams_;
  Producer<Domain> producer_;
  LineReader& lines_;
  Output& output_;
  JsonCommand command_;
  std::deque<std::uint64_t> sent_;  // line numbers of the commands in flight
  std::array<std::uint64_t, 16> outcomes_{};
  std::uint64_t receipts_ = 0;
  std::uint64_t bad_lines_ = 0;
  std::uint64_t first_unsent_line_ = 0;  // where the engine had stopped already; 0: all were taken over
  bool engine_stopped_ = false;
  std::string failure_;
  std::string parked_;  // teams, a line each
};

// Says on stderr how it went; returns the exit status.
int Sender::report() const {
  std::string outcomes;
  for (std::size_t i = 0; i < outcomes_.size(); ++i) {
    if (outcomes_[i] == 0) continue;
    outcomes += fmt::format("{}{} {}", outcomes.empty() ? ": " : ", ", grouped(outcomes_[i]),
                            enumerator_name(static_cast<Outcome>(i)));
  }
  fmt::print(
      stderr, "daybook submit: {} {}{}{}\n", grouped(receipts_), receipts_ == 1 ? "receipt" : "receipts", outcomes,
      bad_lines_ == 0 ? "" : fmt::format("; {} bad {}", grouped(bad_lines_), bad_lines_ == 1 ? "line" : "lines"));
  if (lines_.error() != 0) fmt::print(stderr, "daybook submit: reading failed: {}\n", std::strerror(lines_.error()));
  if (output_.error() != 0) {
    fmt::print(stderr, "daybook submit: writing receipts failed: {}; every command read so far was taken over\n",
               std::strerror(output_.error()));
  }
  if (!failure_.empty()) fmt::print(stderr, "daybook submit: {}\n", failure_);
  fmt::print(stderr, "{}", parked_);
  if (first_unsent_line_ != 0)
    fmt::print(stderr, "daybook submit: from line {} on, nothing was sent\n", first_unsent_line_);
  if (!sent_.empty()) {
    fmt::print(stderr,
               "daybook submit: {} commands, from line {} on, have no receipt: send them again, with the same ids\n",
               sent_.size(), sent_.front());
  }
  if (interrupted()) return kInterrupted;
  const bool failed = bad_lines_ != 0 || lines_.error() != 0 || output_.error() != 0 || !failure_.empty() ||
                      !parked_.empty() || !sent_.empty();
  return failed ? kFailed : kOk;
}

void report_recovery(const RecoverySummary& recovery) {
  for (const journal::RecoveryReport* journal : {&recovery.command_journal, &recovery.event_journal}) {
    if (journal->clean) continue;
    fmt::print(stderr, "daybook submit: the {} journal was cut: {} ({} kept in quarantine)\n",
               journal == &recovery.command_journal ? "command" : "event", journal->cut_reason,
               bytes_text(static_cast<double>(journal->cut_bytes)));
  }
  if (recovery.redecided != 0) {
    fmt::print(stderr, "daybook submit: recovered; {} of {} commands were decided again\n", grouped(recovery.redecided),
               grouped(recovery.commands));
  }
}

int send_all(const SubmitArguments& arguments, int input) {
  auto engine = DomainEngine::open({.directory = arguments.journal.directory,
                                    .durability = durability_of(arguments.journal.durability),
                                    .segment_bytes = arguments.journal.segment_mib << 20,
                                    .dedup_bytes = dedup_bytes_here()});
  if (!engine) {
    fmt::print(stderr, "daybook: {}\n", engine.error().message());
    return kCannotOpen;
  }
  report_recovery(engine->recovery());
  std::string unknown;  // the command line has seen to it that there is none
  const std::vector<std::string> wanted_teams = teams_in(arguments.teams, unknown);
  auto teams = Teams::open(*engine, wanted_teams);
  if (!teams) {
    fmt::print(stderr, "daybook: {}\n", teams.error().message());
    return kCannotOpen;
  }
  if (auto started = teams->start(); !started) {
    fmt::print(stderr, "daybook: {}\n", started.error().message());
    return kCannotOpen;
  }
  if (::isatty(input) == 1) fmt::print(stderr, "Reading commands, one JSON object a line; Ctrl-D ends.\n");
  LineReader lines(input);
  Output output(STDOUT_FILENO);
  Sender sender(*engine, *teams, lines, output);
  sender.run();
  return sender.report();
}

}  // namespace

// The input is opened first: a mistyped file makes no journal.
int run_submit(const SubmitArguments& arguments) {
  std::signal(SIGPIPE, SIG_IGN);
  if (arguments.file == "-") return send_all(arguments, STDIN_FILENO);
  const int input = ::open(arguments.file.c_str(), O_RDONLY | O_CLOEXEC);
  if (input < 0) {
    fmt::print(stderr, "daybook: {}: {}\n", arguments.file, std::strerror(errno));
    return kCannotOpen;
  }
  const int status = send_all(arguments, input);
  ::close(input);
  return status;
}

}  // namespace daybook::app
