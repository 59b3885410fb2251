#pragma once

// Crash drills for a domain of one's own: an engine is run again and again until a fault strikes, started again on what
// is left, and compared with a run to which nothing happened.
//
//   const auto course = [](std::uint64_t seed, auto&& send) {
//     std::mt19937_64 random(seed);
//     for (int i = 0; i < 200; ++i) {
//       if (!send(Add{kCounters[random() % 3], 1})) return;
//     }
//   };
//   const drill::Report report = drill::run<Counters>({.seed = 1}, course);
//
// A course sends the same commands whenever it is called with the same seed, until `send` says false: a few hundred, of
// every kind; `send(command, actor)` says who sends it. All faults but kKill strike a simulated disk and clock and are
// the same for a seed, on every machine.

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/drill/kill.h"
#include "engine/drill/performance.h"
#include "engine/drill/rehearsal.h"

namespace daybook::drill {

enum class Fault : std::uint8_t {
  kKill,    // SIGKILL of a real process with real files, at a random moment
  kPower,   // the power is lost at a storage operation: unsynced pages and names are there, not there, or in parts
  kTorn,    // the power is lost between two operations, in the middle of what was appended
  kFlip,    // the process dies, and one bit of its files has turned; to refuse to start is right as well
  kEio,     // an operation fails, once or for good
  kEnospc,  // the same with a full disk
};
inline constexpr std::array kAllFaults = {Fault::kKill, Fault::kPower, Fault::kTorn,
                                          Fault::kFlip, Fault::kEio,   Fault::kEnospc};
[[nodiscard]] std::string_view name_of(Fault fault) noexcept;
[[nodiscard]] std::optional<Fault> fault_of(std::string_view name) noexcept;

struct Trial {
  std::uint64_t number = 0;
  Fault fault = Fault::kPower;
  std::string where{};          // it struck
  std::uint64_t released = 0;   // commands whose receipts were out
  std::uint64_t recovered = 0;  // commands found by the next start
  bool refused = false;         // the next start refused and named the damage
  std::string wrong{};          // empty: everything held

  [[nodiscard]] bool held() const noexcept { return wrong.empty(); }
};

struct Options {
  std::uint64_t seed = 1;
  std::uint64_t first_trial = 0;
  std::uint64_t trials = UINT64_MAX;           // at most
  std::uint64_t duration_ns = 60'000'000'000;  // about
  std::vector<Fault> faults{kAllFaults.begin(), kAllFaults.end()};
  Durability durability = Durability::kPower;
  std::string directory = "/tmp";                // kKill: where a scratch directory is made
  std::function<bool(const Trial&)> on_trial{};  // false: stop
};

struct Report {
  std::uint64_t trials = 0;
  std::uint64_t refused = 0;
  std::uint64_t commands = 0;  // recovered, over all trials
  std::vector<Trial> failed;
  std::string wrong;  // with the run to which nothing happens; then there was no trial

  [[nodiscard]] bool held() const noexcept { return wrong.empty() && failed.empty(); }
};

namespace detail {

// A seed for each trial.
[[nodiscard]] std::uint64_t mix(std::uint64_t seed, std::uint64_t number) noexcept;
// Turns one bit of what is written on `disk`; says which.
[[nodiscard]] std::string flip_a_bit(journal::SimulatedDisk& disk, const std::string& directory,
                                     std::mt19937_64& random);

// `whole`: a run to which nothing happened.
template <class D, class Course>
Trial try_one(Rehearsal<D, Course>& rehearsal, const Struck& whole, const Options& options, std::uint64_t number) {
  Trial trial{.number = number, .fault = options.faults[number % options.faults.size()]};
  std::mt19937_64 random(mix(options.seed, number));
  if (trial.fault == Fault::kKill) {
    const Killed killed = kill_one(rehearsal, options.directory, random);
    trial.where = killed.where;
    trial.released = killed.released;
    trial.recovered = killed.found.recovered;
    trial.wrong = killed.found.wrong;
    return trial;
  }
  Strike strike;
  switch (trial.fault) {
    case Fault::kPower:
      strike = {.when = Strike::When::kOperation, .at = random() % whole.operations};
      break;
    case Fault::kEio:
    case Fault::kEnospc:
      strike = {.when = Strike::When::kCall,
                .at = random() % whole.calls,
                .fault = {.system = trial.fault == Fault::kEio ? EIO : ENOSPC, .is_short = random() % 2 == 0},
                .sticky = random() % 2 == 0};
      break;
    default:
      strike = {.when = Strike::When::kStep, .at = random() % rehearsal.commands()};
  }
  // After an operation has failed the process may die, or the machine with it.
  const bool failed = strike.when == Strike::When::kCall;
  strike.keeps_power = trial.fault == Fault::kFlip || (failed && random() % 4 == 0);
  Struck struck = Performance(rehearsal, random(), strike).run();
  trial.where = struck.where;
  if (trial.fault == Fault::kFlip) trial.where = flip_a_bit(*struck.disk, kDirectory, random);
  const std::uint64_t promised = strike.keeps_power ? struck.released : struck.proven;
  trial.released = promised;
  if (struck.wrong.empty()) {
    const Found found = rehearsal.check(*struck.disk, kDirectory, promised);
    trial.recovered = found.recovered;
    const bool named = found.wrong.find(kDirectory) != std::string::npos;
    trial.refused = found.refused && named && trial.fault == Fault::kFlip;
    if (!trial.refused) struck.wrong = found.wrong;
  }
  trial.wrong = struck.wrong;
  return trial;
}

}  // namespace detail

// Blocks until all trials are done or the time is over. The calling process must have no other thread where kKill is
// among the faults: it forks.
template <class D, class Course>
Report run(const Options& options, const Course& course) {
  Report report;
  Rehearsal<D, Course> rehearsal(options.durability, options.seed, course);
  report.wrong = options.faults.empty() ? "no fault is asked for" : rehearsal.wrong();
  Struck whole;
  if (report.wrong.empty()) whole = Performance(rehearsal, options.seed, {}).run();
  if (report.wrong.empty()) report.wrong = whole.wrong;
  const std::uint64_t begin = Clock::system_monotonic_ns();
  for (std::uint64_t i = 0; report.wrong.empty() && i < options.trials; ++i) {
    if (Clock::system_monotonic_ns() - begin >= options.duration_ns) break;
    Trial trial = detail::try_one(rehearsal, whole, options, options.first_trial + i);
    ++report.trials;
    report.commands += trial.recovered;
    if (trial.refused) ++report.refused;
    const bool go_on = !options.on_trial || options.on_trial(trial);
    if (!trial.held()) report.failed.push_back(std::move(trial));
    if (!go_on) break;
  }
  return report;
}

}  // namespace daybook::drill
