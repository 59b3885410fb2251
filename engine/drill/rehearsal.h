#pragma once

// One course of commands, as it goes when nothing happens; then again until something does, and the comparison of what
// is left with how it should be.

#include <fmt/format.h>

#include <cerrno>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/replay.h"
#include "journal/simulated_disk.h"

namespace daybook::drill {

inline constexpr const char* kDirectory = "/data/engine";  // on simulated disks
inline constexpr std::uint64_t kBeginNs = 1'800'000'000'000'000'000;
inline constexpr std::uint64_t kStepNs = 200'000'000;  // between two commands: more than the idle time of a journal

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
  std::string wrong;  // before the fault struck, or in how the engine took it
};

// What the next start found.
struct Found {
  std::uint64_t recovered = 0;
  bool refused = false;
  std::string wrong;
};

template <class D, class Course>
class Rehearsal {
 public:
  Rehearsal(Durability durability, std::uint64_t seed, const Course& course)
      : durability_(durability), seed_(seed), course_(course) {
    make_reference();
    if (!wrong_.empty()) return;
    const Struck whole = perform(seed, {});
    wrong_ = whole.wrong;
  }

  // Why the course cannot be used; empty: it can.
  [[nodiscard]] const std::string& wrong() const noexcept { return wrong_; }
  [[nodiscard]] std::uint64_t commands() const noexcept { return replies_.size(); }
  // How many there are in a run to which nothing happens.
  [[nodiscard]] std::uint64_t operations() const noexcept { return operations_; }
  [[nodiscard]] std::uint64_t calls() const noexcept { return calls_; }
  [[nodiscard]] std::uint64_t steps() const noexcept { return replies_.size(); }

  [[nodiscard]] daybook::Options options(journal::Storage& storage, const std::string& directory) const {
    return {.directory = directory,
            .durability = durability_,
            .topology = Topology::kInline,
            .intake = Intake::kDirect,
            .ring_bytes = std::size_t{256} << 10,
            .credits = kCredits,
            .segment_bytes = journal::kMinSegmentBytes,
            .dedup_bytes = std::size_t{4} << 20,
            .dedup_window_ns = 24 * 3'600'000'000'000,
            .clock = Clock(&clock_),
            .storage = &storage};
  }
  // Calls send(command, options) for each command of the course until that says false.
  template <class Send>
  void walk(Send&& send) {
    std::uint64_t number = 0;
    course_(seed_, [&](const auto& command) {
      clock_.set(kBeginNs + number * kStepNs);
      const bool go_on = send(command, SubmitOptions{.id = id_of(number)});
      ++number;
      return go_on;
    });
  }
  // Empty where this is how command `number` was answered when nothing happened.
  [[nodiscard]] std::string compare(const Receipt& reply, std::uint64_t number) const {
    const Receipt& wanted = replies_[number];
    if (reply.sequence == wanted.sequence && reply.outcome == wanted.outcome && reply.code == wanted.code &&
        reply.version == wanted.version && reply.refused_follow_ups == wanted.refused_follow_ups &&
        reply.related == wanted.related) {
      return {};
    }
    return fmt::format(
        "the receipt of command {} is another one: sequence {}, outcome {}, instead of sequence {}, "
        "outcome {}",
        number, reply.sequence.value, static_cast<int>(reply.outcome), wanted.sequence.value,
        static_cast<int>(wanted.outcome));
  }

  // Runs the course in bursts, with idle times and new starts by `seed`, until the fault strikes or all is answered.
  Struck perform(std::uint64_t seed, const Strike& strike) { return Performance(*this, seed, strike).run(); }

  // Starts an engine on what is left: everything `promised` is there, the state is that of the same commands when
  // nothing happened, commands that are sent again get their receipts, the course goes on, and both journals agree.
  Found check(journal::Storage& storage, const std::string& directory, std::uint64_t promised) {
    Found found;
    auto engine = Engine<D>::open(options(storage, directory));
    if (!engine) {
      found.refused = true;
      found.wrong = "it does not start: " + engine.error().message();
      return found;
    }
    // Sequence 1 is the engine's own record.
    const std::uint64_t last = engine->recovery().last_sequence;
    found.recovered = last == 0 ? 0 : last - 1;
    found.wrong = check_state(*engine, found.recovered, promised);
    if (found.wrong.empty()) found.wrong = check_going_on(*engine, found.recovered);
    const auto hash = engine->state_hash();
    const auto stopped = engine->stop();
    if (!found.wrong.empty()) return found;
    if (!stopped) {
      found.wrong = "it does not stop: " + stopped.error().message();
      return found;
    }
    Replay<D> replay(storage, directory,
                     {.source = ReplayOptions::Source::kBoth,
                      .limit = journal::ReaderOptions::Limit::kWritten,
                      .dedup_bytes = std::size_t{4} << 20});
    const auto report = replay.run();
    if (!report) {
      found.wrong = "the journals disagree: " + report.error().message();
    } else if (!hash || report->state_hash != *hash) {
      found.wrong = "deciding the commands again gives another state";
    }
    return found;
  }

