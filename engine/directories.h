#pragma once

#include <string>

#include "engine/error.h"
#include "journal/error.h"

namespace daybook {

// Where an engine keeps its two journals, and those outside the core their checkpoints.
inline std::string commands_directory(const std::string& directory) { return directory + "/commands"; }
inline std::string events_directory(const std::string& directory) { return directory + "/events"; }
inline std::string reactors_directory(const std::string& directory) { return directory + "/reactors"; }

inline tl::unexpected<Error> journal_error(const journal::Error& error) {
  return tl::unexpected(Error{Error::Kind::kJournal, 0, error.message()});
}

}  // namespace daybook
