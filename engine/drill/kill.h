#pragma once

// The drill with nothing simulated: a child process runs the engine on real files and sends every receipt through a
// pipe, until it is killed.

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "engine/drill/rehearsal.h"

namespace daybook::drill {

// A directory of its own, removed with its content at the end.
class ScratchDirectory {
 public:
  explicit ScratchDirectory(const std::string& parent);
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  // Empty where there is none; then `wrong` says why.
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] const std::string& wrong() const noexcept { return wrong_; }

 private:
  std::string path_;
  std::string wrong_;
};

// A child that runs `body`, whose receipts come through a pipe.
class ReceiptChild {
 public:
  using SendReceipt = std::function<void(const Receipt&)>;
  // Forks: the caller has no other thread. `body` returns what went wrong.
  explicit ReceiptChild(const std::function<std::string(const SendReceipt&)>& body);
  ~ReceiptChild();
  ReceiptChild(const ReceiptChild&) = delete;
  ReceiptChild& operator=(const ReceiptChild&) = delete;

  // False: the child has ended.
  [[nodiscard]] bool read(Receipt& into);
  // SIGKILL; returns once it is dead. What it had sent can still be read.
  void kill() noexcept;
  // After the last receipt: what the child said went wrong, or why there was none.
  [[nodiscard]] const std::string& wrong() const noexcept { return wrong_; }

 private:
  pid_t process_ = -1;
  int pipe_ = -1;
  std::string wrong_;
};

struct Killed {
  std::string where;
  std::uint64_t released = 0;
  Found found;
};

template <class D, class Course>
std::string run_until_killed(Rehearsal<D, Course>& rehearsal, const std::string& directory,
                             const ReceiptChild::SendReceipt& out) {
  daybook::Options options = rehearsal.options(journal::Storage::system(), directory);
  options.topology = Topology::kPaired;
  auto engine = Engine<D>::open(options);
  if (!engine) return engine.error().message();
  auto producer = engine->producer();
  std::string wrong;
  rehearsal.walk([&](const auto& command, const SubmitOptions& how) {
    const auto ticket = producer.submit(command, how);
    if (!ticket) wrong = ticket.error().message();
    producer.poll(out);
    return ticket.has_value();
  });
  while (wrong.empty() && producer.in_flight() != 0 && !engine->error()) {
    if (producer.poll(out) == 0) producer.wait();
  }
  if (const auto error = engine->error()) return error->message();
  const auto stopped = engine->stop();
  return !wrong.empty() || stopped ? wrong : stopped.error().message();
}

template <class D, class Course>
Killed kill_one(Rehearsal<D, Course>& rehearsal, const std::string& parent, std::mt19937_64& random) {
  const ScratchDirectory scratch(parent);
  const std::string directory = scratch.path() + "/engine";
  Killed killed;
  killed.found.wrong = scratch.wrong();
  if (!killed.found.wrong.empty()) return killed;
  // Some die before they have said anything.
  const std::uint64_t dies_after = random() % 8 == 0 ? 0 : random() % (rehearsal.commands() + 1);
  const std::uint64_t dies_later_us = random() % (dies_after == 0 ? 20'000 : 300);
  {
    ReceiptChild child([&](const auto& out) { return run_until_killed(rehearsal, directory, out); });
    Receipt receipt;
    const auto take = [&] {
      if (killed.found.wrong.empty()) killed.found.wrong = rehearsal.compare(receipt, killed.released);
      ++killed.released;
    };
    while (killed.released < dies_after && child.read(receipt)) take();
    std::this_thread::sleep_for(std::chrono::microseconds(dies_later_us));
    child.kill();
    while (child.read(receipt)) take();
    if (killed.found.wrong.empty()) killed.found.wrong = child.wrong();
  }
  killed.where = fmt::format("{} receipts and {} us after its start", dies_after, dies_later_us);
  if (killed.found.wrong.empty())
    killed.found = rehearsal.check(journal::Storage::system(), directory, killed.released);
  return killed;
}

}  // namespace daybook::drill
