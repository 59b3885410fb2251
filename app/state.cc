#include "app/state.h"

#include <fmt/core.h>

#include "app/verbs.h"

namespace daybook::app {

void warn_of_undecided(const JournalFiles& files, std::uint64_t decided) {
  const std::uint64_t count = files.undecided(decided);
  if (count == 0) return;
  fmt::print(stderr,
             "daybook: note: {} journaled after sequence {} and not decided yet: not shown. The next start decides {}; "
             "`daybook submit --journal {} /dev/null` is one\n",
             count == 1 ? "1 command is" : fmt::format("{} commands are", grouped(count)), decided,
             count == 1 ? "it" : "them", files.directory);
}

void report_load_error(const Error& error, int& status) {
  status = error.kind == Error::Kind::kStopped ? kInterrupted : kCannotOpen;
  fmt::print(stderr, "daybook: {}\n", error.message());
}

std::optional<JournalFiles> find_journal_or_report(const std::string& directory, int& status) {
  auto files = find_journal(directory);
  if (files) return std::move(*files);
  status = kCannotOpen;
  fmt::print(stderr, "daybook: {}\n", files.error());
  return std::nullopt;
}

}  // namespace daybook::app
