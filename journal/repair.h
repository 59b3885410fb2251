#pragma once

#include <string>
#include <vector>

#include "journal/recovery.h"

namespace daybook::journal {

struct Repaired {
  bool was_damaged = false;        // otherwise nothing was changed
  std::string damage;              // as recovery reported it
  std::vector<std::string> moved;  // files that hold what was taken out, in the journal's directory
  RecoveryReport kept;
};

// Makes a damaged journal one that opens again: keeps every batch before the first damage, and puts the rest, though
// it had been durable, into files of the same directory. Never called by an open. A crash in the middle leaves a
// journal that is still damaged, or one that opens; then the files are there.
//
// Errors: kLocked; kCorrupt where nothing before the damage can be proven, and then nothing was changed; kIo.
[[nodiscard]] Result<Repaired> repair(Storage& storage, const std::string& directory, const JournalOptions& options);

}  // namespace daybook::journal
