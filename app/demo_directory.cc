#include "app/demo_directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>

namespace daybook::app {

DemoDirectory::DemoDirectory(const std::string& asked) : path_(asked) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (!asked.empty()) {
    if (fs::exists(asked, ignored) && !fs::is_directory(asked, ignored)) {
      error_ = fmt::format("--journal {}: it is no directory", asked);
    } else if (fs::exists(asked, ignored) && !fs::is_empty(asked, ignored)) {
      error_ = fmt::format("--journal {}: it is not empty; name a new directory", asked);
    }
    return;
  }
  std::error_code no_temporary;
  path_ = (fs::temp_directory_path(no_temporary) / fmt::format("daybook-demo-{}", ::getuid())).string();
  if (no_temporary) {
    error_ = "there is no temporary directory (TMPDIR); name one with --journal";
    return;
  }
  lock_ = ::open((path_ + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0 || ::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    error_ = fmt::format("another demo writes to {}; name a directory with --journal", path_);
    return;
  }
  fs::remove_all(path_, ignored);
}

DemoDirectory::~DemoDirectory() {
  if (lock_ >= 0) ::close(lock_);
}

}  // namespace daybook::app
