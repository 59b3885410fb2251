#include "tests/app/program.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "engine/check.h"

namespace daybook::app {

namespace {

std::string temporary_file() {
  std::string path = std::string(P_tmpdir) + "/daybook-text-XXXXXX";
  const int file = ::mkstemp(path.data());
  CHECK(file >= 0);
  ::close(file);
  return path;
}

std::string take_file(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  std::remove(path.c_str());
  return text.str();
}

// Starts the program with these as its standard input, output and error.
pid_t start(const Arguments& arguments, int input, int output, int error) {
  std::vector<char*> words = {const_cast<char*>(DAYBOOK_PROGRAM)};
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  const pid_t process = ::fork();
  CHECK(process >= 0);
  if (process != 0) return process;
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(error, STDERR_FILENO);
  ::execv(words[0], words.data());
  std::_Exit(127);
}

int wait_for(pid_t process) {
  int state = 0;
  CHECK(::waitpid(process, &state, 0) == process);
  return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
}

int open_file(const std::string& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC);
  CHECK(file >= 0);
  return file;
}

}  // namespace

boost::json::value Finished::json() const { return boost::json::parse(out); }

std::vector<boost::json::value> Finished::json_lines() const {
  std::vector<boost::json::value> lines;
  std::istringstream text(out);
  for (std::string line; std::getline(text, line);) lines.push_back(boost::json::parse(line));
  return lines;
}

Finished run(const Arguments& arguments, const std::string& input) {
  const std::string paths[] = {temporary_file(), temporary_file(), temporary_file()};
  std::ofstream(paths[0]) << input;
  const int files[] = {open_file(paths[0], O_RDONLY), open_file(paths[1], O_WRONLY), open_file(paths[2], O_WRONLY)};
  const pid_t process = start(arguments, files[0], files[1], files[2]);
  for (const int file : files) ::close(file);
  Finished finished;
  finished.status = wait_for(process);
  std::remove(paths[0].c_str());
  finished.out = take_file(paths[1]);
  finished.err = take_file(paths[2]);
  return finished;
}

Running::Running(const Arguments& arguments, Out out) : error_path_(temporary_file()) {
  int to_program[2];
  int from_program[2];
  CHECK(::pipe2(to_program, O_CLOEXEC) == 0 && ::pipe2(from_program, O_CLOEXEC) == 0);
  const int error = open_file(error_path_, O_WRONLY);
  if (out == Out::kNobodyReads) ::close(from_program[0]);
  process_ = start(arguments, to_program[0], from_program[1], error);
  ::close(to_program[0]);
  ::close(from_program[1]);
  ::close(error);
  input_ = to_program[1];
  output_ = out == Out::kNobodyReads ? -1 : from_program[0];
}

Running::~Running() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    wait_for(process_);
    std::remove(error_path_.c_str());
  }
  close_input();
  if (output_ >= 0) ::close(output_);
}

void Running::write(const std::string& text) {
  CHECK(::write(input_, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
}

void Running::close_input() {
  if (input_ >= 0) ::close(input_);
  input_ = -1;
}

std::string Running::read_line() {
  std::string line;
  for (char c = 0; ::read(output_, &c, 1) == 1 && c != '\n';) line += c;
  return line;
}

void Running::signal(int number) { ::kill(process_, number); }

Finished Running::finish() {
  Finished finished;
  char bytes[4096];
  for (ssize_t got = 0; output_ >= 0 && (got = ::read(output_, bytes, sizeof bytes)) > 0;) {
    finished.out.append(bytes, static_cast<std::size_t>(got));
  }
  finished.status = wait_for(process_);
  process_ = -1;
  finished.err = take_file(error_path_);
  return finished;
}

}  // namespace daybook::app
