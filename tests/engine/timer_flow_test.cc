// Timers in an engine: armed by decisions, fired from journaled time, the same in every replay.

#include <cstring>
#include <filesystem>
#include <map>
#include <vector>

#include "engine/directories.h"
#include "engine/replay.h"
#include "engine/skip.h"
#include "tests/engine/engine_fixture.h"
#include "tests/engine/lease.h"

namespace daybook {
namespace {

using lease::Lease;
using lease::Take;

constexpr std::uint64_t kBeginNs = 1'800'000'000'000'000'000;

class TimerFlow : public testing::Test, public EngineFixture<lease::Domain> {
 protected:
  TimerFlow() {
    clock.set(kBeginNs);
    options.clock = Clock(&clock);
  }
  void at(std::uint64_t ns) { clock.set(kBeginNs + ns); }
  [[nodiscard]] lease::Row row(Lease lease) {
    return engine
        ->query([&](const lease::Domain& domain) {
          const lease::Row* found = domain.get<lease::Leases>().rows.find(lease);
          return found != nullptr ? *found : lease::Row{};
        })
        .value();
  }
  [[nodiscard]] std::uint64_t notes(Lease lease) {
    return engine
        ->query([&](const lease::Domain& domain) {
          const std::uint64_t* found = domain.get<lease::Notes>().counts.find(lease);
          return found != nullptr ? *found : 0;
        })
        .value();
  }
  // The state that the journals give: by fold, by deciding again, and compared record by record.
  void expect_replays() {
    const std::uint64_t wanted = hash();
    stop();
    for (const auto source :
         {ReplayOptions::Source::kEvents, ReplayOptions::Source::kCommands, ReplayOptions::Source::kBoth}) {
      Replay<lease::Domain> replay(journal::Storage::system(), options.directory,
                                   {.source = source, .limit = journal::ReaderOptions::Limit::kWritten});
      const auto report = replay.run();
      ASSERT_TRUE(report.has_value()) << report.error().message();
      EXPECT_EQ(report->state_hash, wanted) << static_cast<int>(source);
    }
    open();
    EXPECT_EQ(hash(), wanted);
  }