 private:
  static constexpr std::uint64_t kGoOn = 2;  // commands that are sent after a recovery
  static constexpr std::uint32_t kCredits = 1024;

  static Id id_of(std::uint64_t number) {
    return Id::uuid_v7((kBeginNs + number * kStepNs) / 1'000'000, number, number + 1);
  }

  void make_reference() {
    journal::SimulatedDisk disk(seed_);
    static_cast<void>(disk.create_directory("/data"));
    auto engine = Engine<D>::open(options(disk, kDirectory));
    if (!engine) {
      wrong_ = engine.error().message();
      return;
    }
    auto producer = engine->producer();
    hashes_.push_back(engine->state_hash().value_or(0));
    walk([&](const auto& command, const SubmitOptions& how) {
      const auto reply = producer.call(command, how);
      if (!reply) {
        wrong_ = fmt::format("command {} of the course: {}", replies_.size(), reply.error().message());
        if (const auto error = engine->error()) wrong_ += ": " + error->message();
        return false;
      }
      replies_.push_back(*reply);
      hashes_.push_back(engine->state_hash().value_or(0));
      return true;
    });
    if (wrong_.empty() && replies_.empty()) wrong_ = "the course has no command";
  }

  std::string check_state(Engine<D>& engine, std::uint64_t recovered, std::uint64_t promised) {
    if (recovered < promised) {
      return fmt::format("{} receipts were out, {} commands were found", promised, recovered);
    }
    if (recovered > commands()) return fmt::format("{} commands were found, {} were sent", recovered, commands());
    const auto hash = engine.state_hash();
    if (!hash) return "the state cannot be read: " + hash.error().message();
    // Before the engine's own record there is no state at all.
    const bool same = *hash == hashes_[recovered];
    return same ? "" : fmt::format("the state after {} commands is another one", recovered);
  }

  // First new commands, as if nothing had happened; then the old ones again, which change nothing.
  std::string check_going_on(Engine<D>& engine, std::uint64_t recovered) {
    const std::uint64_t until = std::min(recovered + kGoOn, commands());
    auto producer = engine.producer();
    for (const auto& [from, to] : {std::pair{recovered, until}, std::pair{std::uint64_t{0}, recovered}}) {
      if (std::string wrong = check_replies(engine, producer, from, to); !wrong.empty()) return wrong;
      const auto hash = engine.state_hash();
      if (!hash || *hash != hashes_[until]) return "the state after going on is another one";
    }
    return {};
  }

  // Sends the commands from `from` to before `to`.
  std::string check_replies(Engine<D>& engine, Producer<D>& producer, std::uint64_t from, std::uint64_t to) {
    std::uint64_t number = 0;
    std::uint64_t answered = from;
    std::string wrong;
    const auto take = [&](const Reply& reply) {
      if (wrong.empty()) wrong = compare(reply, answered);
      ++answered;
    };
    walk([&](const auto& command, const SubmitOptions& how) {
      if (number == to) return false;
      if (number++ < from) return true;
      if (producer.in_flight() == kCredits) producer.poll(take);
      const auto ticket = producer.submit(command, how);
      if (!ticket) wrong = "it takes no commands: " + ticket.error().message();
      return ticket.has_value();
    });
    while (wrong.empty() && producer.in_flight() != 0) {
      if (const auto error = engine.error()) return "it stops: " + error->message();
      producer.poll(take);
    }
    return wrong;
  }

  // One run of the course on a simulated disk.
  class Performance {
   public:
    Performance(Rehearsal& rehearsal, std::uint64_t seed, const Strike& strike)
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
      if (strike_.when == Strike::When::kNever) {
        rehearsal_.operations_ = operations_;
        rehearsal_.calls_ = calls_;
        if (!failure_.empty()) out_.wrong = failure_;
      }
      if (!out_.disk) leave(strike_.when == Strike::When::kCall ? where_ : "after the last command");
      if (out_.wrong.empty()) out_.wrong = wrong_;
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
      proven_ = rehearsal_.durability_ == Durability::kPower ? released_ : std::min(released_, synced);
    }
    // Long enough for a watermark, and not as long as until the next command.
    void idle() {
      rehearsal_.clock_.set(kBeginNs + (sent_ - 1) * kStepNs + kStepNs * 3 / 4);
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

    Rehearsal& rehearsal_;
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

  const Durability durability_;
  const std::uint64_t seed_;
  const Course& course_;
  ManualClock clock_{kBeginNs};
  std::string wrong_;
  std::vector<Receipt> replies_;
  std::vector<std::uint64_t> hashes_;  // after so many commands
  std::uint64_t operations_ = 0;
  std::uint64_t calls_ = 0;
};

}  // namespace daybook::drill
