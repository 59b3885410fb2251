#pragma once

// The state of a journal that this program does not own: one fold of its recorded decisions.

#include <memory>

#include "app/console.h"
#include "app/core.h"
#include "app/journal_files.h"
#include "app/messages.h"
#include "engine/directories.h"
#include "engine/options.h"
#include "engine/record_stream.h"

namespace daybook::app {

using Core = LogicCore<Domain>;

// Folds every decision and calls look(const DecisionView&) for each: one pass for a state and the history of something
// in it. kStopped: interrupted.
template <class F>
Expected<std::unique_ptr<Core>> fold_journal(const JournalFiles& files, F&& look) {
  constexpr std::uint64_t kProgressEvery = 65'536;
  auto reader =
      journal::Reader::open(journal::Storage::system(), events_directory(files.directory), {.limit = files.limit()});
  if (!reader) return journal_error(reader.error());
  RecordStream<journal::Reader, DecisionView> decisions(*reader, Reading::kAhead);
  auto core = std::make_unique<Core>();
  Progress progress("reading", files.about_commands());
  for (;;) {
    auto more = decisions.next([&](const DecisionView& view) { core->look_ahead(view); });
    if (!more) return tl::unexpected(more.error());
    if (!*more) break;
    const DecisionView decision = decisions.record();
    const std::uint64_t sequence = decision.header().sequence;
    if (auto folded = core->fold(decision, decisions.digest()); !folded) {
      return tl::unexpected(
          Error{Error::Kind::kJournal, sequence,
                fmt::format("the decision record of command {} cannot be folded: {}", sequence, folded.error())});
    }
    look(decision);
    if (sequence % kProgressEvery != 0) continue;
    progress.update(sequence);
    if (interrupted()) return tl::unexpected(Error{Error::Kind::kStopped, sequence, "interrupted"});
  }
  if (core->decided() >= kProgressEvery) progress.finish();
  return core;
}

// Says on stderr what the state lacks: commands that were accepted and whose decisions are not recorded.
void warn_of_undecided(const JournalFiles& files, std::uint64_t decided);

// Finds and folds the journal in `directory`. Nothing: the error is printed, and `status` says how the program exits.
struct LoadedState {
  JournalFiles files;
  std::unique_ptr<Core> core;
};
void report_load_error(const Error& error, int& status);
[[nodiscard]] std::optional<JournalFiles> find_journal_or_report(const std::string& directory, int& status);

template <class F>
std::optional<LoadedState> load_state(const std::string& directory, int& status, F&& look) {
  auto files = find_journal_or_report(directory, status);
  if (!files) return std::nullopt;
  auto core = fold_journal(*files, std::forward<F>(look));
  if (!core) return report_load_error(core.error(), status), std::nullopt;
  warn_of_undecided(*files, (*core)->decided());
  return LoadedState{std::move(*files), std::move(*core)};
}

}  // namespace daybook::app
