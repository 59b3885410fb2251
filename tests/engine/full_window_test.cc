// A deduplication window that is full: producers are busy until time passes, and nothing is forgotten for it.

#include "tests/engine/engine_fixture.h"

namespace daybook {
namespace {

using bank::account;
using bank::Deposit;

class FullWindowTest : public testing::TestWithParam<Topology>, public EngineFixture<> {
 protected:
  FullWindowTest() { options.topology = GetParam(); }

  // A deduplication window that a few thousand commands fill, whose time is the test's.
  void open_with_small_window() {
    options.clock = Clock(&clock);
    options.ring_bytes = std::size_t{256} << 10;
    options.dedup_bytes = std::size_t{2} << 20;
    open();
  }
};

INSTANTIATE_TEST_SUITE_P(Topologies, FullWindowTest,
                         testing::Values(Topology::kInline, Topology::kPaired, Topology::kDedicated), kNameOfTopology);

// Sends deposits of 1 until the window is full; returns how many. Busy for a full ring or for want of credits ends when
// all receipts are in; busy for a full window does not.
template <class D>
std::size_t send_until_busy(Producer<D>& producer) {
  std::size_t sent = 0;
  while (sent < 100'000) {  // a window without bound
    const auto ticket = producer.submit(Deposit{account(1), 1, ""}, {.when_full = WhenFull::kBusy});
    if (ticket) {
      ++sent;
    } else if (producer.in_flight() == 0 || ticket.error().kind == SubmitError::Kind::kStopped) {
      break;
    } else {
      producer.poll([](const Reply&) {});
    }
  }
  return sent;
}

TEST_P(FullWindowTest, AFullDeduplicationWindowMakesProducersBusyUntilTimePasses) {
  open_with_small_window();
  const std::size_t sent = send_until_busy(*producer);
  EXPECT_GT(sent, 4'000u);
  EXPECT_LT(sent, 100'000u);
  EXPECT_FALSE(engine->error().has_value());
  clock.advance(61'000'000'000);
  EXPECT_TRUE(producer->submit(Deposit{account(1), 1, ""}, {.when_full = WhenFull::kBusy}).has_value());
  while (producer->in_flight() != 0) producer->poll([](const Reply&) {});
  EXPECT_EQ(balance(account(1)), static_cast<std::int64_t>(sent) + 1);
}

// Every entry that falls due makes room for one command, not for a ring full of them.
TEST_P(FullWindowTest, AFullDeduplicationWindowEmptiesOneByOne) {
  open_with_small_window();
  constexpr std::uint64_t kSparse = 100;
  constexpr std::uint64_t kStepNs = 1'000'000;
  for (std::uint64_t i = 0; i < kSparse; ++i) {
    ASSERT_TRUE(producer->call(Deposit{account(1), 1, ""}).has_value());
    clock.advance(kStepNs);
  }
  send_until_busy(*producer);
  clock.advance(60'000'000'000 - kSparse * kStepNs);
  std::size_t sent = 0;
  for (std::uint64_t i = 0; i < kSparse; ++i) {
    clock.advance(kStepNs);
    sent += send_until_busy(*producer);
    ASSERT_FALSE(engine->error().has_value()) << engine->error()->message();
  }
  EXPECT_GT(sent, kSparse / 2);
  EXPECT_LE(sent, kSparse + 1);
}

// The bound is for what comes: nothing that was decided is forgotten for it, and no start fails.
TEST_P(FullWindowTest, AWindowThatHoldsMoreThanItsBoundIsKeptByARestart) {
  open_with_small_window();
  const std::size_t sent = send_until_busy(*producer);
  options.dedup_bytes -= std::size_t{64} << 10;
  reopen();
  EXPECT_EQ(send_until_busy(*producer), 0u);
  clock.advance(61'000'000'000);
  EXPECT_GT(send_until_busy(*producer), 4'000u);
  EXPECT_GT(balance(account(1)), static_cast<std::int64_t>(sent) + 4'000);
}

TEST_P(FullWindowTest, AStopDoesNotWaitUntilTheDeduplicationWindowHasRoom) {
  options.intake = Intake::kShared;
  open_with_small_window();
  // Busy: the window is full, and so is the mailbox; time stands still.
  std::uint64_t sent = 0;
  for (unsigned busy = 0; busy < 20;) {
    if (producer->submit(Deposit{account(1), 1, ""}, {.when_full = WhenFull::kBusy})) {
      ++sent;
      busy = 0;
    } else if (producer->poll([](const Reply&) {}) == 0) {
      producer->wait();
      ++busy;
    }
  }
  stop();
  options.clock = Clock();
  options.dedup_bytes = std::size_t{64} << 20;
  open();
  EXPECT_EQ(balance(account(1)), static_cast<std::int64_t>(sent));
}

}  // namespace
}  // namespace daybook
