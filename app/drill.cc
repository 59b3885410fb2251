// `daybook drill`: crashes the reference domain on purpose, again and again, and checks what is left.

#include "engine/drill/drill.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <cstdlib>

#include "app/console.h"
#include "app/core.h"
#include "app/verbs.h"
#include "domain/workload.h"

namespace daybook::app {

const std::string_view kDrillHelp =
    "Each trial runs a short day of shipments until a fault strikes, starts an engine on what is left, and checks:\n"
    "every receipt that was out survives, the state is that of the same commands when nothing happens, commands that\n"
    "are sent again get the same receipts, work goes on, and deciding all commands again agrees with both journals.\n"
    "\nFaults:\n"
    "  kill    SIGKILL of a real process with real files\n"
    "  power   the power is lost at a storage operation: unsynced pages and names are lost, kept, or kept in parts\n"
    "  torn    the power is lost in the middle of an append\n"
    "  flip    one bit of the files turns; to refuse to start, naming the place, is right as well\n"
    "  eio     a storage operation fails, once or for good\n"
    "  enospc  the same, with a full disk\n"
    "\nAll but `kill` strike a simulated disk: the same seed gives the same trials on every machine. A trial that "
    "fails\n"
    "prints the command that runs it again, alone.\n"
    "\nExamples:\n"
    "  daybook drill                                   every fault, for a minute\n"
    "  daybook drill --minutes 30 --durability process --seed 7\n"
    "  daybook drill --seed 7 --faults power --trial 41\n"
    "\nExit status: 0 all trials held, 1 one did not, 130 stopped by Ctrl-C (what was tried is summed up).";

namespace {

using drill::Trial;

// A day of all kinds of commands, as `daybook demo` has it, but short.
struct Course {
  template <class Send>
  void operator()(std::uint64_t seed, Send&& send) const {
    domain::workload::ShippingDay day({.seed = seed, .shipments = 40, .accounts = 20});
    bool more = true;
    while (more && day.next([&](const auto&, const auto& command) { more = send(command); })) {
    }
  }
};

std::string verdict(const Trial& trial) {
  if (!trial.held()) return "FAILED";
  return trial.refused ? "refused" : "held";
}

void print_text(const Trial& trial) {
  const Style style = trial.held() ? Style::kGood : Style::kBad;
  fmt::print("trial {:>5}  {:<6}  released {:>4}  recovered {:>4}  {}  {}\n", trial.number, drill::name_of(trial.fault),
             trial.released, trial.recovered, styled(style, fmt::format("{:<7}", verdict(trial))), trial.where);
  if (!trial.held()) fmt::print("             {}\n", trial.wrong);
}

void print_json(const DrillArguments& arguments, const Trial& trial) {
  boost::json::object json{{"trial", trial.number},
                           {"seed", arguments.seed},
                           {"fault", drill::name_of(trial.fault)},
                           {"where", trial.where},
                           {"released", trial.released},
                           {"recovered", trial.recovered},
                           {"verdict", trial.held() ? verdict(trial) : "failed"}};
  if (!trial.held()) json["wrong"] = trial.wrong;
  fmt::print("{}\n", boost::json::serialize(json));
}

std::string again(const DrillArguments& arguments, const Trial& trial) {
  return fmt::format("daybook drill --seed {} --durability {} --faults {} --trial {}", arguments.seed,
                     arguments.durability, fmt::join(arguments.faults, ","), trial.number);
}

// Where files are made; that it is not there is said by the trial that needs it.
std::string scratch_parent() {
  const char* named = std::getenv("TMPDIR");
  return named != nullptr ? named : "/tmp";
}

drill::Options options_of(const DrillArguments& arguments) {
  drill::Options options{.seed = arguments.seed,
                         .duration_ns = static_cast<std::uint64_t>(arguments.minutes * 60e9),
                         .faults = {},
                         .durability = durability_of(arguments.durability),
                         .directory = scratch_parent()};
  for (const std::string& name : arguments.faults) options.faults.push_back(*drill::fault_of(name));
  if (arguments.trial) {
    options.first_trial = *arguments.trial;
    options.trials = 1;
    options.duration_ns = UINT64_MAX;
  }
  return options;
}

int summarize(const DrillArguments& arguments, const drill::Report& report) {
  if (arguments.json) {
    fmt::print("{}\n", boost::json::serialize(boost::json::object{{"trials", report.trials},
                                                                  {"failed", report.failed.size()},
                                                                  {"refused", report.refused},
                                                                  {"commands_recovered", report.commands},
                                                                  {"interrupted", interrupted()}}));
  } else {
    fmt::print("{} trials: {} failed, {} refused to start on damaged files; {} commands recovered; durability {}\n",
               grouped(report.trials), report.failed.size(), grouped(report.refused), grouped(report.commands),
               arguments.durability);
  }
  constexpr std::size_t kShown = 10;
  for (std::size_t i = 0; i < std::min(report.failed.size(), kShown); ++i) {
    fmt::print(stderr, "again: {}\n", again(arguments, report.failed[i]));
  }
  if (!report.failed.empty()) return kFailed;
  return interrupted() ? kInterrupted : kOk;
}

}  // namespace

int run_drill(const DrillArguments& arguments) {
  drill::Options options = options_of(arguments);
  options.on_trial = [&](const Trial& trial) {
    if (arguments.json) {
      print_json(arguments, trial);
    } else {
      print_text(trial);
    }
    return !interrupted();
  };
  const drill::Report report = drill::run<domain::ShippingDomain>(options, Course{});
  if (!report.wrong.empty()) {
    fmt::print(stderr, "daybook: the drill cannot begin: {}\n", report.wrong);
    return kFailed;
  }
  return summarize(arguments, report);
}

}  // namespace daybook::app
