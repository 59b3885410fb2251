#pragma once

#include <string>

namespace daybook::app {

// Where the demonstration writes: the directory asked for, which must be new or empty, or one of our own, made anew
// each time. While it runs no other may take that one.
class DemoDirectory {
 public:
  explicit DemoDirectory(const std::string& asked);
  DemoDirectory(const DemoDirectory&) = delete;
  DemoDirectory& operator=(const DemoDirectory&) = delete;
  ~DemoDirectory();
  [[nodiscard]] const std::string& path() const { return path_; }
  // What is in the way; empty: nothing.
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  std::string path_;
  std::string error_;
  int lock_ = -1;
};

}  // namespace daybook::app
