// The whole engine on a disk that loses its power at every operation: every released receipt survives, the state is
// that of a run without a loss, and both journals tell the same story.

#include <gtest/gtest.h>
#include <malloc.h>

#include <cstdlib>
#include <iostream>

#include "engine/engine.h"
#include "engine/replay.h"
#include "journal/simulated_disk.h"
#include "tests/engine/bank.h"

namespace daybook {
namespace {

using Bank = bank::Domain<>;
using journal::Operation;
using journal::SimulatedDisk;

constexpr const char* kDirectory = "/data/shop";
constexpr std::uint64_t kBegin = 1'800'000'000'000'000'000;

struct Sent {
  Id id;
  bank::Account account;
  std::int64_t amount;  // below zero: a withdrawal
};

// Some accounts, deposits and withdrawals; some are refused, some block an account.
std::vector<Sent> commands(std::size_t count) {
  std::mt19937_64 random(3);
  std::vector<Sent> all;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t ms = kBegin / 1'000'000 + i;
    all.push_back({Id::uuid_v7(ms, random(), random()), bank::account(random() % 9),
                   static_cast<std::int64_t>(random() % 200) - 80});
  }
  return all;
}

class PowerLoss : public testing::TestWithParam<Durability> {
 protected:
  using Engines = Engine<Bank>;

  Options options(journal::Storage& disk) {
    return {.directory = kDirectory,
            .durability = GetParam(),
            .topology = Topology::kInline,
            .intake = Intake::kDirect,
            .ring_bytes = std::size_t{256} << 10,
            .segment_bytes = journal::kMinSegmentBytes,
            .dedup_bytes = std::size_t{4} << 20,
            .clock = Clock(&clock_),
            .storage = &disk};
  }
  template <class Do>
  static auto with_command(const Sent& sent, Do&& run) {
    if (sent.amount < 0) return run(bank::Withdraw{sent.account, -sent.amount});
    return run(bank::Deposit{sent.account, sent.amount, "note"});
  }
  // By sequence: what becomes of each command, and the state after it, when nothing goes wrong.
  void make_reference() {
    SimulatedDisk disk(1);
    ASSERT_TRUE(disk.create_directory("/data"));
    auto engine = Engines::open(options(disk));
    ASSERT_TRUE(engine) << engine.error().message();
    auto producer = engine->producer();
    hashes_.push_back(0);
    hashes_.push_back(engine->state_hash().value());
    for (const Sent& sent : commands_) {
      clock_.advance(1'000'000);
      const auto reply = with_command(sent, [&](const auto& c) { return producer.call(c, {.id = sent.id}); });
      ASSERT_TRUE(reply);
      replies_.push_back(*reply);
      hashes_.push_back(engine->state_hash().value());
    }
    clock_.set(kBegin);
  }

  static std::string differing(const Reply& a, const Reply& b) {
    if (a.sequence == b.sequence && a.outcome == b.outcome && a.code == b.code && a.version == b.version &&
        a.refused_follow_ups == b.refused_follow_ups && a.related == b.related) {
      return "";
    }
    return "the receipt differs";
  }

  // Opens the engine on what is left. `released`: how many receipts its users have seen.
  void recover(SimulatedDisk& disk, std::size_t released, const std::string& where) {
    if (HasFailure()) return;
    ++recoveries_;
    auto engine = Engines::open(options(disk));
    ASSERT_TRUE(engine) << engine.error().message() << where;
    const std::uint64_t last = engine->recovery().last_sequence;
    // Sequence 1 is the engine's own record.
    const std::size_t found = last == 0 ? 0 : last - 1;
    ASSERT_GE(found, released) << where;
    ASSERT_LE(found, commands_.size()) << where;
    EXPECT_EQ(engine->state_hash().value(), hashes_[found + 1]) << where;
    decided_again_ += engine->recovery().redecided;
    auto producer = engine->producer();
    // Sent again: the original receipt. The next one: as if nothing had happened.
    for (std::size_t i = found - std::min<std::size_t>(found, 4); i < std::min(found + 2, commands_.size()); ++i) {
      const auto reply =
          with_command(commands_[i], [&](const auto& c) { return producer.call(c, {.id = commands_[i].id}); });
      ASSERT_TRUE(reply) << where;
      if (i < found) {
        EXPECT_EQ(differing(*reply, replies_[i]), "") << where;
      } else {
        EXPECT_EQ(reply->outcome, replies_[i].outcome) << where;
      }
    }
    const std::uint64_t hash = engine->state_hash().value();
    ASSERT_TRUE(engine->stop()) << where;
    Replay<Bank> replay(disk, kDirectory,
                        {.source = ReplayOptions::Source::kBoth, .limit = journal::ReaderOptions::Limit::kWritten});
    const auto report = replay.run();
    ASSERT_TRUE(report) << report.error().message() << where;
    EXPECT_EQ(report->state_hash, hash) << where;
  }

