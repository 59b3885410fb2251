#pragma once

// One course of commands as it goes when nothing happens, and the comparison of what a crash left with that.

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/drill/small_engine.h"
#include "engine/engine.h"
#include "engine/replay.h"
#include "journal/simulated_disk.h"

namespace daybook::drill {

inline constexpr std::uint64_t kBeginNs = 1'800'000'000'000'000'000;
inline constexpr std::uint64_t kStepNs = 200'000'000;  // between two commands: more than the idle time of a journal

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
  }

  // Why the course cannot be used; empty: it can.
  [[nodiscard]] const std::string& wrong() const noexcept { return wrong_; }
  [[nodiscard]] std::uint64_t commands() const noexcept { return replies_.size(); }
  [[nodiscard]] Durability durability() const noexcept { return durability_; }
  // The engines' time: walk sets it at each command.
  [[nodiscard]] ManualClock& clock() noexcept { return clock_; }

  [[nodiscard]] daybook::Options options(journal::Storage& storage, const std::string& directory) const {
    return small_engine(storage, directory, durability_, clock_);
  }
  // Calls send(command, options) for each command of the course until that says false.
  template <class Send>
  void walk(Send&& send) {
    std::uint64_t number = 0;
    course_(seed_, [&](const auto& command, const Id& actor = {}) {
      clock_.set(kBeginNs + number * kStepNs);
      const bool go_on = send(command, SubmitOptions{.id = id_of(number), .actor = actor});
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
                     {.source = ReplayOptions::Source::kBoth, .limit = journal::ReaderOptions::Limit::kWritten});
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

  const Durability durability_;
  const std::uint64_t seed_;
  const Course& course_;
  ManualClock clock_{kBeginNs};
  std::string wrong_;
  std::vector<Receipt> replies_;
  std::vector<std::uint64_t> hashes_;  // after so many commands
};

}  // namespace daybook::drill
