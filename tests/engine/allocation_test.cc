// The hot path, from `submit` to the receipt that `poll` hands out, neither allocates nor locks: in a whole engine that
// has come to rest in its memory (tables, deduplication window and queues have the size that the load needs).

#include <pthread.h>

#include <array>
#include <thread>

#include "tests/engine/call_counter.h"
#include "tests/engine/engine_fixture.h"

namespace daybook {
namespace {

using bank::account;
using bank::Deposit;
using bank::Withdraw;

struct Setting {
  const char* name;
  Topology topology;
  Intake intake;
  Durability durability;
};

// The clock stands while commands are sent, so that what the window remembers does not depend on the machine's pace.
class HotPath : public testing::TestWithParam<Setting>, public EngineFixture<> {
 protected:
  static constexpr const char* kSender = "sender";
  static constexpr unsigned kCommandsPerRound = 512;
  static constexpr unsigned kAccounts = 1000;
  // The window has forgotten a round before the next begins, whose ids fall eight slices of time further on.
  static constexpr std::uint64_t kBetweenRoundsNs = std::uint64_t{129} * 512 * 1'000'000;
  // Each of these slices comes up twice, and the ring of the window's entries goes round.
  static constexpr unsigned kWarmUpRounds = 300;
  // A hundred segments of the journals are filled.
  static constexpr unsigned kMeasuredRounds = 600;

  HotPath() {
    options.topology = GetParam().topology;
    options.intake = GetParam().intake;
    options.durability = GetParam().durability;
    options.clock = Clock(&clock_);
    options.ring_bytes = std::size_t{256} << 10;
    options.dedup_bytes = std::size_t{1} << 20;
    options.credits = kCommandsPerRound;
    call_counter::start_over();
    pthread_setname_np(pthread_self(), kSender);
    open();
  }

  // Sends a round of commands, accepted and refused ones, with follow-ups, and collects their receipts.
  void round() {
    clock_.advance(kBetweenRoundsNs);
    const auto take = [&](const Reply& reply) { ++outcomes_[static_cast<std::size_t>(reply.outcome)]; };
    for (unsigned i = 0; i < kCommandsPerRound; ++i) {
      const bank::Account whose = account(sent_++ % kAccounts);
      const bool sent = i % 4 == 3 ? producer->submit(Withdraw{whose, 40}, kEnvelope).has_value()
                                   : producer->submit(Deposit{whose, 10, "a note"}, kEnvelope).has_value();
      if (!sent) ++failures_;
      producer->poll(take);
    }
    while (producer->in_flight() != 0 && !engine->state()->finished()) {
      if (producer->poll(take) == 0) producer->wait();
    }
  }
  // All threads sleep once, so that their mutexes are known.
  void park() {
    for (const char* thread : {kSender, "daybook-logic"}) {
      while (!call_counter::has_slept(thread)) producer->wait();
    }
    while (GetParam().intake == Intake::kShared && !call_counter::has_slept("daybook-intake")) producer->wait();
    if (GetParam().topology != Topology::kDedicated) return;
    for (const char* thread : {"daybook-journal", "daybook-publish"}) {
      while (!call_counter::has_slept(thread)) producer->wait();
    }
  }
  [[nodiscard]] std::uint64_t outcomes(Outcome outcome) const { return outcomes_[static_cast<std::size_t>(outcome)]; }
  // Of both journals: how often they went on to the next segment.
  [[nodiscard]] std::uint64_t segments() const {
    const auto of = [this](const journal::Journal& journal) {
      return (journal.written().value - 1) / options.segment_bytes;
    };
    return of(engine->state()->commands()) + of(engine->state()->events());
  }

  std::uint64_t failures_ = 0;

 private:
  static constexpr SubmitOptions kEnvelope{.reason =
                                               "why it was sent, at such a length that segments fill soon: ....."
                                               "........................................................"};
  ManualClock clock_{1'800'000'000'000'000'000};
  std::uint64_t sent_ = 0;
  std::array<std::uint64_t, 256> outcomes_{};
};

INSTANTIATE_TEST_SUITE_P(
    Settings, HotPath,
    testing::Values(Setting{"PairedDirectProcess", Topology::kPaired, Intake::kDirect, Durability::kProcess},
                    Setting{"PairedDirectPower", Topology::kPaired, Intake::kDirect, Durability::kPower},
                    Setting{"PairedSharedProcess", Topology::kPaired, Intake::kShared, Durability::kProcess},
                    Setting{"PairedSharedPower", Topology::kPaired, Intake::kShared, Durability::kPower},
                    Setting{"DedicatedDirectPower", Topology::kDedicated, Intake::kDirect, Durability::kPower},
                    Setting{"DedicatedSharedProcess", Topology::kDedicated, Intake::kShared, Durability::kProcess}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST_P(HotPath, NeitherAllocatesNorLocks) {
  for (unsigned i = 0; i < kWarmUpRounds; ++i) round();
  park();
  const std::uint64_t segments_before = segments();

  call_counter::begin("daybook-service");
  for (unsigned i = 0; i < kMeasuredRounds; ++i) round();
  const call_counter::Calls calls = call_counter::end();

  EXPECT_EQ(calls.allocations, 0u) << call_counter::first_allocation();
  EXPECT_EQ(calls.frees, 0u);
  // The writer of a journal takes the mutex of its segments once for each.
  const std::uint64_t rolls = segments() - segments_before;
  EXPECT_LE(calls.locks, rolls) << call_counter::first_locks();
  EXPECT_GE(rolls, 128u) << "too few for a queue of segments to come to the end of its memory";
  EXPECT_EQ(failures_, 0u);
  EXPECT_GT(outcomes(Outcome::kAccepted), 0u);
  EXPECT_GT(outcomes(Outcome::kRefused), 0u);
  EXPECT_EQ(outcomes(Outcome::kAccepted) + outcomes(Outcome::kRefused),
            std::uint64_t{kWarmUpRounds + kMeasuredRounds} * kCommandsPerRound);
}

}  // namespace
}  // namespace daybook