  ManualClock clock_{kBegin};
  const std::vector<Sent> commands_ = commands(120);
  std::vector<Reply> replies_;         // to `commands_`
  std::vector<std::uint64_t> hashes_;  // after each sequence
  std::uint64_t recoveries_ = 0;
  std::uint64_t decided_again_ = 0;
};

TEST_P(PowerLoss, AtEveryOperationEveryReleasedReceiptSurvives) {
  make_reference();
  ASSERT_FALSE(HasFailure());
  const unsigned outcomes = std::getenv("DAYBOOK_EFFORT") != nullptr ? 100 : 20;
  SimulatedDisk disk(2);
  ASSERT_TRUE(disk.create_directory("/data"));
  ASSERT_TRUE(disk.sync_directory("/"));
  std::size_t released = 0;  // receipts that were seen
  std::size_t proven = 0;    // of those, at the level that survives the loss of power
  std::uint64_t operations = 0;
  const auto cut = [&] {
    if (HasFailure()) return;
    const std::string where = " (operation " + std::to_string(++operations) + ")";
    const std::uint64_t now = clock_.now_ns();
    const std::size_t durable = GetParam() == Durability::kPower ? released : proven;
    for (unsigned i = 0; i < outcomes; ++i) recover(*disk.after_power_loss(operations * 100 + i), durable, where);
    recover(*disk.after_kill(), released, where + " kill");
    clock_.set(now);
  };
  disk.hook = [&](const Operation& operation) {
    if (operation.changes()) cut();
    return journal::Fault{};
  };
  std::size_t sent = 0;
  for (int session = 0; session < 3; ++session) {
    auto engine = Engines::open(options(disk));
    ASSERT_TRUE(engine) << engine.error().message();
    auto producer = engine->producer();
    const auto take = [&](const Reply& reply) {
      EXPECT_EQ(differing(reply, replies_[released]), "");
      ++released;
    };
    const std::size_t until = commands_.size() * static_cast<std::size_t>(session + 1) / 3;
    while (sent < until) {
      // A burst, then some time for its journey; the disk is not always done when the next burst comes.
      for (std::size_t i = 0; i < 7 && sent < until; ++i, ++sent) {
        clock_.advance(1'000'000);
        ASSERT_TRUE(with_command(commands_[sent], [&](const auto& c) {
          return producer.submit(c, {.id = commands_[sent].id}).has_value();
        }));
      }
      disk.look();
      for (int i = 0; i < 1 + static_cast<int>(sent % 3); ++i) {
        engine->do_work();
        disk.look();
        producer.poll(take);
      }
      if (sent % 4 == 0) clock_.advance(150'000'000);
    }
    while (producer.in_flight() != 0) {
      engine->do_work();
      producer.poll(take);
    }
    ASSERT_TRUE(engine->stop());
    proven = released;
  }
  disk.hook = nullptr;
  EXPECT_EQ(released, commands_.size());
  std::cout << "power cut at each of " << operations << " operations of an engine: " << recoveries_ << " recoveries, "
            << decided_again_ << " commands decided again\n";
  EXPECT_GT(operations, 40U);
  EXPECT_GT(decided_again_, 0U);
}

const bool keeps_memory = ::mallopt(M_MMAP_THRESHOLD, 1 << 30) != 0 && ::mallopt(M_TRIM_THRESHOLD, 1 << 30) != 0;

INSTANTIATE_TEST_SUITE_P(Durability, PowerLoss, testing::Values(Durability::kProcess, Durability::kPower),
                         [](const auto& test) { return test.param == Durability::kPower ? "Power" : "Process"; });

}  // namespace
}  // namespace daybook
