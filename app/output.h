#pragma once

#include <string>
#include <string_view>

namespace daybook::app {

// Text on its way to a file or pipe, in large pieces. A reader that goes away is remembered, not fatal: what the
// program still owes elsewhere gets done. (SIGPIPE must be ignored.) One thread.
class Output {
 public:
  // `descriptor` stays the caller's.
  explicit Output(int descriptor) : descriptor_(descriptor) {}
  ~Output() { flush(); }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  // The text and a line end.
  void line(std::string_view text);
  void flush();
  // errno of the first write that failed, after which nothing is written; 0 while all is well.
  [[nodiscard]] int error() const { return error_; }

 private:
  int descriptor_;
  int error_ = 0;
  std::string buffer_;
};

}  // namespace daybook::app
