// `daybook skip`: the operator's way out of a command that cannot be decided.

#include "engine/skip.h"

#include <fmt/core.h>

#include "app/state.h"
#include "app/verbs.h"

namespace daybook::app {

const std::string_view kSkipHelp =
    "A command whose handler fails stops the engine, each time it is decided again. Best is a corrected program:\n"
    "then the command runs after all. Otherwise this takes it out: a record in the command journal says that\n"
    "command SEQ is not to be run. The command itself stays in the journal, and its outcome is `faulted`, for its\n"
    "sender, in the history and in every replay. It works only on a stopped engine, and only for a command that is\n"
    "not decided yet.\n"
    "\n"
    "Example:\n"
    "  daybook skip shop 4711    the sequence that the engine named when it stopped";

int run_skip(const SkipArguments& arguments) {
  int status = kOk;
  const auto files = find_journal_or_report(arguments.directory, status);
  if (!files) return status;
  if (files->in_use) {
    fmt::print(stderr, "daybook: a process has the journal in {} open: stop it first\n", arguments.directory);
    return kCannotOpen;
  }
  const auto skipped = skip_command(journal::Storage::system(), arguments.directory, arguments.sequence);
  if (!skipped) {
    fmt::print(stderr, "daybook: {}\nNothing was written.\n", skipped.error().message());
    return skipped.error().kind == Error::Kind::kArgument ? kFailed : kCannotOpen;
  }
  fmt::print(
      "Command {} will not be run. The next start on {} gives it the outcome `faulted`, which its sender gets as\n"
      "receipt, and then decides the commands after it; every replay does the same.\n",
      arguments.sequence, arguments.directory);
  return kOk;
}

}  // namespace daybook::app
