#pragma once

// The program as a process, as its users meet it.

#include <sys/types.h>

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <vector>

namespace daybook::app {

struct Finished {
  int status = -1;  // exit status; 128 + signal where one ended it
  std::string out;
  std::string err;

  // Standard output as JSON, whole or line by line.
  [[nodiscard]] boost::json::value json() const;
  [[nodiscard]] std::vector<boost::json::value> json_lines() const;
};

using Arguments = std::vector<std::string>;

// Runs it to its end.
[[nodiscard]] Finished run(const Arguments& arguments, const std::string& input = "");

// One that runs while the test goes on. Its standard input is a pipe that the test writes to.
class Running {
 public:
  enum class Out { kPipe, kNobodyReads };
  explicit Running(const Arguments& arguments, Out out = Out::kPipe);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  void write(const std::string& text);
  void close_input();
  // The next line of its standard output; waits for it.
  [[nodiscard]] std::string read_line();
  void signal(int number);
  // Waits for the end. `out` holds what `read_line` left.
  [[nodiscard]] Finished finish();

 private:
  pid_t process_ = -1;
  int input_ = -1;
  int output_ = -1;
  std::string error_path_;
};

}  // namespace daybook::app
