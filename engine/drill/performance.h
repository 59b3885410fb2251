#pragma once

// One run of a course until a fault strikes.

#include <cerrno>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>

#include "engine/drill/rehearsal.h"

namespace daybook::drill {

// When the fault strikes, and what it is.
struct Strike {
  enum class When : std::uint8_t {
    kOperation,  // at the at-th operation that changes the disk
    kCall,       // at the at-th operation of any kind, which fails
    kStep,       // between two operations, after the at-th command
    kNever,
  };
  When when = When::kNever;
  std::uint64_t at = 0;
  journal::Fault fault{};    // kCall
  bool sticky = false;       // kCall: all that follow fail as well
  bool keeps_power = false;  // the process dies, the machine goes on
};

// What is left, and what had been promised by then.
struct Struck {
  std::unique_ptr<journal::SimulatedDisk> disk;
  std::uint64_t released = 0;  // commands whose receipts were out
  std::uint64_t proven = 0;    // of those, what must survive the loss of power
  std::string where;
  std::string wrong;             // before the fault struck, or in how the engine took it
  std::uint64_t operations = 0;  // storage operations that change the disk …
  std::uint64_t calls = 0;       // … and of any kind
};

// One run of the course on a simulated disk: in bursts, with idle times and new starts by `seed`, until the fault
// strikes or all is answered.
template <class D, class Course>
class Performance {
 public:
  Performance(Rehearsal<D, Course>& rehearsal, std::uint64_t seed, const Strike& strike)
      : rehearsal_(rehearsal), random_(seed), strike_(strike), seed_(seed), disk_(seed) {}

  Struck run() {
    static_cast<void>(disk_.create_directory("/data"));
    static_cast<void>(disk_.sync_directory("/"));
    disk_.hook = [this](const journal::Operation& operation) { return watch(operation); };
    if (open()) {
      rehearsal_.walk([&](const auto& command, const SubmitOptions& how) { return send(command, how); });
      drain();
    }
    disk_.hook = nullptr;
    if (strike_.when == Strike::When::kNever) out_.wrong = failure_;
    if (!out_.disk) leave(strike_.when == Strike::When::kCall ? where_ : "after the last command");
    if (out_.wrong.empty()) out_.wrong = wrong_;
    out_.operations = operations_;
    out_.calls = calls_;
    return std::move(out_);
  }

 private:
  journal::Fault watch(const journal::Operation& operation) {
    const std::uint64_t call = calls_++;
    if (strike_.when == Strike::When::kCall && (call == strike_.at || (strike_.sticky && call > strike_.at))) {
      if (where_.empty()) where_ = operation.text() + (strike_.sticky ? ", for good" : "");
      return strike_.fault;
    }
    if (!operation.changes()) return {};
    if (operations_++ == strike_.at && strike_.when == Strike::When::kOperation) leave(operation.text());
    return {};
  }
  // The fault strikes: from now on nothing counts.
  void leave(const std::string& where) {
    if (out_.disk) return;
    disk_.hook = nullptr;
    out_.disk = strike_.keeps_power ? disk_.after_kill() : disk_.after_power_loss(seed_ + 1);
    out_.where = where;
    out_.released = released_;
    out_.proven = proven_;
  }

  bool open() {
    producer_.reset();
    engine_.reset();
    auto engine = Engine<D>::open(rehearsal_.options(disk_, kDirectory));
    if (!engine) return fail(engine.error().message());
    engine_.emplace(std::move(*engine));
    producer_.emplace(engine_->producer());
    return true;
  }
  // The engine gave up: right where an operation failed, if it says which file.
  bool fail(const std::string& message) {
    failure_ = message;
    const bool made_to_fail = strike_.when == Strike::When::kCall && !where_.empty();
    if (!out_.disk && !made_to_fail && wrong_.empty()) wrong_ = "the engine stopped: " + message;
    if (made_to_fail && message.find("/data") == std::string::npos && wrong_.empty()) {
      wrong_ = "the error names no file: " + message;
    }
    return false;
  }

  template <class C>
  bool send(const C& command, const SubmitOptions& how) {
    if (out_.disk) return false;
    const auto ticket = producer_->submit(command, how);
    if (!ticket && ticket.error().kind == SubmitError::Kind::kNoSpace && strike_.fault.system == ENOSPC) {
      failure_ = ticket.error().message();  // refused before anything breaks
      return false;
    }
    if (!ticket) return fail(why(ticket.error().message()));
    ++sent_;
    if (random_() % 4 == 0) disk_.look();
    if (strike_.when == Strike::When::kStep && sent_ == strike_.at + 1) leave(fmt::format("after command {}", sent_));
    if (random_() % 4 != 0) return true;
    const std::uint64_t rounds = 1 + random_() % 3;
    for (std::uint64_t i = 0; i < rounds; ++i) work();
    if (random_() % 8 == 0) idle();
    if (random_() % 64 == 0) return new_start();
    return true;
  }
  void work() {
    engine_->do_work();
    producer_->poll([&](const Reply& reply) {
      if (wrong_.empty() && !out_.disk) wrong_ = rehearsal_.compare(reply, released_);
      ++released_;
    });
    const Positions positions = engine_->positions();
    const std::uint64_t synced = positions.synced == 0 ? 0 : positions.synced - 1;
    proven_ = rehearsal_.durability() == Durability::kPower ? released_ : std::min(released_, synced);
  }
  // Long enough for a watermark, and not as long as until the next command.
  void idle() {
    rehearsal_.clock().set(kBeginNs + (sent_ - 1) * kStepNs + kStepNs * 3 / 4);
    for (int i = 0; i < 4; ++i) work();
  }
  bool new_start() {
    drain();
    return failure_.empty() && open();
  }
  void drain() {
    if (!engine_) return;
    // On a full disk the last receipts may not come.
    for (int i = 0; i < 1'000 && producer_->in_flight() != 0 && !engine_->error(); ++i) work();
    if (const auto error = engine_->error()) {
      fail(error->message());
      return;
    }
    if (auto stopped = engine_->stop(); !stopped) {
      fail(stopped.error().message());
      return;
    }
    if (!out_.disk) proven_ = released_;
  }
  [[nodiscard]] std::string why(const std::string& answer) const {
    const auto error = engine_->error();
    return error ? error->message() : answer;
  }

  Rehearsal<D, Course>& rehearsal_;
  std::mt19937_64 random_;
  const Strike strike_;
  const std::uint64_t seed_;
  journal::SimulatedDisk disk_;
  std::optional<Engine<D>> engine_;
  std::optional<Producer<D>> producer_;
  std::uint64_t operations_ = 0;
  std::uint64_t calls_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t released_ = 0;
  std::uint64_t proven_ = 0;
  std::string where_;    // kCall
  std::string failure_;  // of the engine
  std::string wrong_;
  Struck out_;
};

}  // namespace daybook::drill
