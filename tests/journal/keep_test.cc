// Recovery that keeps a prefix because its owner says so.

#include <algorithm>

#include "journal/control.h"
#include "journal/segment.h"
#include "journal/tail.h"
#include "tests/journal/fixture.h"
#include "tests/journal/recording_storage.h"

namespace daybook::journal {
namespace {

class Keep : public JournalTest {
 protected:
  void open_keeping(std::size_t count) {
    ASSERT_TRUE(try_open(Recovery::Keep{ends_[count - 1], "the test says so"})) << error_.message();
    written_.resize(count);
    ends_.resize(count);
  }
  [[nodiscard]] bool has_quarantine() const {
    const auto names = files();
    return std::any_of(names.begin(), names.end(),
                       [](const std::string& name) { return name.starts_with("quarantine-"); });
  }
};

TEST_F(Keep, CutsWhatIsBehind) {
  open();
  for (int i = 0; i < 6; ++i) write_bytes(100);
  crash();
  open_keeping(4);
  EXPECT_EQ(report_.batches, 4u);
  EXPECT_EQ(report_.last_sequence, 4u);
  EXPECT_EQ(report_.payload_bytes, 400u);
  EXPECT_EQ(report_.end, ends_.back());
  EXPECT_EQ(report_.cut_reason, "the test says so");
  EXPECT_EQ(journal_->next_sequence(), 5u);
  write("instead");
  reopen();
  EXPECT_TRUE(same(recovered_, written_));
  EXPECT_TRUE(report_.clean) << report_.cut_reason;
}

TEST_F(Keep, EverythingIsNoCut) {
  open();
  for (int i = 0; i < 3; ++i) write_bytes(100);
  close();
  open_keeping(3);
  EXPECT_TRUE(report_.clean) << report_.cut_reason;
  EXPECT_FALSE(has_quarantine());
}

TEST_F(Keep, PositionBetweenTwoEndsKeepsTheBatchesBefore) {
  open();
  for (int i = 0; i < 4; ++i) write_bytes(100);
  crash();
  ASSERT_TRUE(try_open(Recovery::Keep{Position{ends_[2].value - 8}, "the test says so"})) << error_.message();
  EXPECT_EQ(report_.batches, 2u);
  EXPECT_EQ(report_.end, ends_[1]);
}

TEST_F(Keep, NothingAtAll) {
  open();
  for (int i = 0; i < 3; ++i) write_bytes(100);
  crash();
  ASSERT_TRUE(try_open(Recovery::Keep{Position{kSegmentHeaderBytes}, "the test says so"})) << error_.message();
  EXPECT_EQ(report_.batches, 0u);
  EXPECT_EQ(journal_->next_sequence(), 0u);
  written_.clear();
  write("anew");
  reopen();
  EXPECT_TRUE(same(recovered_, written_));
}

TEST_F(Keep, InAnEarlierSegmentRemovesTheLaterOnes) {
  open();
  for (int i = 0; i < 40; ++i) write_bytes(100'000);
  close();
  open_keeping(15);
  EXPECT_EQ(report_.batches, 15u);
  const auto left = files();
  EXPECT_EQ(std::count_if(left.begin(), left.end(), [](const std::string& n) { return n.ends_with(".segment"); }), 2);
  EXPECT_EQ(report_.quarantine.size(), 3u);
  for (int i = 0; i < 40; ++i) write_bytes(100'000);
  reopen();
  EXPECT_TRUE(same(recovered_, written_));
  EXPECT_TRUE(report_.clean) << report_.cut_reason;
}

TEST_F(Keep, WatermarksThatWereCutProveNothingAnyMore) {
  open();
  for (int i = 0; i < 6; ++i) write_bytes(100);
  close();  // all six are proven synced
  open_keeping(2);
  write_bytes(100);
  write_bytes(100);
  crash();
  flip_byte(Position{ends_[2].value + 90});
  open();
  EXPECT_FALSE(report_.clean);
  EXPECT_EQ(recovered_.size(), 3u);
}

TEST_F(Keep, LowersWhatWasReleased) {
  open();
  for (int i = 0; i < 6; ++i) write_bytes(100);
  journal_->release(ends_[5], 6);
  crash();
  open_keeping(2);
  auto control = Control::open(*storage_, directory());
  ASSERT_TRUE(control);
  EXPECT_EQ(control->released(), ends_[1]);
  EXPECT_EQ(control->released_sequence(), 2u);
  reopen();
  EXPECT_TRUE(same(recovered_, written_));
}

TEST_F(Keep, BelowTheOldestSegmentIsRefused) {
  options_.spare_segments = 0;
  open();
  for (int i = 0; i < 30; ++i) write_bytes(100'000);
  sync();
  journal_->release_before(Position{options_.segment_bytes});
  settle();
  crash();
  EXPECT_FALSE(try_open(Recovery::Keep{ends_[0], "the test says so"}));
  EXPECT_EQ(error_.kind, Error::Kind::kArgument);
}

TEST_F(Keep, CorruptionIsRefusedAllTheSame) {
  open();
  for (int i = 0; i < 6; ++i) write_bytes(100);
  close();
  flip_byte(Position{ends_[4].value + 90});
  EXPECT_FALSE(try_open(Recovery::Keep{ends_[1], "the test says so"}));
  EXPECT_EQ(error_.kind, Error::Kind::kCorrupt);
}

TEST_F(Keep, QuarantineOfACutThatNeverHappenedIsForgotten) {
  RecordingStorage storage;
  storage_ = &storage;
  open();
  for (int i = 0; i < 3; ++i) write_bytes(100);
  crash();
  // The process dies after the decision, before the cut record.
  storage.refuse = [&](const std::string& operation) {
    return operation == "write " + segment_name(0) && has_quarantine();
  };
  EXPECT_FALSE(try_open(Recovery::Keep{ends_[0], "the test says so"}));
  EXPECT_TRUE(has_quarantine());
  storage.go_on();
  open();
  EXPECT_TRUE(same(recovered_, written_));
  EXPECT_FALSE(has_quarantine());
}

TEST_F(Keep, TornCutRecordIsCutAgain) {
  RecordingStorage storage;
  storage_ = &storage;
  open();
  for (int i = 0; i < 3; ++i) write_bytes(100);
  close();  // proven: without the decision, damage here would be corruption
  storage.refuse = [&](const std::string& operation) {
    return operation == "write " + segment_name(0) && has_quarantine();
  };
  EXPECT_FALSE(try_open(Recovery::Keep{ends_[0], "the test says so"}));
  flip_byte(Position{ends_[0].value + 20});
  storage.go_on();
  open();
  EXPECT_EQ(recovered_.size(), 1u);
  EXPECT_NE(report_.cut_reason.find("had begun to cut here"), std::string::npos) << report_.cut_reason;
}

// The process dies after every single change. Without another word from the owner, the next open finds either
// everything or what was to be kept; with it, what was to be kept.
class CrashInKeep : public JournalTest, public testing::WithParamInterface<std::size_t> {
 protected:
  CrashInKeep() : JournalTest(TemporaryDirectory::Where::kMemory) {}
};

TEST_P(CrashInKeep, LeavesAllOrTheKeptPart) {
  RecordingStorage storage;
  storage_ = &storage;
  bool all_seen = false;
  bool kept_seen = false;
  for (std::size_t changes = 0;; ++changes) {
    open();
    const std::size_t first = recovered_.size();
    ASSERT_TRUE(
        same(recovered_, std::vector<std::string>(written_.begin(), written_.begin() + static_cast<long>(first))));
    written_.resize(first);
    ends_.resize(first);
    fill_until_room(GetParam());
    const std::size_t kept = written_.size();
    for (int i = 0; i < 11; ++i) write_bytes(100'000);
    close();
    const Recovery::Keep keep{ends_[kept - 1], "the test says so"};
    const std::vector<std::string> prefix(written_.begin(), written_.begin() + static_cast<long>(kept));

    storage.stop_after(changes);
    const bool survived = try_open(keep);
    crash();
    storage.go_on();
    open();
    if (recovered_.size() == written_.size()) {
      EXPECT_TRUE(same(recovered_, written_)) << "after " << changes << " changes";
      all_seen = true;
    } else {
      EXPECT_TRUE(same(recovered_, prefix)) << "after " << changes << " changes";
      kept_seen = true;
    }
    crash();
    ASSERT_TRUE(try_open(keep)) << "after " << changes << " changes: " << error_.message();
    EXPECT_EQ(report_.batches, kept);
    EXPECT_EQ(journal_->next_sequence(), kept + 1);
    crash();
    if (survived) break;
  }
  EXPECT_TRUE(all_seen);
  EXPECT_TRUE(kept_seen);
}

INSTANTIATE_TEST_SUITE_P(Room, CrashInKeep, testing::Values(0, 64, 5000));

}  // namespace
}  // namespace daybook::journal
