#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "engine/check.h"

namespace daybook::bench {

// A directory for the journals of one benchmark; on the file system of the temporary directory, which belongs to every
// number.
class Scratch {
 public:
  Scratch() {
    std::string pattern = (std::filesystem::temp_directory_path() / "daybook-bench-XXXXXX").string();
    CHECK(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace daybook::bench
