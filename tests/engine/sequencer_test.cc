// The one writer of the ring buffer: batches of records that are published together.

#include "engine/sequencer.h"

#include <gtest/gtest.h>

#include "engine/ingress.h"

namespace daybook {
namespace {

constexpr std::size_t kRingBytes = 4096;
constexpr std::size_t kRecordBytes = 64;

class SequencerTest : public testing::Test {
 protected:
  SequencerTest() { sequencer_.gate_on(consumed_); }

  // False: the ring is full.
  bool append() {
    std::byte* record = sequencer_.claim(kRecordBytes);
    if (record == nullptr) return false;
    *reinterpret_cast<CommandHeader*>(record) = CommandHeader{.bytes = kRecordBytes, .type = 1};
    sequencer_.append(record);
    return true;
  }
  // Of the published records: how many, and that their sequences follow one another.
  std::uint64_t seen() {
    std::uint64_t count = 0;
    for (std::uint64_t at = 0; at != sequencer_.published().load(); at += kRecordBytes)
      EXPECT_EQ(CommandView(ring_.at(at)).header().sequence, ++count);
    return count;
  }

  ByteRing ring_ = ByteRing::create(kRingBytes).value();
  Status status_;
  Cursor consumed_;
  Sequencer sequencer_{ring_, Clock(), status_};
};

TEST_F(SequencerTest, ABatchIsSeenAsAWhole) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(append());
  EXPECT_EQ(seen(), 0);
  sequencer_.publish();
  EXPECT_EQ(seen(), 3);
}

TEST_F(SequencerTest, PublishingNothingShowsNothing) {
  ASSERT_TRUE(append());
  sequencer_.publish();
  sequencer_.publish();
  EXPECT_EQ(seen(), 1);
}

TEST_F(SequencerTest, WhatIsAppendedTakesRoomBeforeItIsPublished) {
  for (std::size_t i = 0; i < kRingBytes / kRecordBytes; ++i) ASSERT_TRUE(append());
  EXPECT_FALSE(append());
  sequencer_.publish();
  EXPECT_FALSE(append());
  consumed_.advance(kRecordBytes);
  EXPECT_TRUE(append());
  EXPECT_FALSE(append());
}

TEST_F(SequencerTest, BeyondTheWindowsLimitABatchIsOneCommand) {
  // Every place but those of the records on their way is taken, and its oldest entry may be forgotten at once.
  LogicLevel level;
  level.size.store(1);
  level.forget_after_ns.store(0);
  ASSERT_TRUE(sequencer_.stamp());
  sequencer_.watch(level, Sequencer::most_in_ring(kRingBytes));
  EXPECT_TRUE(sequencer_.admits());
  ASSERT_TRUE(append());
  EXPECT_FALSE(sequencer_.admits());
  sequencer_.publish();
  EXPECT_FALSE(sequencer_.admits());
  consumed_.advance(kRecordBytes);
  EXPECT_TRUE(sequencer_.admits());
  level.forget_after_ns.store(UINT64_MAX);
  EXPECT_FALSE(sequencer_.admits());
  status_.advance(Status::State::kRunning, Status::State::kStopping);
  EXPECT_TRUE(sequencer_.admits()) << "a stop waits for what was accepted, not for time to pass";
}

TEST(Mailboxes, OneWhoseProducerIsGoneIsUsedAgainWhenItsReceiptsHaveCome) {
  Mailboxes boxes;
  Mailbox* first = boxes.add(4, 4096);
  ASSERT_TRUE(first->take_credit());
  ASSERT_TRUE(first->take_credit());
  ASSERT_TRUE(first->receipts.push(Receipt{}));
  boxes.give_back(*first);
  Mailbox* second = boxes.add(4, 4096);
  EXPECT_NE(second, first) << "a receipt is still to come: it would reach the wrong producer";
  ASSERT_TRUE(first->receipts.push(Receipt{}));
  EXPECT_EQ(boxes.add(4, 4096), first);
  EXPECT_EQ(first->in_flight(), 0U);
  EXPECT_EQ(first->receipts.front(), nullptr);
  EXPECT_NE(boxes.add(4, 4096), first);
}

}  // namespace
}  // namespace daybook
