#include "app/demo_returns.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <random>
#include <thread>

#include "app/console.h"
#include "app/money_text.h"
#include "app/returns_run.h"
#include "app/text_table.h"
#include "app/verbs.h"

namespace daybook::app {

namespace {

// Plays the day in a process of its own, which is killed after `kill_after_ms` where that is not 0. Returns what went
// wrong; a process that is over before it can be killed is fine.
std::string play_in_child(const Options& options, const ReturnsDay& day, unsigned kill_after_ms, bool& killed) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child < 0) return "cannot start a child process";
  if (child == 0) {
    const std::string wrong = run_returns(options, day);
    if (!wrong.empty()) fmt::print(stderr, "daybook demo: {}\n", wrong);
    std::fflush(nullptr);
    ::_exit(wrong.empty() ? kOk : kFailed);
  }
  if (kill_after_ms != 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(kill_after_ms));
    ::kill(child, SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  if (killed && kill_after_ms != 0) return {};
  return WIFEXITED(status) && WEXITSTATUS(status) == kOk ? "" : "a day of returns was not played to its end";
}

// Collects what was expected and found, row by row.
class Comparison {
 public:
  void add(const std::string& what, std::uint64_t expected, std::uint64_t found, std::string_view note = {}) {
    table_.add({what, grouped(expected), grouped(found), std::string(note)});
    json_[what] = boost::json::object{{"expected", expected}, {"found", found}};
    if (expected != found && differs_.empty())
      differs_ = fmt::format("{}: {} expected, {} found", what, grouped(expected), grouped(found));
  }
  void add(const std::map<std::string, std::uint64_t>& expected, const std::map<std::string, std::uint64_t>& found,
           std::string_view note) {
    for (const auto& [name, count] : expected) {
      const auto at = found.find(name);
      add(name, count, at == found.end() ? 0 : at->second, note);
    }
  }
  [[nodiscard]] std::string text() const { return table_.text(); }
  [[nodiscard]] boost::json::object& json() { return json_; }
  [[nodiscard]] const std::string& differs() const { return differs_; }

 private:
  TextTable table_{
      {{"a day of returns"}, {"expected", TextTable::Align::kRight}, {"found", TextTable::Align::kRight}, {""}}};
  boost::json::object json_;
  std::string differs_;
};

}  // namespace

ReturnsAct play_returns(const std::string& directory, Durability durability, std::uint64_t seed,
                        std::uint64_t refunds) {
  ReturnsAct act;
  const ReturnsDay day(seed, refunds);
  const Options options{.directory = directory, .durability = durability, .dedup_bytes = std::size_t{64} << 20};
  std::filesystem::remove_all(directory);
  std::random_device device;
  const unsigned kill_after_ms = 50 + device() % 800;  // its timers take a second
  bool killed = false;
  act.error = play_in_child(options, day, kill_after_ms, killed);
  if (!act.error.empty()) return act;
  act.killed =
      killed ? fmt::format("SIGKILL after {} ms, in the middle of it; then once more from the beginning", kill_after_ms)
             : "it was over before it could be killed; played once more";
  act.error = play_in_child(options, day, 0, killed);
  if (!act.error.empty()) return act;
  const auto found = count_returns(directory);
  if (!found) {
    act.error = found.error();
    return act;
  }
  const ReturnsDay::Counts expected = day.expected();
  Comparison comparison;
  comparison.add(expected.events, found->events, "events");
  comparison.add(expected.refusals, found->refusals, "refused");
  for (const auto& [refusal, count] : found->refusals) {
    if (!expected.refusals.contains(refusal)) comparison.add(refusal, 0, count, "refused");
  }
  comparison.add("timers", expected.timers, found->timers, "events that they brought about");
  comparison.add("follow-ups", expected.follow_ups, found->follow_ups, "of policies, in their parents' decisions");
  comparison.add("paid to customers", expected.paid, found->paid, "cents");
  comparison.add("written off", expected.lost, found->lost, "cents");
  act.table = comparison.text();
  act.differs = comparison.differs();
  act.holds = act.differs.empty();
  act.json = {{"refunds", refunds}, {"killed", act.killed}, {"holds", act.holds}, {"counts", comparison.json()}};
  return act;
}

}  // namespace daybook::app
