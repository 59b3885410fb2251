// What outsiders learn, and when.

#include "engine/publish_stage.h"

#include <gtest/gtest.h>

#include "journal/reader.h"
#include "journal/simulated_disk.h"

namespace daybook {
namespace {

class PublishStageTest : public testing::Test {
 protected:
  std::unique_ptr<journal::Journal> open(const std::string& directory) {
    EXPECT_TRUE(disk_.create_directory("/data").has_value());
    auto opened = journal::Journal::open(
        disk_, directory, {.durability = journal::Durability::kPower, .segment_bytes = journal::kMinSegmentBytes});
    EXPECT_TRUE(opened.has_value()) << opened.error().message();
    return opened ? std::move(*opened) : nullptr;
  }
  // A batch of one record, in both journals; nobody syncs.
  void append(std::uint64_t sequence) {
    command_marks_.add({sequence, append(*commands_, sequence)});
    event_marks_.add({sequence, append(*events_, sequence)});
  }
  static journal::Position append(journal::Journal& journal, std::uint64_t sequence) {
    while (journal.claim(8).empty()) EXPECT_TRUE(journal.service());
    return journal.commit({.first_sequence = sequence, .count = 1}, 8);
  }
  void sync() {
    commands_->request_sync();
    while (commands_->service()) continue;
  }
  // What a reader of the event journal's files sees.
  std::uint64_t seen() {
    auto reader = journal::Reader::open(disk_, "/data/events", {});
    EXPECT_TRUE(reader.has_value());
    std::uint64_t last = 0;
    for (auto batch = reader->next(); batch && *batch; batch = reader->next()) last = (*batch)->header.first_sequence;
    return last;
  }

  journal::SimulatedDisk disk_{1};
  std::unique_ptr<journal::Journal> commands_ = open("/data/commands");
  std::unique_ptr<journal::Journal> events_ = open("/data/events");
  OutputRing outputs_{64};
  Mailboxes mailboxes_;
  ReleaseMarks command_marks_;
  ReleaseMarks event_marks_;
  PublishStage publish_{outputs_, mailboxes_, *commands_, *events_, command_marks_, event_marks_};
};

TEST_F(PublishStageTest, ReleasesWhatIsDecidedAndDurable) {
  for (std::uint64_t i = 1; i <= 3; ++i) append(i);
  EXPECT_EQ(publish_.do_work(3), 0U);
  sync();
  EXPECT_NE(publish_.do_work(2), 0U);
  EXPECT_EQ(publish_.released(), 2U);
  EXPECT_EQ(seen(), 2U);
}

// A sync takes so long that more batches wait for it than there are places for marks; then nothing more comes.
TEST_F(PublishStageTest, AMarkThatFoundNoPlaceIsReleasedWithoutAnotherCommand) {
  constexpr std::uint64_t kBatches = 5'000;
  for (std::uint64_t i = 1; i <= kBatches; ++i) append(i);
  sync();
  EXPECT_NE(publish_.do_work(kBatches), 0U);
  EXPECT_EQ(publish_.released(), kBatches);
  event_marks_.flush();  // as the idle logic stage does
  command_marks_.flush();
  EXPECT_NE(publish_.do_work(kBatches), 0U) << "those who sleep until something is released are woken";
  EXPECT_EQ(seen(), kBatches);
  EXPECT_EQ(publish_.do_work(kBatches), 0U);
}

}  // namespace
}  // namespace daybook
