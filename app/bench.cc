// `daybook bench`: the load harness. bench/README.md says what each figure means.

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "app/console.h"
#include "app/core.h"
#include "app/verbs.h"
#include "bench/load/disk.h"
#include "bench/load/report.h"
#include "bench/load/session.h"

namespace daybook::app {

const std::string_view kBenchHelp =
    "Loads an engine with the standard workload and measures. Every receipt is checked against what the workload\n"
    "foretells, and the books must balance in the end; else the run has failed.\n"
    "\n"
    "With --rate the loop is open: commands are sent at fixed times, whether the engine keeps up or not, and a\n"
    "latency counts from the time at which its command was meant to be sent to the released receipt in the sender's\n"
    "hand. Without it the loop is closed: each producer keeps a window of commands in flight. That shows the\n"
    "throughput; its latencies are the window's.\n"
    "\n"
    "Exit status: 0 measured, and every check holds; 1 a check failed, or it ended early; 130 stopped by Ctrl-C,\n"
    "after a report of what was measured until then.\n"
    "\n"
    "Examples:\n"
    "  daybook bench --rate 500000                           latency under a load it can bear\n"
    "  daybook bench --durability power --seconds 60         sustained throughput, synced\n"
    "  daybook bench --sweep --limits --report out           latency against rate, with plots: out/index.html";

namespace {

Topology topology_of(std::string_view name) {
  if (name == name_of(Topology::kInline)) return Topology::kInline;
  return name == name_of(Topology::kPaired) ? Topology::kPaired : Topology::kDedicated;
}

load::Settings settings_of(const BenchArguments& arguments) {
  load::Settings settings{
      .rate = arguments.rate,
      .window = arguments.window,
      .seconds = arguments.seconds.value_or(arguments.burst ? 2 : 30),
      .warm_up_seconds = arguments.warm_up_seconds,
      .producers = arguments.producers,
      .topology = topology_of(arguments.topology),
      .intake = arguments.intake.empty() ? (arguments.producers == 1 ? Intake::kDirect : Intake::kShared)
                                         : (arguments.intake == "direct" ? Intake::kDirect : Intake::kShared),
      .durability = durability_of(arguments.durability),
      .shipments = arguments.shipments,
      .accounts = arguments.accounts,
      .keys = arguments.keys == "uniform" ? domain::workload::Keys::kUniform : domain::workload::Keys::kZipf,
      .seed = arguments.seed,
      .burst = arguments.burst,
      .verify = arguments.verify,
      .segment_bytes = arguments.segment_mib.value_or(arguments.burst ? 1024 : 64) << 20,
      .dedup_window_ns = static_cast<std::uint64_t>(arguments.dedup_window_seconds * 1e9),
      .directory = arguments.directory,
  };
  if (settings.directory.empty()) {
    std::error_code none;
    settings.directory = std::filesystem::temp_directory_path(none).string();
  }
  return settings;
}

// On a terminal one line that is drawn again and again; elsewhere nothing, since every write disturbs.
class ProgressLine {
 public:
  ProgressLine() : terminal_(::isatty(STDERR_FILENO) == 1) {}
  void update(std::string_view what, double share, std::uint64_t receipts) {
    if (!terminal_ || ++updates_ % 5 != 0) return;
    fmt::print(stderr, "\r{:<10} {:>3.0f}%  {:>14} receipts ", what, share * 100, grouped(receipts));
    std::fflush(stderr);
    drawn_ = true;
  }
  void finish() {
    if (drawn_) fmt::print(stderr, "\r{:50}\r", "");
    drawn_ = false;
  }

 private:
  bool terminal_;
  bool drawn_ = false;
  unsigned updates_ = 0;
};

// False: it could not be written, which is said.
bool write_file(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (!out) fmt::print(stderr, "daybook bench: {} could not be written\n", path);
  return static_cast<bool>(out);
}

// Looked at before anything is measured: a minute later would be late. False: said why not.
bool can_write_reports(const BenchArguments& arguments) {
  const auto writable = [](const std::string& path) {
    std::error_code ignored;
    const bool is_new = !std::filesystem::exists(path, ignored);
    if (std::ofstream(path, std::ios::binary | std::ios::app)) {
      if (is_new) std::filesystem::remove(path, ignored);
      return true;
    }
    fmt::print(stderr, "daybook bench: {} cannot be written: nothing was measured\n", path);
    return false;
  };
  if (!arguments.json.empty() && arguments.json != "-" && !writable(arguments.json)) return false;
  if (arguments.report.empty()) return true;
  std::error_code ignored;  // the files cannot be written then, which is said
  std::filesystem::create_directories(arguments.report, ignored);
  return writable(arguments.report + "/index.html") && writable(arguments.report + "/report.json");
}

// Everything that was asked for. False: some of it could not be written.
bool write_reports(const load::Report& report, const BenchArguments& arguments) {
  bool written = true;
  const std::string json = boost::json::serialize(load::to_json(report)) + "\n";
  if (!arguments.json.empty() && arguments.json != "-") written = write_file(arguments.json, json);
  if (!arguments.report.empty()) {
    const std::string page = arguments.report + "/index.html";
    written = write_file(page, load::to_html(report)) && write_file(arguments.report + "/report.json", json) && written;
    if (arguments.json != "-" && written) fmt::print("report: {}\n\n", page);
  }
  fmt::print("{}", arguments.json == "-" ? json : load::to_text(report));
  return written;
}

}  // namespace

int run_bench(const BenchArguments& arguments) {
  const load::Settings settings = settings_of(arguments);
  if (const std::string problem = load::problem_with(settings); !problem.empty()) {
    fmt::print(stderr, "daybook bench: {}\n", problem);
    return kUsage;
  }
  if (!can_write_reports(arguments)) return kUsage;
  ProgressLine line;
  const load::Watch watch{.stopped = interrupted,
                          .progress = [&](std::string_view what, double share, std::uint64_t receipts) {
                            line.update(what, share, receipts);
                          }};
  load::Report report{.machine = load::read_machine(),
                      .build = load::read_build(),
                      .begun = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))),
                      .command = load::command_line(),
                      .file_system = load::file_system_of(settings.directory),
                      .generator = load::generator_cost(settings)};
  load::run_plan({.settings = settings, .sweep = arguments.sweep, .limits = arguments.limits}, watch, report);
  line.finish();
  const bool written = write_reports(report, arguments);
  for (const load::Result& row : report.rows) {
    for (const std::string& failure : row.failures) fmt::print(stderr, "daybook bench: {}\n", failure);
  }
  if (interrupted()) return kInterrupted;
  return report.good() && written ? kOk : kFailed;
}

}  // namespace daybook::app
