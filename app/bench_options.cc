// The command line of `daybook bench`.

#include "app/verb_options.h"
#include "app/verbs.h"

namespace daybook::app {

namespace {

void add_load(CLI::App* verb, BenchArguments& arguments) {
  CLI::Option* rate =
      verb->add_option("--rate", arguments.rate, "Commands per second of all producers (open loop) [closed loop]")
          ->check(CLI::Range(1.0, 1e9))
          ->type_name("R");
  verb->add_option("--window", arguments.window,
                   "Closed loop: commands each producer has in flight [2048; at durability power 16384]")
      ->check(CLI::Range(1U, 65'536U))
      ->type_name("W")
      ->excludes(rate);
  verb->add_option("--seconds", arguments.seconds, "How long to measure [30; with --burst 2]")
      ->check(CLI::Range(0.01, 1e6))
      ->type_name("S");
  verb->add_option("--warm-up", arguments.warm_up_seconds, "Under the same load, before anything is counted")
      ->check(CLI::Range(0.0, 1e5))
      ->type_name("SECONDS")
      ->capture_default_str();
  verb->add_option("--producers", arguments.producers, "Threads that send")
      ->check(CLI::Range(1U, 64U))
      ->type_name("N")
      ->capture_default_str();
  verb->add_flag("--sweep", arguments.sweep,
                 "A closed loop, then open loops at shares of its throughput, in random order")
      ->excludes(rate);
  verb->add_flag("--burst", arguments.burst, "A short load from a standing start, with everything prepared");
}

void add_engine(CLI::App* verb, BenchArguments& arguments) {
  add_word(verb, "--topology", arguments.topology, {"inline", "paired", "dedicated"}, "Which stages share a thread");
  verb->add_option("--intake", arguments.intake, "How commands come in [direct for one producer, else shared]")
      ->check(CLI::IsMember({"direct", "shared"}))
      ->type_name("WORD");
  add_word(verb, "--durability", arguments.durability, {"process", "power"},
           "What a receipt survives: the death of the process, or the loss of power");
  verb->add_option("--segment-mib", arguments.segment_mib, "Size of the journals' files [64; with --burst 1024]")
      ->check(CLI::IsMember({1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024}))
      ->type_name("MIB");
  verb->add_option("--dedup-window", arguments.dedup_window_seconds,
                   "How long the engine remembers ids; its memory grows by rate x window")
      ->check(CLI::Range(0.1, 1e5))
      ->type_name("SECONDS")
      ->capture_default_str();
}

void add_workload(CLI::App* verb, BenchArguments& arguments) {
  verb->add_option("--shipments", arguments.shipments, "Shipments in a day of the workload; a tenth is open at once")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}))
      ->type_name("N")
      ->capture_default_str();
  verb->add_option("--accounts", arguments.accounts, "Customers' accounts")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{99'999'999}))
      ->type_name("N")
      ->capture_default_str();
  add_word(verb, "--keys", arguments.keys, {"zipf", "uniform"}, "How customers are drawn");
  verb->add_option("--seed", arguments.seed, "Of the workload")
      ->check(whole_number())
      ->type_name("S")
      ->capture_default_str();
}

void add_reports(CLI::App* verb, BenchArguments& arguments) {
  verb->add_flag("--verify", arguments.verify, "Keep all files, and rebuild the state from them in two ways");
  verb->add_flag("--limits", arguments.limits,
                 "After each row, also measure what the machine can do with the row's own sizes");
  verb->add_option("--journal", arguments.directory,
                   "Where the journals are written, in a new directory that is removed again [the temporary directory]")
      ->type_name("DIR");
  verb->add_option("--json", arguments.json, "Write everything there is to know to this file; - is standard output")
      ->type_name("FILE");
  verb->add_option("--report", arguments.report, "Write a page with plots to this directory: index.html, report.json")
      ->type_name("DIR");
}

}  // namespace

void add_bench(CLI::App& program, int& status) {
  auto arguments = std::make_shared<BenchArguments>();
  CLI::App* verb = add_verb(program, "bench", "Measure throughput and latency under a stated load", kBenchHelp, status,
                            run_bench, arguments);
  add_load(verb, *arguments);
  add_engine(verb, *arguments);
  add_workload(verb, *arguments);
  add_reports(verb, *arguments);
}

}  // namespace daybook::app
