#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>

#include "journal/reader.h"

namespace daybook::app {

// The journals of an engine, found in a directory by a program that only reads. Nothing is ever created.
struct JournalFiles {
  std::string directory;
  bool in_use = false;  // a process has them open for writing

  // Of journals in use, only what is released may be shown.
  [[nodiscard]] journal::ReaderOptions::Limit limit() const {
    return in_use ? journal::ReaderOptions::Limit::kReleased : journal::ReaderOptions::Limit::kWritten;
  }
  // "what is released (the journal is in use)" or "all that is written (nobody has it open)".
  [[nodiscard]] std::string limit_text() const;

  // About how many commands are journaled, at the cost of reading one segment: for a progress bar.
  [[nodiscard]] std::uint64_t about_commands() const;
  // Commands journaled after `decided`. 0 while in use, when they are on their way.
  [[nodiscard]] std::uint64_t undecided(std::uint64_t decided) const;
  // True where the decision on this command is recorded (and may be read).
  [[nodiscard]] bool has_decision(std::uint64_t sequence) const;
};

// True while another process has the journals of an engine open for writing.
[[nodiscard]] bool journals_in_use(const std::string& directory);

// The error says why there is no journal, and what to do.
[[nodiscard]] tl::expected<JournalFiles, std::string> find_journal(const std::string& directory);

}  // namespace daybook::app
