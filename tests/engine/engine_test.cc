// What a sender and an embedder see of one running engine.

#include <thread>

#include "tests/engine/engine_fixture.h"

namespace daybook {
namespace {

using bank::account;
using bank::Deposit;
using bank::Explode;
using bank::Withdraw;

class EngineTest : public testing::TestWithParam<Topology>, public EngineFixture<> {
 protected:
  EngineTest() { options.topology = GetParam(); }
};

INSTANTIATE_TEST_SUITE_P(Topologies, EngineTest,
                         testing::Values(Topology::kInline, Topology::kPaired, Topology::kDedicated), kNameOfTopology);

TEST_P(EngineTest, AnAcceptedCommandChangesTheState) {
  open();
  const Reply reply = call(Deposit{account(1), 100, "first"});
  EXPECT_EQ(reply.outcome, Outcome::kAccepted);
  EXPECT_EQ(reply.version, 1u);
  EXPECT_EQ(balance(account(1)), 100);
}

TEST_P(EngineTest, ARefusalNamesItsReasonAndChangesNothing) {
  open();
  call(Deposit{account(1), 100, ""});
  const Reply reply = call(Withdraw{account(1), 101});
  EXPECT_EQ(reply.outcome, Outcome::kRefused);
  EXPECT_EQ(reply.refusal, "not_enough");
  EXPECT_EQ(reply.version, 1u);
  EXPECT_EQ(reply.related, Sequence{2}) << "of the deposit, which the refusal speaks of";
  EXPECT_EQ(balance(account(1)), 100);
}

TEST_P(EngineTest, FollowUpsRunUnderTheSameSequence) {
  open();
  call(Deposit{account(1), 100, ""});
  const Reply first = call(Withdraw{account(1), 50});
  EXPECT_EQ(balance(account(1)), 49) << "the fee was taken";
  const Reply second = call(Deposit{account(1), 1, ""});
  EXPECT_EQ(second.sequence.value, first.sequence.value + 1);
  EXPECT_EQ(second.version, 4u) << "the fee was an event of its own";
}

TEST_P(EngineTest, APolicyHearsThatItsFollowUpWasRefused) {
  open();
  call(Deposit{account(1), 50, ""});
  const Reply reply = call(Withdraw{account(1), 50});
  EXPECT_EQ(reply.outcome, Outcome::kAccepted);
  EXPECT_EQ(reply.refused_follow_ups, 1);
  EXPECT_EQ(call(Deposit{account(1), 1, ""}).refusal, "is_blocked") << "the compensation";
}

TEST_P(EngineTest, AnExpectedVersionThatIsNotTheActualOneIsRefused) {
  open();
  call(Deposit{account(1), 100, ""});
  EXPECT_EQ(call(Deposit{account(1), 1, ""}, {.expected_version = 1}).outcome, Outcome::kAccepted);
  const Reply stale = call(Deposit{account(1), 1, ""}, {.expected_version = 1});
  EXPECT_EQ(stale.outcome, Outcome::kRefused);
  EXPECT_EQ(stale.refusal, "version_conflict");
  EXPECT_EQ(stale.version, 2u) << "the actual one";
  EXPECT_EQ(balance(account(1)), 101);
}

TEST_P(EngineTest, ARepeatGetsTheOriginalReceiptAndHasNoEffect) {
  open();
  const SubmitOptions same{.id = Id{"payment-1"}, .sent_at_ns = Clock::real_ns()};
  const Reply first = call(Deposit{account(1), 100, ""}, same);
  call(Deposit{account(1), 5, ""});
  const Reply again = call(Deposit{account(1), 100, ""}, same);
  EXPECT_EQ(again.sequence, first.sequence);
  EXPECT_EQ(again.outcome, first.outcome);
  EXPECT_EQ(again.version, first.version);
  EXPECT_EQ(balance(account(1)), 105);
}

TEST_P(EngineTest, AnIdWithOtherContentIsReused) {
  open();
  const SubmitOptions same{.id = Id{"payment-1"}, .sent_at_ns = Clock::real_ns()};
  const Reply first = call(Deposit{account(1), 100, ""}, same);
  const Reply other = call(Deposit{account(1), 101, ""}, same);
  EXPECT_EQ(other.outcome, Outcome::kIdReused);
  EXPECT_EQ(other.related, first.sequence);
  EXPECT_EQ(balance(account(1)), 100);
}

TEST_P(EngineTest, ACommandSentBeforeTheWindowIsExpired) {
  open();
  const Reply reply =
      call(Deposit{account(1), 100, ""}, {.id = Id{"old"}, .sent_at_ns = Clock::real_ns() - 61'000'000'000});
  EXPECT_EQ(reply.outcome, Outcome::kExpired);
  EXPECT_EQ(balance(account(1)), 0);
}

TEST_P(EngineTest, ACommandFromTheFutureIsRefusedAndMayComeAgain) {
  open();
  const std::uint64_t future = Clock::real_ns() + 3'600'000'000'000;
  EXPECT_EQ(call(Deposit{account(1), 100, ""}, {.id = Id{"early"}, .sent_at_ns = future}).refusal, "sent_in_future");
  EXPECT_EQ(call(Deposit{account(1), 100, ""}, {.id = Id{"early"}, .sent_at_ns = Clock::real_ns()}).outcome,
            Outcome::kAccepted);
}

TEST_P(EngineTest, ATextThatIsTooLongIsNamed) {
  open();
  const std::string note(41, 'x');
  auto ticket = producer->submit(Deposit{account(1), 1, note});
  ASSERT_FALSE(ticket.has_value());
  EXPECT_EQ(ticket.error().kind, SubmitError::Kind::kInvalid);
  EXPECT_EQ(ticket.error().field, "note");
  EXPECT_EQ(producer->in_flight(), 0u);
}

TEST_P(EngineTest, AnEmptyIdIsNamed) {
  open();
  auto ticket = producer->submit(Deposit{bank::Account{}, 1, ""});
  ASSERT_FALSE(ticket.has_value());
  EXPECT_EQ(ticket.error().field, "account");
}

TEST_P(EngineTest, ReceiptsComeInTheOrderOfTheCommands) {
  open();
  constexpr std::uint64_t kCommands = 10'000;
  std::uint64_t next = 0;
  const auto check = [&](const Reply& reply) { EXPECT_EQ(reply.sequence.value, next++ + 2); };
  for (std::uint64_t i = 0; i < kCommands; ++i) {
    while (!producer->submit(Deposit{account(i % 7), 1, ""})) producer->poll(check);
  }
  while (producer->in_flight() != 0) producer->poll(check);
  EXPECT_EQ(next, kCommands);
}

TEST_P(EngineTest, WithoutCreditsAProducerIsBusyUntilItPolls) {
  options.credits = 64;
  open();
  std::size_t sent = 0;
  while (producer->submit(Deposit{account(1), 1, ""})) ++sent;
  EXPECT_EQ(sent, 64u);
  std::size_t received = 0;
  while (received < sent) received += producer->poll([](const Reply&) {});
  EXPECT_TRUE(producer->submit(Deposit{account(1), 1, ""}).has_value());
}

TEST_P(EngineTest, AFailingHandlerStopsTheEngineAndNamesItsSequence) {
  open();
  call(Deposit{account(1), 7, ""});
  auto reply = producer->call(Explode{account(1)});
  ASSERT_FALSE(reply.has_value());
  EXPECT_EQ(reply.error().kind, SubmitError::Kind::kStopped);
  ASSERT_TRUE(engine->error().has_value());
  EXPECT_EQ(engine->error()->kind, Error::Kind::kFault);
  EXPECT_EQ(engine->error()->sequence, 3u);
  EXPECT_NE(engine->error()->message().find("boom"), std::string::npos);
  EXPECT_FALSE(producer->submit(Deposit{account(1), 1, ""}).has_value());
}

TEST_P(EngineTest, WhatWasDecidedBeforeAFailureIsReleased) {
  options.durability = Durability::kPower;
  open();
  constexpr std::size_t kCommands = 1'000;
  for (std::size_t i = 0; i < kCommands; ++i) ASSERT_TRUE(producer->submit(Deposit{account(1), 1, ""}).has_value());
  EXPECT_FALSE(producer->call(Explode{account(1)}).has_value());
  std::size_t received = 0;
  producer->poll([&](const Reply& reply) { received += reply.outcome == Outcome::kAccepted ? 1 : 0; });
  EXPECT_EQ(received, kCommands);
}

// Many more than the rings hold at once, so that every stage has to wait for a later one now and then.
TEST_P(EngineTest, MoreThanTheRingsHoldComesThrough) {
  options.ring_bytes = std::size_t{256} << 10;
  options.credits = 4'096;
  options.segment_bytes = journal::kMinSegmentBytes;
  open();
  constexpr std::uint64_t kCommands = 50'000;
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  std::uint64_t wrong = 0;
  const auto take = [&](const Reply& reply) { wrong += reply.version == ++received ? 0 : 1; };
  while (received < kCommands) {
    while (sent < kCommands && producer->submit(Deposit{account(1), 1, ""}, {.when_full = WhenFull::kBusy})) ++sent;
    if (producer->poll(take) == 0) producer->wait();
  }
  EXPECT_EQ(wrong, 0U);
  EXPECT_EQ(balance(account(1)), static_cast<std::int64_t>(kCommands));
}

TEST_P(EngineTest, AStopDrainsWhatWasAccepted) {
  open();
  constexpr std::size_t kCommands = 5'000;
  for (std::size_t i = 0; i < kCommands; ++i) ASSERT_TRUE(producer->submit(Deposit{account(1), 1, ""}).has_value());
  ASSERT_TRUE(engine->stop().has_value());
  std::size_t received = 0;
  producer->poll([&](const Reply& reply) { received += reply.outcome == Outcome::kAccepted ? 1 : 0; });
  EXPECT_EQ(received, kCommands);
  EXPECT_FALSE(producer->submit(Deposit{account(1), 1, ""}).has_value());
  engine.reset();
  producer.reset();
  open();
  EXPECT_EQ(balance(account(1)), static_cast<std::int64_t>(kCommands));
}

TEST_P(EngineTest, AtPowerAReceiptMeansSynced) {
  options.durability = Durability::kPower;
  open();
  for (int i = 0; i < 20; ++i) {
    const Reply reply = call(Deposit{account(1), 1, ""});
    EXPECT_LE(reply.sequence.value, engine->positions().synced);
  }
}

TEST_P(EngineTest, WaitUntilReturnsWhenASequenceIsReleased) {
  open();
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(producer->submit(Deposit{account(1), 1, ""}).has_value());
  ASSERT_TRUE(engine->wait_until(Sequence{101}).has_value());
  EXPECT_GE(engine->positions().released, 101u);
}

TEST_P(EngineTest, AQueryAfterAStopSaysSo) {
  open();
  ASSERT_TRUE(engine->stop().has_value());
  auto answer = engine->query([](const Bank&) { return 1; });
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, Error::Kind::kStopped);
}

TEST_P(EngineTest, ASecondEngineOnTheSameDirectoryIsRefused) {
  open();
  const Error error = refused_to_open();
  EXPECT_EQ(error.kind, Error::Kind::kJournal);
  EXPECT_NE(error.message().find(options.directory), std::string::npos) << error.message();
}

TEST_P(EngineTest, OptionsThatCannotBeAreNamed) {
  options.ring_bytes = 1000;
  EXPECT_NE(refused_to_open().message().find("ring_bytes"), std::string::npos);
  options.ring_bytes = std::size_t{3} << 18;
  EXPECT_NE(refused_to_open().message().find("ring_bytes"), std::string::npos);
  options.ring_bytes = std::size_t{1} << 20;
  options.dedup_window_ns = UINT64_MAX;  // "for ever": the sum with a stamp would be in the past
  EXPECT_NE(refused_to_open().message().find("dedup_window_ns"), std::string::npos);
  options.dedup_window_ns = 1'000'000'000;
  options.allowed_skew_ns = UINT64_MAX;
  EXPECT_NE(refused_to_open().message().find("allowed_skew_ns"), std::string::npos);
}

// 48 bits of milliseconds reach further than 64 of nanoseconds.
TEST_P(EngineTest, AnIdOfTheFarFutureIsRefused) {
  open();
  constexpr std::uint64_t kNsPerMs = 1'000'000;
  const std::uint64_t wraps_to_now = Clock::real_ns() / kNsPerMs + UINT64_MAX / kNsPerMs;
  for (const std::uint64_t ms : {wraps_to_now, (std::uint64_t{1} << 48) - 1}) {
    const Reply reply = call(Deposit{account(1), 1, ""}, {.id = Id::uuid_v7(ms, 1, 1)});
    EXPECT_EQ(reply.outcome, Outcome::kRefused);
    EXPECT_EQ(reply.refusal, "sent_in_future");
  }
}

TEST_P(EngineTest, WhatAQueryThrowsIsThrownToWhoAsked) {
  open();
  const auto ask = [&] { return engine->query([](const auto&) -> int { throw std::runtime_error("no such row"); }); };
  EXPECT_THROW(static_cast<void>(ask()), std::runtime_error);
  EXPECT_TRUE(producer->call(Deposit{account(1), 5, ""}).has_value());
  EXPECT_EQ(balance(account(1)), 5);
}

TEST_P(EngineTest, AWindowSmallerThanTheRingIsRefused) {
  options.dedup_bytes = std::size_t{1} << 20;
  EXPECT_NE(refused_to_open().message().find("dedup_bytes"), std::string::npos);
}

class AskingTest : public EngineTest {};
INSTANTIATE_TEST_SUITE_P(Topologies, AskingTest, testing::Values(Topology::kPaired, Topology::kDedicated),
                         kNameOfTopology);

// Who sends and who asks are two threads, also where the sender's is the sequencer's.
TEST_P(AskingTest, AnotherThreadMayAskWhileOneSends) {
  open();
  std::atomic<bool> done{false};
  std::thread asks([&] {
    std::int64_t before = 0;
    while (!done) {
      const std::int64_t now = balance(account(1));
      EXPECT_GE(now, before);
      before = now;
    }
  });
  for (int i = 0; i < 20'000; ++i) {
    while (!producer->submit(Deposit{account(1), 1, ""}, {.when_full = WhenFull::kBusy}))
      producer->poll([](const Reply&) {});
  }
  while (producer->in_flight() != 0) producer->poll([](const Reply&) {});
  done = true;
  asks.join();
  EXPECT_EQ(balance(account(1)), 20'000);
}

class SharedIntakeTest : public testing::TestWithParam<Topology>, public EngineFixture<> {
 protected:
  SharedIntakeTest() {
    options.topology = GetParam();
    options.intake = Intake::kShared;
  }
};

INSTANTIATE_TEST_SUITE_P(Topologies, SharedIntakeTest, testing::Values(Topology::kPaired, Topology::kDedicated),
                         kNameOfTopology);

TEST_P(SharedIntakeTest, EveryProducerKeepsItsOrder) {
  open();
  constexpr int kProducers = 3;
  constexpr std::int64_t kCommands = 5'000;
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int p = 0; p < kProducers; ++p) {
    threads.emplace_back([&, p, mine = engine->producer()]() mutable {
      // Each deposit names the version that the one before must have left.
      std::uint64_t received = 0;
      const auto check = [&](const Reply& reply) { wrong += reply.version != ++received ? 1 : 0; };
      for (std::int64_t i = 0; i < kCommands; ++i) {
        const SubmitOptions with{.expected_version = static_cast<std::uint64_t>(i)};
        while (!mine.submit(Deposit{account(static_cast<std::uint64_t>(p)), 1, ""}, with)) mine.poll(check);
        mine.poll(check);
      }
      while (mine.in_flight() != 0) {
        mine.wait();
        mine.poll(check);
      }
      wrong += received != static_cast<std::uint64_t>(kCommands) ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong.load(), 0);
  for (int p = 0; p < kProducers; ++p) EXPECT_EQ(balance(account(static_cast<std::uint64_t>(p))), kCommands);
}

TEST_P(SharedIntakeTest, AStopWhileProducersSendLosesNothingThatWasAccepted) {
  open();
  constexpr int kProducers = 3;
  std::vector<std::thread> threads;
  std::atomic<std::int64_t> accepted{0};
  std::atomic<std::int64_t> receipts{0};
  std::atomic<std::int64_t> sent{0};
  for (int p = 0; p < kProducers; ++p) {
    threads.emplace_back([&, mine = engine->producer()]() mutable {
      const auto count = [&](const Reply&) { ++receipts; };
      for (;;) {
        auto ticket = mine.submit(Deposit{account(1), 1, ""});
        if (ticket) {
          ++accepted;
          ++sent;
        } else if (ticket.error().kind == SubmitError::Kind::kStopped) {
          break;
        }
        mine.poll(count);
      }
      while (mine.in_flight() != 0 && mine.poll(count) != 0) {
      }
    });
  }
  while (sent.load() < 20'000) std::this_thread::yield();
  ASSERT_TRUE(engine->stop().has_value());
  for (std::thread& thread : threads) thread.join();
  producer.reset();
  engine.reset();
  open();
  EXPECT_EQ(balance(account(1)), accepted.load());
  EXPECT_LE(receipts.load(), accepted.load());
}

}  // namespace
}  // namespace daybook
