#pragma once

// The verbs of the program, one file each. Every `add_…` declares its subcommand, options and help; the callback runs
// it and stores its exit status.

#include <CLI/App.hpp>

namespace daybook::app {

enum ExitStatus : int {
  kOk = 0,
  kFailed = 1,      // it ran, and something in it failed: bad lines, a broken proof
  kUsage = 2,       // the command line
  kCannotOpen = 3,  // the journal or a file
  kInterrupted = 130,
};

void add_demo(CLI::App& program, int& status);
void add_submit(CLI::App& program, int& status);
void add_import(CLI::App& program, int& status);
void add_replay(CLI::App& program, int& status);
void add_show(CLI::App& program, int& status);
void add_list(CLI::App& program, int& status);
void add_skip(CLI::App& program, int& status);
void add_schema(CLI::App& program, int& status);

}  // namespace daybook::app
