// `daybook`: the only place where everything is put together.

#include <fmt/core.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>

#include "app/console.h"
#include "app/verbs.h"

int main(int argc, char** argv) {
  namespace app = daybook::app;
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
      "\nEvery verb has its own --help. Exit status: 0 done, 1 something in it failed, 2 usage, 3 cannot open.");
  int status = app::kOk;
  app::add_demo(program, status);
  app::add_submit(program, status);
  app::add_import(program, status);
  app::add_replay(program, status);
  app::add_show(program, status);
  app::add_list(program, status);
  app::add_skip(program, status);
  app::add_schema(program, status);
  app::catch_interrupts();
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? app::kOk : app::kUsage;
  } catch (const std::exception& error) {
    fmt::print(stderr, "daybook: {}\n", error.what());
    return app::kFailed;
  }
  return status;
}
