// Reactors when the power is lost at any operation, and when their process is killed: commands exactly once, side
// effects at least once.

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <set>

#include "engine/drill/kill.h"
#include "journal/simulated_disk.h"
#include "tests/engine/cashback.h"
#include "tests/engine/temporary_directory.h"

namespace daybook {
namespace {

using Bank = bank::Domain<>;
using bank::Cashback;
using bank::Letters;
using journal::SimulatedDisk;

constexpr const char* kDirectory = "/data/shop";
constexpr std::uint64_t kBegin = 1'800'000'000'000'000'000;

// What is wrong with a journal whose reactors have caught up: each withdrawal of more than the fee was followed by one
// cashback and one commission.
template <class Engines>
std::string missing_answers(Engines& engine, journal::Storage& storage, const std::string& directory) {
  auto feed = Feed::open(storage, directory, 1);
  if (!feed) return feed.error().message();
  std::int64_t withdrawals = 0;
  for (;;) {
    const auto record = feed->next();
    if (!record) return record.error().message();
    if (!*record) break;
    for_each_event(**record, {}, [&](const EventView& view, const EventContext&) {
      bank::Withdrawn event{};
      if (view.header->type != kMessage<bank::Withdrawn>.type) return;
      if (decode(view.payload(), view.header->block_bytes, event) && event.amount != bank::Fees::kFee) ++withdrawals;
    });
  }
  const std::int64_t commissions = engine
                                       .query([](const Bank& domain) {
                                         const bank::Row* row = domain.get<bank::Bank<1, true>>().rows.find("house");
                                         return row != nullptr ? row->balance : 0;
                                       })
                                       .value();
  if (commissions == withdrawals) return {};
  return fmt::format("{} withdrawals, {} commissions", withdrawals, commissions);
}

TEST(Checkpoint, IsTheOldOneOrTheNewOneWhereverThePowerIsLost) {
  const Checkpoint first{.point = {7, 1}, .parked = "at noon\nor so"};
  const Checkpoint second{.point = {4'000'000'000, 2}};
  SimulatedDisk disk(1);
  ASSERT_TRUE(disk.create_directory("/data") && disk.create_directory(kDirectory) && disk.sync_directory("/") &&
              disk.sync_directory("/data"));
  unsigned operations = 0;
  std::size_t stored = 0;
  std::set<std::uint64_t> found;
  disk.hook = [&](const journal::Operation& operation) {
    if (!operation.changes()) return journal::Fault{};
    ++operations;
    for (unsigned i = 0; i < 50; ++i) {
      const auto after = disk.after_power_loss(operations * 100 + i);
      const auto file = CheckpointFile::open(*after, kDirectory, "sales");
      EXPECT_TRUE(file.has_value()) << (file ? "" : file.error().message());
      const auto loaded = file->load();
      EXPECT_TRUE(loaded.has_value()) << (loaded ? "" : loaded.error().message());
      const std::uint64_t sequence = *loaded ? (*loaded)->point.sequence : 0;
      EXPECT_TRUE(sequence == (stored == 0 ? 0 : first.point.sequence) ||
                  sequence == (stored == 0 ? first.point.sequence : second.point.sequence))
          << sequence;
      found.insert(sequence);
    }
    return journal::Fault{};
  };
  auto file = CheckpointFile::open(disk, kDirectory, "sales");
  ASSERT_TRUE(file.has_value());
  ASSERT_TRUE(file->store(first));
  stored = 1;
  ASSERT_TRUE(file->store(second));
  disk.hook = nullptr;
  EXPECT_GE(operations, 9U);
  EXPECT_EQ(found, (std::set<std::uint64_t>{0, first.point.sequence, second.point.sequence}));
  EXPECT_EQ(*file->load(), second);
  ASSERT_TRUE(file->store(first));
  EXPECT_EQ((*file->load())->parked, "at noon or so");
  const auto all = read_checkpoints(disk, kDirectory);
  ASSERT_TRUE(all.has_value());
  ASSERT_EQ(all->size(), 1U);
  EXPECT_EQ(all->at("sales").point, first.point);
}

TEST(Checkpoint, IsNamedAfterWhatCanNameAFile) {
  SimulatedDisk disk(1);
  ASSERT_TRUE(disk.create_directory("/data"));
  for (const Id& bad : {Id{}, Id{"a/b"}, Id{"../x"}, Id{"a b"}, Id{".x"}, Id{"x.new"}})
    EXPECT_FALSE(CheckpointFile::open(disk, "/data", bad).has_value());
  for (const Id& good : {Id{"sales"}, Id{"v1.2_x-Y"}, Id::named("reactor", "x")})
    EXPECT_TRUE(CheckpointFile::open(disk, "/data", good).has_value());
}

class ReactorPowerLoss : public testing::TestWithParam<Durability> {
 protected:
  Options options(journal::Storage& disk) {
    return {.directory = kDirectory,
            .durability = GetParam(),
            .topology = Topology::kInline,
            .ring_bytes = std::size_t{256} << 10,
            .credits = 64,
            .segment_bytes = journal::kMinSegmentBytes,
            .dedup_bytes = std::size_t{4} << 20,
            .clock = Clock(&clock_),
            .storage = &disk};
  }
  struct Running {
    Engine<Bank> engine;
    std::unique_ptr<Reactor<Bank, Cashback>> cashback;
    std::unique_ptr<Reactor<Bank, Letters>> letters;
  };
  Running run(SimulatedDisk& disk, std::vector<Letters::Letter>& out) {
    auto engine = Engine<Bank>::open(options(disk));
    EXPECT_TRUE(engine.has_value()) << engine.error().message();
    auto cashback = Reactor<Bank, Cashback>::open(*engine);
    EXPECT_TRUE(cashback.has_value()) << cashback.error().message();
    Letters post;
    post.letters = &out;
    auto letters = Reactor<Bank, Letters>::open(*engine, std::move(post));
    EXPECT_TRUE(letters.has_value()) << letters.error().message();
    return {std::move(*engine), std::move(*cashback), std::move(*letters)};
  }
  void catch_up(Running& running) {
    for (int i = 0; i < 10'000 && !(running.cashback->caught_up() && running.letters->caught_up()); ++i) {
      running.engine.do_work();
      running.cashback->do_work();
      running.letters->do_work();
    }
    ASSERT_TRUE(running.cashback->caught_up() && running.letters->caught_up());
  }
  // Everything that happened has its answers, once, and its letters.
  void recover(SimulatedDisk& disk, std::vector<Letters::Letter> sent, const std::string& where) {
    if (HasFailure()) return;
    ++recoveries_;
    Running running = run(disk, sent);
    catch_up(running);
    repeated_ += running.cashback->status().repeated;
    if (running.cashback->status().another_history) ++other_histories_;
    EXPECT_EQ(missing_answers(running.engine, disk, kDirectory), "") << where;
    std::set<std::uint64_t> written;
    for (const Letters::Letter& letter : sent) written.insert(letter.context.sequence.value);
    auto feed = Feed::open(disk, kDirectory, 1);
    for (auto record = feed->next(); record.has_value() && record->has_value(); record = feed->next()) {
      const std::uint64_t sequence = (*record)->header().sequence;
      for_each_event(**record, {}, [&](const EventView& view, const EventContext&) {
        if (view.header->type != kMessage<bank::Withdrawn>.type) return;
        EXPECT_TRUE(written.contains(sequence)) << sequence << where;
      });
    }
  }

  ManualClock clock_{kBegin};
  std::uint64_t recoveries_ = 0;
  std::uint64_t repeated_ = 0;
  std::uint64_t other_histories_ = 0;
};

TEST_P(ReactorPowerLoss, AtEveryOperationAnswersAreNeitherLostNorDoubled) {
  const unsigned outcomes = std::getenv("DAYBOOK_EFFORT") != nullptr ? 40 : 4;
  SimulatedDisk disk(2);
  ASSERT_TRUE(disk.create_directory("/data") && disk.sync_directory("/"));
  std::vector<Letters::Letter> letters;
  std::uint64_t operations = 0;
  disk.hook = [&](const journal::Operation& operation) {
    if (!operation.changes() || HasFailure()) return journal::Fault{};
    const std::string where = " (operation " + std::to_string(++operations) + ", " + operation.text() + ")";
    const std::uint64_t now = clock_.now_ns();
    for (unsigned i = 0; i < outcomes; ++i) recover(*disk.after_power_loss(operations * 100 + i), letters, where);
    recover(*disk.after_kill(), letters, where + " kill");
    clock_.set(now);
    return journal::Fault{};
  };
  for (int session = 0; session < 2; ++session) {
    Running running = run(disk, letters);
    auto producer = running.engine.producer();
    for (int i = 0; i < 12; ++i) {
      clock_.advance(30'000'000);
      ASSERT_TRUE(producer.submit(bank::Deposit{"ada", 100, {}}) && producer.submit(bank::Withdraw{"ada", 50}));
      disk.look();
      running.engine.do_work();
      disk.look();
      running.cashback->do_work();
      if (i % 3 == 0) running.letters->do_work();
      producer.poll([](const Reply&) {});
    }
    if (session == 1) catch_up(running);
  }
  disk.hook = nullptr;
  std::cout << "power cut at each of " << operations << " operations of an engine with reactors: " << recoveries_
            << " recoveries, " << repeated_ << " commands sent again, " << other_histories_ << " other histories\n";
  EXPECT_GT(operations, 40U);
  EXPECT_GT(repeated_, 0U);
}

INSTANTIATE_TEST_SUITE_P(Durability, ReactorPowerLoss, testing::Values(Durability::kProcess, Durability::kPower),
                         [](const auto& test) { return test.param == Durability::kPower ? "Power" : "Process"; });

// A process with an engine, a busy producer and a reactor on its own thread; killed at any moment.
TEST(ReactorProcess, KilledAtAnyMomentItsCommandsRunOnce) {
  const int lives = std::getenv("DAYBOOK_EFFORT") != nullptr ? 100 : 8;
  const TemporaryDirectory directory;
  const Options options{.directory = directory.file("engine"),
                        .durability = Durability::kProcess,
                        .topology = Topology::kPaired,
                        .segment_bytes = journal::kMinSegmentBytes,
                        .dedup_bytes = std::size_t{64} << 20};
  std::mt19937_64 random(11);
  for (int life = 0; life < lives; ++life) {
    drill::ReceiptChild child([&](const drill::ReceiptChild::SendReceipt& out) -> std::string {
      auto engine = Engine<Bank>::open(options);
      if (!engine) return engine.error().message();
      auto cashback = Reactor<Bank, Cashback>::open(*engine);
      if (!cashback) return cashback.error().message();
      if (auto started = (*cashback)->start(); !started) return started.error().message();
      auto producer = engine->producer();
      for (;;) {
        const auto paid = producer.call(bank::Deposit{"ada", 100, {}});
        const auto drawn = producer.call(bank::Withdraw{"ada", 50});
        if (!paid || !drawn) return "the engine stopped";
        out(*drawn);
      }
    });
    Receipt receipt;
    const std::uint64_t dies_after = random() % 300;
    for (std::uint64_t i = 0; i < dies_after && child.read(receipt); ++i) continue;
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 2'000));
    child.kill();
    while (child.read(receipt)) continue;
    ASSERT_EQ(child.wrong(), "");
  }
  Options calm = options;
  calm.topology = Topology::kInline;
  auto engine = Engine<Bank>::open(calm);
  ASSERT_TRUE(engine.has_value()) << engine.error().message();
  auto cashback = Reactor<Bank, Cashback>::open(*engine);
  ASSERT_TRUE(cashback.has_value()) << cashback.error().message();
  while (!(*cashback)->caught_up() && !(*cashback)->status().parked()) (*cashback)->do_work();
  EXPECT_EQ((*cashback)->status().failure, "");
  EXPECT_EQ(missing_answers(*engine, journal::Storage::system(), options.directory), "");
  std::cout << lives << " kills, " << engine->positions().released << " commands, " << (*cashback)->status().repeated
            << " sent again at the end\n";
}

}  // namespace
}  // namespace daybook
