// A full disk: new work is refused before anything breaks, what was accepted is answered, and when space returns work
// goes on. On a simulated disk, and on a real small file system where the machine allows one.

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

#include "engine/engine.h"
#include "journal/simulated_disk.h"
#include "tests/engine/bank.h"
#include "tests/engine/temporary_directory.h"

// Last: it defines BLOCK_SIZE, which is a name in moodycamel's queue.
#include <sys/mount.h>

namespace daybook {
namespace {

using Bank = bank::Domain<>;

// Deposits until the disk is full; returns how many were accepted. They are answered, some perhaps only when there is
// room again.
std::uint64_t fill(Engine<Bank>& engine, Producer<Bank>& producer, std::uint64_t& number) {
  constexpr std::uint64_t kMost = 200'000;
  const std::uint64_t before = producer.in_flight();
  std::uint64_t accepted = 0;
  std::uint64_t answered = 0;
  const auto take = [&](const Reply& reply) {
    EXPECT_EQ(reply.outcome, Outcome::kAccepted);
    ++answered;
  };
  for (; accepted < kMost; ++number) {
    const auto ticket = producer.submit(bank::Deposit{bank::account(number % 50), 1, "filling the disk, bit by bit"},
                                        {.when_full = WhenFull::kBusy});
    if (ticket) {
      ++accepted;
      continue;
    }
    if (ticket.error().kind == SubmitError::Kind::kNoSpace) break;
    EXPECT_EQ(ticket.error().kind, SubmitError::Kind::kBusy) << ticket.error().message();
    if (testing::Test::HasFailure()) break;
    producer.poll(take);
  }
  EXPECT_LT(accepted, kMost) << "the disk was never full";
  for (int i = 0; i < 1'000 && producer.in_flight() != 0; ++i) {
    producer.poll(take);
    producer.wait();
  }
  EXPECT_EQ(answered + producer.in_flight(), before + accepted);
  EXPECT_FALSE(engine.error()) << engine.error()->message();
  return accepted;
}

// One more deposit, once there is room again.
bool goes_on(Producer<Bank>& producer) {
  for (int i = 0; i < 2'000; ++i) {
    const auto reply = producer.call(bank::Deposit{bank::account(1), 1, "more"});
    if (reply) return reply->outcome == Outcome::kAccepted;
    EXPECT_EQ(reply.error().kind, SubmitError::Kind::kNoSpace) << reply.error().message();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

Options small(const std::string& directory) {
  return {.directory = directory,
          .durability = Durability::kProcess,
          .intake = Intake::kDirect,
          .ring_bytes = std::size_t{256} << 10,
          .segment_bytes = journal::kMinSegmentBytes,
          .dedup_bytes = std::size_t{16} << 20};
}

TEST(FullDisk, Simulated) {
  journal::SimulatedDisk disk(1, std::uint64_t{9} << 20);
  Options options = small("/shop");
  options.topology = Topology::kInline;
  options.storage = &disk;
  std::uint64_t accepted = 0;
  std::uint64_t hash = 0;
  {
    auto engine = Engine<Bank>::open(options);
    ASSERT_TRUE(engine) << engine.error().message();
    auto producer = engine->producer();
    std::uint64_t number = 0;
    accepted = fill(*engine, producer, number);
    EXPECT_GT(accepted, 1'000U);
    // It stays refused, and nothing else happens.
    EXPECT_EQ(producer.call(bank::Deposit{bank::account(1), 1, ""}).error().kind, SubmitError::Kind::kNoSpace);
    disk.set_capacity(std::uint64_t{14} << 20);
    EXPECT_TRUE(goes_on(producer));
    accepted += 1 + fill(*engine, producer, number);
    hash = engine->state_hash().value();
    ASSERT_TRUE(engine->stop());
  }
  disk.set_capacity(std::uint64_t{20} << 20);
  auto engine = Engine<Bank>::open(options);
  ASSERT_TRUE(engine) << engine.error().message();
  EXPECT_EQ(engine->recovery().last_sequence, accepted + 1);  // and the engine's own record
  EXPECT_EQ(engine->state_hash().value(), hash);
}

// The event journal has no room for the decisions of what was accepted: the stop says so, and the next start decides.
TEST(FullDisk, StopDoesNotWaitForSpace) {
  journal::SimulatedDisk disk(1);
  Options options = small("/shop");
  options.topology = Topology::kInline;
  options.ring_bytes = std::size_t{1} << 20;
  options.storage = &disk;
  std::uint64_t sent = 0;
  {
    auto engine = Engine<Bank>::open(options);
    ASSERT_TRUE(engine) << engine.error().message();
    auto producer = engine->producer();
    // Into the ring, and from there into the command journal; nothing is decided before the next `do_work`.
    disk.set_capacity(0);
    for (;; ++sent) {
      const auto ticket =
          producer.submit(bank::Deposit{bank::account(sent % 50), 1, ""}, {.when_full = WhenFull::kBusy});
      if (ticket) continue;
      if (ticket.error().kind == SubmitError::Kind::kNoSpace) break;
      engine->do_work();
    }
    for (int i = 0; i < 50; ++i) engine->do_work();
    ASSERT_FALSE(engine->error());
    const auto stopped = engine->stop();
    ASSERT_FALSE(stopped);
    EXPECT_NE(stopped.error().message().find("the disk is full"), std::string::npos) << stopped.error().message();
  }
  const auto refused = Engine<Bank>::open(options);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message().find("the disk is full"), std::string::npos) << refused.error().message();
  disk.set_capacity(journal::SimulatedDisk::kUnlimited);
  auto engine = Engine<Bank>::open(options);
  ASSERT_TRUE(engine) << engine.error().message();
  EXPECT_GT(engine->recovery().redecided, 0U);
  EXPECT_LE(engine->recovery().last_sequence, sent + 1);
  EXPECT_GT(engine->recovery().last_sequence, sent / 2);
}

// Sends deposits on a disk that is full from now on, without a turn for the engine in between; returns how many of
// them it can decide before its event journal has no room for one more decision.
std::uint64_t decide_without_space(const Options& options, journal::SimulatedDisk& disk, std::uint64_t count) {
  auto engine = Engine<Bank>::open(options);
  EXPECT_TRUE(engine) << engine.error().message();
  auto producer = engine->producer();
  disk.set_capacity(0);
  std::uint64_t decided = 0;
  const auto take = [&](const Reply&) { ++decided; };
  for (std::uint64_t i = 0; i < count; ++i) {
    EXPECT_TRUE(producer.submit(bank::Deposit{bank::account(i % 50), 1, ""}, {.when_full = WhenFull::kBusy}));
  }
  for (int i = 0; i < 100; ++i) producer.poll(take), engine->do_work();
  producer.poll(take);
  (void)engine->stop();
  return decided;
}

// New rules must be journaled, and decided, before anything else: a start that cannot says so, whoever would have
// driven the intake.
TEST(FullDisk, AStartThatCannotJournalItsRulesSaysSo) {
  Options options = small("/shop");
  options.topology = Topology::kInline;
  options.ring_bytes = std::size_t{2} << 20;
  constexpr std::uint64_t kMore = 16'000;  // than two segments of the event journal hold
  journal::SimulatedDisk rehearsal(1);
  options.storage = &rehearsal;
  const std::uint64_t most = decide_without_space(options, rehearsal, kMore);
  ASSERT_GT(most, 100U);
  ASSERT_LT(most, kMore);
  journal::SimulatedDisk disk(1);
  options.storage = &disk;
  ASSERT_EQ(decide_without_space(options, disk, most), most);
  for (const Intake intake : {Intake::kShared, Intake::kDirect}) {
    for (const Topology topology : {Topology::kInline, Topology::kPaired}) {
      options.intake = intake;
      options.topology = topology;
      const auto refused = Engine<bank::Domain<2>>::open(options);
      ASSERT_FALSE(refused);
      EXPECT_NE(refused.error().message().find("the disk is full"), std::string::npos) << refused.error().message();
    }
  }
  disk.set_capacity(journal::SimulatedDisk::kUnlimited);
  auto engine = Engine<bank::Domain<2>>::open(options);
  ASSERT_TRUE(engine) << engine.error().message();
  EXPECT_GE(engine->recovery().last_sequence, most + 1);
}

// A file system of a few MiB in memory, for as long as this lives.
class SmallFileSystem {
 public:
  SmallFileSystem() : mounted_(::mount("tmpfs", directory_.path().c_str(), "tmpfs", 0, "size=14m") == 0) {
    if (!mounted_) why_ = std::strerror(errno);
  }
  ~SmallFileSystem() {
    if (mounted_) ::umount2(directory_.path().c_str(), MNT_DETACH);
  }
  SmallFileSystem(const SmallFileSystem&) = delete;
  SmallFileSystem& operator=(const SmallFileSystem&) = delete;
  [[nodiscard]] bool mounted() const { return mounted_; }
  [[nodiscard]] const std::string& why() const { return why_; }
  [[nodiscard]] std::string file(const std::string& name) const { return directory_.file(name); }

 private:
  TemporaryDirectory directory_;
  bool mounted_;
  std::string why_;
};

TEST(FullDisk, Real) {
  const SmallFileSystem small_disk;
  if (!small_disk.mounted()) GTEST_SKIP() << "not run: this machine permits no mounts (" << small_disk.why() << ")";
  {
    std::ofstream(small_disk.file("ballast")) << std::string(std::size_t{3} << 20, 'x');
    std::ofstream(small_disk.file("more ballast")) << std::string(std::size_t{3} << 20, 'x');
  }
  std::uint64_t accepted = 0;
  std::uint64_t hash = 0;
  {
    auto engine = Engine<Bank>::open(small(small_disk.file("shop")));
    ASSERT_TRUE(engine) << engine.error().message();
    auto producer = engine->producer();
    std::uint64_t number = 0;
    accepted = fill(*engine, producer, number);
    EXPECT_GT(accepted, 1'000U);
    std::filesystem::remove(small_disk.file("ballast"));
    EXPECT_TRUE(goes_on(producer));
    accepted += 1 + fill(*engine, producer, number);
    std::filesystem::remove(small_disk.file("more ballast"));
    while (producer.in_flight() != 0 && !engine->error()) producer.poll([](const Reply&) {});
    hash = engine->state_hash().value();
    ASSERT_TRUE(engine->stop());
  }
  auto engine = Engine<Bank>::open(small(small_disk.file("shop")));
  ASSERT_TRUE(engine) << engine.error().message();
  EXPECT_EQ(engine->recovery().last_sequence, accepted + 1);
  EXPECT_EQ(engine->state_hash().value(), hash);
}

}  // namespace
}  // namespace daybook
