// The command line of `daybook`.

#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <memory>

#include "app/console.h"
#include "app/team_names.h"
#include "app/verb_options.h"
#include "app/verbs.h"

namespace {

using namespace daybook::app;  // NOLINT(google-build-using-namespace): all that is named here is of the program

void add_directory(CLI::App* verb, std::string& directory) {
  verb->add_option("DIR", directory, "Directory of the journal")->type_name("")->required();
}

void add_durability(CLI::App* verb, std::string& durability, const char* what) {
  verb->add_option(
          "--durability", durability,
          fmt::format("What {} survives: `process`, the death of the process; `power`, the loss of power", what))
      ->check(CLI::IsMember({"process", "power"}))
      ->type_name("LEVEL")
      ->capture_default_str();
}

void add_journal(CLI::App* verb, JournalArguments& journal, const char* what) {
  verb->add_option("-j,--journal", journal.directory, "Directory of the journal")->type_name("DIR")->required();
  add_durability(verb, journal.durability, what);
  verb->add_option("--segment-mib", journal.segment_mib, "Size of the files of a new journal, a power of two")
      ->check(CLI::IsMember({1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024}))
      ->type_name("MIB")
      ->capture_default_str();
}

void add_demo(CLI::App& program, int& status) {
  auto arguments = std::make_shared<DemoArguments>();
  CLI::App* verb = add_verb(program, "demo", "Load, SIGKILL, recover, and prove that nothing was lost", kDemoHelp,
                            status, run_demo, arguments);
  verb->add_option("--seed", arguments->seed,
                   "Of the workload; the same seed gives the same commands, under new ids [random]")
      ->check(whole_number())
      ->type_name("S");
  verb->add_option("--commands", arguments->commands, "About how many commands to send")
      ->check(CLI::Range(std::uint64_t{1'000}, std::uint64_t{100'000'000}))
      ->type_name("N")
      ->capture_default_str();
  verb->add_option("--journal", arguments->directory,
                   "Where to keep the journals: a new directory [one in the temporary directory]")
      ->type_name("DIR");
  add_durability(verb, arguments->durability, "a receipt");
  verb->add_flag("--json", arguments->json, "Print the report as JSON");
}

void add_submit(CLI::App& program, int& status) {
  auto arguments = std::make_shared<SubmitArguments>();
  CLI::App* verb = add_verb(program, "submit", "Send commands as JSON Lines, get receipts", kSubmitHelp, status,
                            run_submit, arguments);
  add_journal(verb, arguments->journal, "a receipt");
  const CLI::Validator known_teams(
      [](std::string& list) -> std::string {
        std::string unknown;
        static_cast<void>(teams_in(list, unknown));
        return unknown.empty()
                   ? ""
                   : fmt::format("there is no team {}; there are {}", unknown, fmt::join(team_names(), ", "));
      },
      "");
  verb->add_option("--teams", arguments->teams,
                   fmt::format("Run the reactors of these teams beside it, separated by commas: {}; or all. It ends "
                               "when they have answered everything",
                               fmt::join(team_names(), ", ")))
      ->check(known_teams)
      ->type_name("TEAMS");
  verb->add_option("FILE", arguments->file, "Commands; - is standard input")->type_name("")->capture_default_str();
}

void add_import(CLI::App& program, int& status) {
  auto arguments = std::make_shared<ImportArguments>();
  CLI::App* import = program.add_subcommand("import", "Bring data from elsewhere into a journal");
  import->require_subcommand(1);
  CLI::App* scms = add_verb(*import, "scms", "A delivery history of USAID's Supply Chain Management System",
                            kImportHelp, status, run_import, arguments);
  scms->add_option("FILE", arguments->file, "The history, as CSV")->type_name("")->required();
  add_journal(scms, arguments->journal, "an imported row");
  scms->add_flag("--json", arguments->json, "The report as JSON, for programs");
}

void add_replay(CLI::App& program, int& status) {
  auto arguments = std::make_shared<ReplayArguments>();
  CLI::App* verb = add_verb(program, "replay", "Rebuild the state from a journal; prove that it is the same",
                            kReplayHelp, status, run_replay, arguments);
  add_directory(verb, arguments->directory);
  verb->add_option("--to", arguments->to, "Stop after this sequence")->check(whole_number())->type_name("SEQ");
  verb->add_option("--source", arguments->source, "What to rebuild it from")
      ->check(CLI::IsMember({"events", "commands", "both"}))
      ->type_name("SOURCE")
      ->capture_default_str();
  verb->add_flag("--json", arguments->json, "One JSON object instead");
}

void add_show(CLI::App& program, int& status) {
  auto arguments = std::make_shared<ShowArguments>();
  CLI::App* verb = add_verb(program, "show", "One shipment, account or refund, and its history", kShowHelp, status,
                            run_show, arguments);
  add_directory(verb, arguments->directory);
  verb->add_option("KIND", arguments->kind, "shipment, account or refund")
      ->check(CLI::IsMember({"shipment", "account", "refund"}))
      ->type_name("")
      ->required();
  verb->add_option("ID", arguments->id, "Its id")->type_name("")->required();
  verb->add_flag("--json", arguments->json, "One JSON object instead; amounts in minor units");
}

void add_list(CLI::App& program, int& status) {
  auto arguments = std::make_shared<ListArguments>();
  CLI::App* verb =
      add_verb(program, "list", "The shipments or accounts there are", kListHelp, status, run_list, arguments);
  add_directory(verb, arguments->directory);
  verb->add_option("KIND", arguments->kind, "shipments or accounts")
      ->check(CLI::IsMember({"shipments", "accounts"}))
      ->type_name("")
      ->required();
  verb->add_option("--status", arguments->status, "Only those in this state; may be given again")
      ->type_name("STATUS")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  verb->add_option("--limit", arguments->limit, fmt::format("At most so many (a table: {}; JSON: all)", kListedInTable))
      ->check(whole_number())
      ->type_name("N");
  verb->add_flag("--json", arguments->json, "JSON Lines instead; amounts in minor units");
}

void add_journal_tools(CLI::App& program, int& status) {
  CLI::App* journal = program.add_subcommand("journal", "Look at the journals themselves: files, frames, soundness");
  journal->require_subcommand(1);
  auto info = std::make_shared<JournalInfoArguments>();
  CLI::App* verb = add_verb(*journal, "info", "What is there, and how far it goes", kJournalInfoHelp, status,
                            run_journal_info, info);
  add_directory(verb, info->directory);
  verb->add_flag("--json", info->json, "One JSON object instead");

  auto verify = std::make_shared<JournalVerifyArguments>();
  verb = add_verb(*journal, "verify", "Read every byte; say where and what is damaged", kJournalVerifyHelp, status,
                  run_journal_verify, verify);
  add_directory(verb, verify->directory);
  verb->add_flag("--json", verify->json, "One JSON object instead");

  auto dump = std::make_shared<JournalDumpArguments>();
  verb = add_verb(*journal, "dump", "List the frames", kJournalDumpHelp, status, run_journal_dump, dump);
  add_directory(verb, dump->directory);
  verb->add_option("--journal", dump->which, "Which of the two")
      ->check(CLI::IsMember({"commands", "events"}))
      ->type_name("WHICH")
      ->capture_default_str();
  verb->add_option("--from", dump->from, "Only batches that reach this sequence")
      ->check(whole_number())
      ->type_name("SEQ");
  verb->add_option("--to", dump->to, "Stop after this sequence")->check(whole_number())->type_name("SEQ");
  verb->add_flag("-f,--follow", dump->follow, "Go on with what is released, until Ctrl-C");
  verb->add_flag("--json", dump->json, "JSON Lines instead");

  auto repair = std::make_shared<JournalRepairArguments>();
  verb = add_verb(*journal, "repair", "Keep what is before the damage, put the rest aside", kJournalRepairHelp, status,
                  run_journal_repair, repair);
  add_directory(verb, repair->directory);
  verb->add_flag("--json", repair->json, "One JSON object instead");
}

void add_drill(CLI::App& program, int& status) {
  auto arguments = std::make_shared<DrillArguments>();
  CLI::App* verb = add_verb(program, "drill", "Crash on purpose, again and again; check what is left", kDrillHelp,
                            status, run_drill, arguments);
  verb->add_option("--seed", arguments->seed, "Of everything but the moment of a kill")
      ->check(whole_number())
      ->type_name("S")
      ->capture_default_str();
  verb->add_option("--minutes", arguments->minutes, "How long to go on")
      ->check(CLI::Range(0.001, 100'000.0))
      ->type_name("M")
      ->capture_default_str();
  verb->add_option("--faults", arguments->faults, "What may strike, separated by commas; in turns")
      ->delimiter(',')
      ->check(CLI::IsMember({"kill", "power", "torn", "flip", "eio", "enospc"}))
      ->type_name("FAULTS")
      ->capture_default_str();
  verb->add_option("--trial", arguments->trial, "Only this one")->check(whole_number())->type_name("N");
  add_durability(verb, arguments->durability, "a receipt");
  verb->add_flag("--json", arguments->json, "JSON Lines instead: the trials, then a summary");
}

void add_reactors(CLI::App& program, int& status) {
  auto arguments = std::make_shared<ReactorsArguments>();
  CLI::App* verb = add_verb(program, "reactors", "How far everybody outside the core has come", kReactorsHelp, status,
                            run_reactors, arguments);
  add_directory(verb, arguments->directory);
  verb->add_flag("--json", arguments->json, "JSON Lines instead");
}

void add_skip(CLI::App& program, int& status) {
  auto arguments = std::make_shared<SkipArguments>();
  CLI::App* verb =
      add_verb(program, "skip", "Take out a command that cannot be decided", kSkipHelp, status, run_skip, arguments);
  add_directory(verb, arguments->directory);
  verb->add_option("SEQ", arguments->sequence, "Sequence of the command")
      ->check(whole_number())
      ->type_name("")
      ->required();
}

void add_schema(CLI::App& program, int& status) {
  auto arguments = std::make_shared<SchemaArguments>();
  CLI::App* verb = add_verb(program, "schema", "What a command looks like: JSON Schema, or a table", kSchemaHelp,
                            status, run_schema, arguments);
  verb->add_option("TYPE", arguments->type, "Only this command or event")->type_name("");
  verb->add_flag("--events", arguments->events, "Of the events, as `daybook show --json` prints them");
  verb->add_flag("--list", arguments->list, "A table instead");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program{
      "Daybook: an in-memory business core whose every command is journaled before it takes effect.\n"
      "The reference domain moves shipments and keeps the accounts that pay for them.\n",
      "daybook"};
  program.require_subcommand(1);
  program.set_version_flag("--version", "daybook " DAYBOOK_VERSION);
  program.footer(
      "Start here:\n"
      "  daybook demo                                load, kill, recover, prove\n"
      "  daybook schema                              what a command looks like\n"
      "  daybook submit --journal DIR commands.jsonl\n"
      "\nEvery verb has its own --help. Exit status: 0 done, 1 something in it failed, 2 usage, 3 cannot open, "
      "130 stopped by Ctrl-C.");
  int status = kOk;
  add_demo(program, status);
  add_submit(program, status);
  add_import(program, status);
  add_replay(program, status);
  add_show(program, status);
  add_list(program, status);
  add_reactors(program, status);
  add_journal_tools(program, status);
  add_drill(program, status);
  add_bench(program, status);
  add_skip(program, status);
  add_schema(program, status);
  catch_interrupts();
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const auto named = [&](const CLI::App* verb) { return verb->check_name(argv[1]); };
    if (argc > 1 && argv[1][0] != '-' && program.get_subcommands(named).empty()) {
      fmt::print(stderr, "daybook: there is no verb \"{}\"; daybook --help lists them\n", argv[1]);
      return kUsage;
    }
    return program.exit(error) == 0 ? kOk : kUsage;
  } catch (const std::exception& error) {
    fmt::print(stderr, "daybook: {}\n", error.what());
    return kFailed;
  }
  // What was promised to be written is written, or the exit status says that it is not.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    fmt::print(stderr, "daybook: standard output: not everything could be written\n");
    return status == kOk ? kFailed : status;
  }
  return status;
}