  // The timers that fired, as the stopped engine's event journal has them, and before which command.
  struct Fired {
    std::uint64_t before;
    TimerFired origin;
  };
  [[nodiscard]] std::vector<Fired> fired() const {
    std::vector<Fired> found;
    auto reader = journal::Reader::open(journal::Storage::system(), events_directory(options.directory),
                                        {.limit = journal::ReaderOptions::Limit::kWritten});
    EXPECT_TRUE(reader.has_value());
    RecordStream<journal::Reader, DecisionView> decisions(*reader);
    for (auto more = decisions.next(); more && *more; more = decisions.next()) {
      const DecisionView view = decisions.record();
      unsigned number = 0;
      view.for_each_step([&](const StepView& step) {
        if (number++ >= view.header().timer_steps || step.header().policy != 0) return;
        step.for_each_entry([&](const EventView& event) {
          if (event.header->type != static_cast<std::uint16_t>(EngineEvent::kTimerFired)) return;
          found.push_back({view.header().sequence, {}});
          std::memcpy(&found.back().origin, event.payload().data(), sizeof(TimerFired));
        });
      });
    }
    return found;
  }
};

TEST_F(TimerFlow, FireBeforeTheFirstCommandThatIsNotBeforeThem) {
  open();
  call(Take{"a", 100, 1, 0});
  at(99);
  EXPECT_EQ(call(Take{"a", 100, 1, 0}).refusal, "taken");
  EXPECT_EQ(row("a").expiries, 0U);
  at(100);
  EXPECT_EQ(call(Take{"a", 100, 1, 0}).outcome, Outcome::kAccepted) << "the lease has expired before";
  EXPECT_EQ(row("a").expiries, 1U);
  expect_replays();
}

TEST_F(TimerFlow, FireInTheOrderOfTheirTimes) {
  open();
  call(Take{"a", 100, 5, 0});
  at(200);
  call(Take{"b", 100, 1, 0});
  EXPECT_EQ(row("a").order, 43210U) << "the last armed was due first";
  expect_replays();
}

TEST_F(TimerFlow, AreNotArmedByWhatIsRefused) {
  open();
  EXPECT_EQ(call(Take{"a", 100, 3, 1}).refusal, "bad");
  at(500);
  call(Take{"b", 100, 1, 0});
  EXPECT_EQ(row("a").expiries, 0U);
  expect_replays();
}

TEST_F(TimerFlow, AreCappedPerCommandAndGoOnWithTheNext) {
  open();
  call(Take{"a", 100, 40, 0});
  at(500);
  for (const char* lease : {"b", "c", "d"}) call(Take{Lease(Id::parse(lease).value()), 10'000, 1, 0});
  EXPECT_EQ(row("a").expiries, 40U);
  expect_replays();
  stop();
  std::map<std::uint64_t, unsigned> per_command;
  for (const Fired& one : fired()) ++per_command[one.before];
  EXPECT_EQ(per_command,
            (std::map<std::uint64_t, unsigned>{{3, kMaxTimersPerCommand}, {4, kMaxTimersPerCommand}, {5, 8}}));
}

TEST_F(TimerFlow, PoliciesAnswerWhatTheyDo) {
  open();
  call(Take{"a", 100, 3, 0});
  at(200);
  const Reply reply = call(Take{"b", 100, 1, 0});
  EXPECT_EQ(reply.refused_follow_ups, 0);
  EXPECT_EQ(notes("a"), 3U);
  EXPECT_EQ(notes("wrong"), 0U);
  expect_replays();
}

TEST_F(TimerFlow, SurviveANewStart) {
  open();
  call(Take{"a", 100, 2, 0});
  reopen();
  at(50);
  call(Take{"b", 10, 1, 0});
  producer.reset();
  engine.reset();  // a crash
  std::filesystem::remove_all(events_directory(options.directory));
  open();
  at(101);
  call(Take{"c", 1'000, 1, 0});
  EXPECT_EQ(row("a").expiries, 2U);
  EXPECT_EQ(row("b").expiries, 1U);
  expect_replays();
}

TEST_F(TimerFlow, ARepeatedCommandLetsThemFireToo) {
  open();
  const SubmitOptions same{.id = Id("same"), .sent_at_ns = kBeginNs};
  call(Take{"a", 100, 1, 0}, same);
  at(300);
  EXPECT_EQ(call(Take{"a", 100, 1, 0}, same).sequence.value, 2U) << "the receipt of the first";
  EXPECT_EQ(row("a").expiries, 1U);
  EXPECT_EQ(row("a").taken, 0U);
  expect_replays();
}

TEST_F(TimerFlow, AnIdleEngineLetsThemFireOnce) {
  open();
  call(Take{"a", 100, 1, 0});
  for (int i = 0; i < 20; ++i) engine->do_work();
  EXPECT_EQ(engine->positions().released, 2U) << "no tick before its time";
  at(100);
  for (int i = 0; i < 20; ++i) engine->do_work();
  EXPECT_EQ(row("a").expiries, 1U);
  EXPECT_EQ(engine->positions().released, 3U) << "one tick";
  expect_replays();
}

TEST_F(TimerFlow, AnIdleEngineLetsManyFireInSeveralTicks) {
  open();
  call(Take{"a", 100, 40, 0});
  at(1'000);
  for (int i = 0; i < 50; ++i) engine->do_work();
  EXPECT_EQ(row("a").expiries, 40U);
  EXPECT_EQ(engine->positions().released, 5U) << "three ticks";
  expect_replays();
}

class TimerFlowWithThreads : public TimerFlow, public testing::WithParamInterface<Topology> {
 protected:
  TimerFlowWithThreads() { options.topology = GetParam(); }
};

INSTANTIATE_TEST_SUITE_P(Topologies, TimerFlowWithThreads, testing::Values(Topology::kPaired, Topology::kDedicated),
                         kNameOfTopology);

// Threads of its own and the real clock: nobody calls anything.
TEST_P(TimerFlowWithThreads, AnIdleEngineWakesUpForThem) {
  options.clock = Clock();
  options.intake = Intake::kShared;
  open();
  call(Take{"far", 3'600'000'000'000, 1, 0});
  call(Take{"near", 20'000'000, 1, 0});
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (row("near").expiries == 0 && std::chrono::steady_clock::now() < patience) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_EQ(row("near").expiries, 1U);
  EXPECT_EQ(row("far").expiries, 0U);
  expect_replays();
}

// Whoever looks whether one is due must not see one that has just fired.
TEST_P(TimerFlowWithThreads, AnIdleEngineTicksOnceForEach) {
  open();
  constexpr std::uint64_t kTimers = 500;
  for (std::uint64_t i = 0; i < kTimers; ++i) {
    call(Take{"a", 100, 1, 0});
    clock.advance(100);
    while (engine->next_timer().value()) engine->do_work();
  }
  EXPECT_EQ(row("a").expiries, kTimers);
  EXPECT_EQ(engine->positions().released, 1 + 2 * kTimers) << "the settings, and a command and a tick for each";
  expect_replays();
}

TEST_F(TimerFlow, TheEngineTellsWhenTheNextOneIsDue) {
  open();
  EXPECT_EQ(engine->next_timer().value(), std::nullopt);
  call(Take{"a", 100, 2, 0});
  EXPECT_EQ(engine->next_timer().value(), Stamp{kBeginNs + 100});
  at(100);
  call(Take{"b", 700, 1, 0});
  EXPECT_EQ(engine->next_timer().value(), Stamp{kBeginNs + 101});
}

TEST_F(TimerFlow, SendersCannotPretendToBeOne) {
  open();
  EXPECT_EQ(call(lease::Expire{"a", 0, 0}).refusal, "only_by_timer");
}

TEST_F(TimerFlow, HaveTheCorrelationOfWhatArmedThem) {
  open();
  call(Take{"a", 100, 1, 0}, {.correlation = Id("the story")});
  at(100);
  call(Take{"b", 100, 1, 0}, {.correlation = Id("another one")});
  stop();
  const auto all = fired();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].origin.correlation, Id("the story"));
  EXPECT_EQ(all[0].origin.sequence, 2U) << "of the command that armed it";
  EXPECT_EQ(all[0].before, 3U);
}

TEST_F(TimerFlow, OneThatFailsIsTakenOutByASkip) {
  open();
  call(Take{"a", 100, 1, 2});
  at(100);
  ASSERT_FALSE(producer->call(Take{"b", 100, 1, 0}).has_value());
  producer.reset();
  engine.reset();
  EXPECT_EQ(refused_to_open().kind, Error::Kind::kFault);
  ASSERT_TRUE(skip_command(journal::Storage::system(), options.directory, 3).has_value());
  clock.set(Clock::real_ns() > kBeginNs ? Clock::real_ns() : kBeginNs + 200);
  open();
  EXPECT_EQ(row("a").expiries, 0U);
  call(Take{"c", 100, 1, 0});
  expect_replays();
}

}  // namespace
}  // namespace daybook
