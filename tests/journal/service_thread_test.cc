// Writer, service and observers on threads of their own; meant for the thread sanitizer as much as for the assertions.

#include <atomic>
#include <cstring>
#include <thread>

#include "tests/journal/fixture.h"

namespace daybook::journal {
namespace {

class ServiceThread : public JournalTest, public testing::WithParamInterface<Durability> {
 protected:
  ServiceThread() { options_.durability = GetParam(); }

  void append(std::uint64_t sequence, std::size_t bytes) {
    const std::string payload = pattern(bytes, sequence);
    std::span<std::byte> room = journal_->claim(bytes);
    while (room.empty()) {
      ASSERT_EQ(journal_->failure(), nullptr);
      std::this_thread::yield();
      room = journal_->claim(bytes);
    }
    std::memcpy(room.data(), payload.data(), bytes);
    journal_->commit({.first_sequence = sequence, .count = 1}, bytes);
    written_.push_back(payload);
  }
};

TEST_P(ServiceThread, SyncsWhileTheWriterGoesOn) {
  constexpr std::uint64_t kBatches = 1500;
  open();
  std::atomic<bool> stop{false};
  std::thread service([&] {
    while (!stop.load(std::memory_order_acquire)) {
      if (!journal_->service_wanted() || !journal_->service()) std::this_thread::yield();
    }
  });
  std::thread observer([&] {
    std::uint64_t synced = 0;
    Position position;
    while (!stop.load(std::memory_order_acquire)) {
      const std::uint64_t sequence_now = journal_->synced_sequence();
      const Position position_now = journal_->synced();
      EXPECT_GE(sequence_now, synced);
      EXPECT_GE(position_now, position);
      EXPECT_LE(sequence_now, journal_->written_sequence());
      EXPECT_LE(position_now, journal_->written());
      const std::uint64_t durable = journal_->durable_sequence();  // before the other, which goes on
      EXPECT_LE(durable, journal_->written_sequence());
      journal_->release(position_now, sequence_now);
      journal_->release_before(Position{});
      synced = sequence_now;
      position = position_now;
      std::this_thread::yield();
    }
  });
  for (std::uint64_t sequence = 1; sequence <= kBatches; ++sequence) {
    append(sequence, 100 + sequence * 7 % 5000);
    if (sequence % 100 == 0) journal_->tick(sequence);
  }
  journal_->request_sync();
  while (journal_->synced_sequence() < kBatches) {
    ASSERT_EQ(journal_->failure(), nullptr);
    std::this_thread::yield();
  }
  EXPECT_EQ(journal_->durable_sequence(), kBatches);
  stop.store(true, std::memory_order_release);
  service.join();
  observer.join();
  close();
  open();
  EXPECT_TRUE(same(recovered_, written_));
  EXPECT_TRUE(report_.clean) << report_.cut_reason;
}

TEST_P(ServiceThread, ReaderInTheSameProcessFollows) {
  constexpr std::uint64_t kBatches = 1000;
  open();
  std::atomic<bool> stop{false};
  std::thread service([&] {
    while (!stop.load(std::memory_order_acquire)) {
      if (!journal_->service_wanted() || !journal_->service()) std::this_thread::yield();
    }
  });
  std::thread follower([&] {
    auto reader = Reader::open(*storage_, directory(), {});
    ASSERT_TRUE(reader) << reader.error().message();
    for (std::uint64_t sequence = 1; sequence <= kBatches;) {
      auto batch = reader->next();
      ASSERT_TRUE(batch) << batch.error().message();
      if (!*batch) {
        std::this_thread::yield();
        continue;
      }
      ASSERT_EQ((*batch)->header.first_sequence, sequence);
      const std::string wanted = pattern(3000, sequence);
      ASSERT_EQ(std::memcmp((*batch)->payload.data(), wanted.data(), wanted.size()), 0);
      ++sequence;
    }
  });
  for (std::uint64_t sequence = 1; sequence <= kBatches; ++sequence) {
    append(sequence, 3000);
    journal_->release(journal_->written(), sequence);
  }
  follower.join();
  stop.store(true, std::memory_order_release);
  service.join();
}

INSTANTIATE_TEST_SUITE_P(Level, ServiceThread, testing::Values(Durability::kProcess, Durability::kPower),
                         [](const auto& level) { return level.param == Durability::kProcess ? "Process" : "Power"; });

}  // namespace
}  // namespace daybook::journal
