#pragma once

#include <cstdint>
#include <string>

#include "bench/load/settings.h"

namespace daybook::load {

[[nodiscard]] std::uint64_t free_disk_bytes(const std::string& directory);
// "ext4", "tmpfs", ...; its number where the name is not known.
[[nodiscard]] std::string file_system_of(const std::string& directory);

// Most that one row will have on the disk at a time.
[[nodiscard]] std::uint64_t disk_bytes_needed(const Settings& settings);
// Why the disk cannot hold it; empty: it can.
[[nodiscard]] std::string disk_problem(const Settings& settings);

// A directory of our own below `parent`, which must exist; removed with all that is in it.
class ScratchDirectory {
 public:
  explicit ScratchDirectory(const std::string& parent);
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ~ScratchDirectory();
  [[nodiscard]] const std::string& path() const { return path_; }
  // What is in the way; empty: nothing.
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  std::string path_;
  std::string error_;
};

}  // namespace daybook::load
