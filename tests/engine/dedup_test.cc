// The deduplication window against a map that remembers everything.

#include "engine/dedup.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace daybook {
namespace {

constexpr std::uint64_t kWindowNs = 1'000'000'000;

DedupWindow::Entry entry(const Id& id, std::uint64_t sequence, std::uint64_t forget_after_ns) {
  return {.id = id,
          .content_checksum = sequence * 7,
          .sequence = sequence,
          .forget_after_ns = forget_after_ns,
          .version = 0,
          .related = 0,
          .code = {},
          .outcome = Outcome::kAccepted,
          .zero = 0,
          .refused_follow_ups = 0};
}

void insert(DedupWindow& window, const DedupWindow::Entry& added) { window.insert(added.id) = added; }

// Admits commands, one each 100 us of journaled time, beside the model; an entry is forgotten `kWindowNs` later.
class DedupTest : public testing::Test {
 protected:
  void admit(const Id& id) {
    now_ns_ += 100'000;
    window_.forget(now_ns_, 1'000'000);
    while (!model_.empty() && model_.begin()->first + kWindowNs < now_ns_) {
      places_.erase(model_.begin()->second);
      model_.erase(model_.begin());
    }
    const DedupWindow::Entry* found = window_.find(id);
    const auto known = places_.find(id);
    ASSERT_EQ(found != nullptr, known != places_.end());
    if (found != nullptr) {
      ASSERT_EQ(found->sequence, known->second);
      return;
    }
    insert(window_, entry(id, ++sequence_, now_ns_ + kWindowNs));
    model_.emplace(now_ns_, id);
    places_.emplace(id, sequence_);
    ASSERT_EQ(window_.size(), model_.size());
  }
  void compare() {
    for (const auto& [id, sequence] : places_) {
      const DedupWindow::Entry* found = window_.find(id);
      ASSERT_NE(found, nullptr) << sequence;
      ASSERT_EQ(found->sequence, sequence);
    }
  }
  [[nodiscard]] std::uint64_t now_ms() const { return now_ns_ / 1'000'000; }

