#pragma once

#include <cstdint>
#include <string>

#include "engine/error.h"
#include "journal/storage.h"

namespace daybook {

// The operator's way out of a poison command: journals that the command `sequence` is not to be run. The next start
// gives it the outcome `faulted`, and so does every replay. Only for a command that is journaled and not decided, of a
// stopped engine; anything else is an error, and nothing is written.
Expected<void> skip_command(journal::Storage& storage, const std::string& directory, std::uint64_t sequence);

}  // namespace daybook
