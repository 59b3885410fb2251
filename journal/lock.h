#pragma once

#include <memory>
#include <string>

#include "journal/storage.h"

namespace daybook::journal {

inline constexpr const char* kLockName = "lock";

// Makes this process the directory's one writer until the returned file is destroyed or the process dies. It is a
// kernel lock of the open file description; the process id inside the file only serves the message.
[[nodiscard]] Result<std::unique_ptr<File>> take_lock(Storage& storage, const std::string& directory);

}  // namespace daybook::journal
