// An engine that nobody sends anything to sleeps. Counted, not timed: how often the system says that its threads went
// to sleep, and that they are asleep whenever one looks.

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/engine/engine_fixture.h"
#include "tests/engine/lease.h"

namespace daybook {
namespace {

// What /proc says of the engine's threads, all together.
struct Threads {
  unsigned count = 0;
  std::uint64_t sleeps = 0;  // how often they went to sleep since they were started
  std::string awake;         // the names of those that are not asleep, with their states
};

Threads engine_threads() {
  Threads threads;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream status(task.path() / "status");
    std::string name;
    std::string state;
    std::uint64_t sleeps = 0;
    for (std::string key; status >> key; std::getline(status, key)) {
      if (key == "Name:") status >> name;
      if (key == "State:") status >> state;
      if (key == "voluntary_ctxt_switches:") status >> sleeps;
    }
    if (!name.starts_with("daybook-")) continue;
    ++threads.count;
    if (state != "S") threads.awake += name + " " + state + "; ";
    threads.sleeps += sleeps;
  }
  return threads;
}

enum class FarTimer : std::uint8_t { kNone, kArmed };

class IdleEngine : public testing::TestWithParam<std::tuple<Topology, Durability, FarTimer>>,
                   public EngineFixture<lease::Domain> {
 protected:
  static constexpr unsigned kLooks = 40;
  static constexpr std::chrono::milliseconds kBetweenLooks{50};
  // In the two seconds that all looks take: each costs some 0.1 ms of looking for work before the next sleep.
  static constexpr std::uint64_t kMostSleeps = 20;

  IdleEngine() {
    options.topology = topology();
    options.intake = Intake::kShared;
    options.durability = std::get<Durability>(GetParam());
    open();
    const std::uint32_t timers = std::get<FarTimer>(GetParam()) == FarTimer::kArmed ? 1 : 0;
    call(lease::Take{lease::Lease{"idle"}, 3'600'000'000'000, timers, 0});
  }
  [[nodiscard]] static Topology topology() { return std::get<Topology>(GetParam()); }
  // What a command leaves to be done: its last sync, and the watermark that says so some time later.
  void settle() {
    constexpr unsigned kQuietLooks = 6;
    std::uint64_t end = 0;
    for (unsigned quiet = 0; quiet < kQuietLooks; ++quiet) {
      std::this_thread::sleep_for(kBetweenLooks);
      journal::Journal& commands = engine->state()->commands();
      journal::Journal& events = engine->state()->events();
      const std::uint64_t now = commands.written().value + events.written().value;
      if (now != end || commands.synced() != commands.written() || events.synced() != events.written()) quiet = 0;
      end = now;
    }
  }
};

std::string name_of(const testing::TestParamInfo<IdleEngine::ParamType>& instance) {
  const auto& [topology, durability, timer] = instance.param;
  return std::string(topology == Topology::kPaired ? "Paired" : "Dedicated") +
         (durability == Durability::kProcess ? "Process" : "Power") +
         (timer == FarTimer::kArmed ? "WithAFarTimer" : "");
}

INSTANTIATE_TEST_SUITE_P(Settings, IdleEngine,
                         testing::Combine(testing::Values(Topology::kPaired, Topology::kDedicated),
                                          testing::Values(Durability::kProcess, Durability::kPower),
                                          testing::Values(FarTimer::kNone, FarTimer::kArmed)),
                         name_of);

TEST_P(IdleEngine, SleepsAndSeldomWakes) {
  settle();
  const Threads before = engine_threads();
  unsigned asleep = 0;  // looks that found all of them asleep
  std::string awake;
  for (unsigned look = 0; look < kLooks; ++look) {
    std::this_thread::sleep_for(kBetweenLooks);
    const std::string found = engine_threads().awake;
    asleep += found.empty() ? 1 : 0;
    awake += found;
  }
  const Threads after = engine_threads();
  EXPECT_EQ(before.count, topology() == Topology::kPaired ? 3u : 5u);
  EXPECT_EQ(after.count, before.count);
  EXPECT_LE(after.sleeps - before.sleeps, kMostSleeps);
  // One that looks for work all the time never goes to sleep.
  EXPECT_GE(asleep, kLooks / 10) << awake;
}

}  // namespace
}  // namespace daybook