  std::mt19937_64 random_{7};
  DedupWindow window_;
  std::uint64_t now_ns_ = 1'800'000'000'000'000'000;
  std::uint64_t sequence_ = 0;
  std::map<std::uint64_t, Id> model_;  // by the time of admission
  std::map<Id, std::uint64_t> places_;
};

TEST_F(DedupTest, FindsWhatIsInTheWindowAndNothingElse) {
  window_.expect(kWindowNs);
  std::vector<Id> sent;
  for (int i = 0; i < 60'000; ++i) {
    // New ones, of now, of the recent past, of a little later, without a time; and repeats of all ages.
    Id id = Id::uuid_v7(now_ms() - random_() % 300, random_(), random_());
    if (i % 7 == 0) id = Id::uuid_v7(now_ms() + 5, random_(), random_());
    if (i % 11 == 0) id = Id::named("dedup test", std::to_string(i));
    if (i % 5 == 0 && !sent.empty()) id = sent[random_() % sent.size()];
    ASSERT_NO_FATAL_FAILURE(admit(id));
    sent.push_back(id);
    if (i % 10'000 != 0) continue;
    ASSERT_NO_FATAL_FAILURE(compare());
  }
}

TEST_F(DedupTest, TheTimesOfIdsMayAllBeTheSameOrOfAnyAge) {
  window_.expect(kWindowNs);
  for (int i = 0; i < 15'000; ++i) ASSERT_NO_FATAL_FAILURE(admit(Id::uuid_v7(1'000, random_(), random_())));
  for (int i = 0; i < 15'000; ++i) ASSERT_NO_FATAL_FAILURE(admit(Id::uuid_v7(random_() >> 16, random_(), random_())));
  compare();
}

TEST_F(DedupTest, HowLongIdsAreRememberedChangesNothingThatIsFound) {
  for (int i = 0; i < 2'000; ++i) ASSERT_NO_FATAL_FAILURE(admit(Id::uuid_v7(now_ms(), random_(), random_())));
  window_.expect(1'000'000);  // too late: it is not empty
  compare();
  now_ns_ += 2 * kWindowNs;
  ASSERT_NO_FATAL_FAILURE(admit(Id::uuid_v7(now_ms(), 1, 1)));
  EXPECT_EQ(window_.size(), 1U);
}

// Entries and index for as many as there were at once, and something for what is begun.
constexpr std::size_t kBytesPerEntry = 112;
constexpr std::size_t kBegunBytes = std::size_t{4} << 20;

TEST_F(DedupTest, EntriesInMemoryCountTheirIndex) {
  EXPECT_EQ(DedupWindow::entries_in(1'000'000 * kBytesPerEntry), 1'000'000U);
  EXPECT_EQ(DedupWindow::entries_in(SIZE_MAX), DedupWindow::kMostEntries);
}

// Forgets and admits in turns, by any number, beside a count of what is there: from empty to full and back.
TEST_F(DedupTest, WhatIsForgottenMakesRoomForWhatComes) {
  constexpr std::uint64_t kMost = 40'000;
  const auto id = [](std::uint64_t i) { return Id::uuid_v7(i, i * 31, i * 37); };
  DedupWindow window;
  std::uint64_t first = 1;  // the oldest one there
  std::uint64_t end = 1;    // the next to come
  std::size_t most_bytes = 0;
  for (int turn = 0; turn < 600; ++turn) {
    // Now and then exactly to the end of a chunk, of everything, of nothing.
    const std::uint64_t room = kMost - (end - first);
    std::uint64_t come = turn % 3 == 0 ? room : random_() % (room + 1);
    if (turn % 5 == 0) come = std::min(room, 1'024 - (end - 1) % 1'024);
    for (; come != 0; --come, ++end) insert(window, entry(id(end), end, end));
    most_bytes = std::max(most_bytes, window.memory_bytes());
    ASSERT_EQ(window.size(), end - first);
    for (int i = 0; i < 50 && first != end; ++i) {
      const std::uint64_t there = i == 0 ? first : i == 1 ? end - 1 : first + random_() % (end - first);
      const DedupWindow::Entry* found = window.find(id(there));
      ASSERT_NE(found, nullptr) << there << " in turn " << turn;
      ASSERT_EQ(found->sequence, there);
    }
    const std::uint64_t goes = turn % 4 == 0 ? end - first : random_() % (end - first + 1);
    first += goes;
    window.forget(first, UINT32_MAX);
    ASSERT_EQ(window.size(), end - first);
    ASSERT_EQ(window.find(id(first - 1)), nullptr);
  }
  EXPECT_GT(end, 10 * kMost);
  EXPECT_LE(most_bytes, kMost * kBytesPerEntry + kBegunBytes);
}

// Whatever was in one slice of time at once, the whole takes no more than as many entries need.
TEST_F(DedupTest, BurstsAtAnyTimeOfTheRoundStayInsideTheMemoryThatTheyNeed) {
  constexpr std::size_t kEntries = 150'000;
  DedupWindow window;
  window.expect(128'000'000'000);
  std::uint64_t number = 0;
  for (std::uint64_t burst = 0; burst < 200; ++burst) {
    const std::uint64_t ms = burst * 1'024;
    const std::uint64_t now_ns = 1 + burst;
    window.forget(now_ns, UINT32_MAX);
    ASSERT_EQ(window.size(), 0U);
    for (std::size_t i = 0; i < kEntries; ++i, ++number) {
      insert(window, entry(Id::uuid_v7(ms, random_(), random_()), number, burst));
    }
  }
  EXPECT_LE(window.memory_bytes(), kEntries * kBytesPerEntry + kBegunBytes);
}

// What empty slices keep is bounded also where their share lies just above what a power of two of places holds.
TEST_F(DedupTest, SlicesThatWereFullOnceDoNotKeepMoreThanTheirShare) {
  constexpr std::size_t kSlices = 1024;
  constexpr std::size_t kShare = 342;  // three places each: 1,026
  DedupWindow window;
  window.expect(128'000'000'000);
  const std::uint64_t slice_ms = 128;
  std::uint64_t number = 0;
  const auto fill = [&](std::uint64_t slice, std::size_t entries, std::uint64_t now_ns) {
    for (std::size_t i = 0; i < entries; ++i, ++number)
      insert(window, entry(Id::uuid_v7(slice * slice_ms, random_(), random_()), number, now_ns));
  };
  // A third of the slices to nearly three times their share, then the next third; then one with everything.
  for (std::uint64_t third = 0; third < 3; ++third) {
    window.forget(1 + third, UINT32_MAX);
    for (std::uint64_t slice = third; slice < kSlices; slice += 3) fill(slice, 1'030, third);
  }
  window.forget(4, UINT32_MAX);
  ASSERT_EQ(window.size(), 0U);
  fill(7, kSlices * kShare, 4);
  EXPECT_LE(window.memory_bytes(), kSlices * kShare * kBytesPerEntry);
}

}  // namespace
}  // namespace daybook
