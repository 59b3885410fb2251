// A damaged journal is one that opens again: what is before the damage is kept, the rest lies in files that are named.

#include "journal/repair.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <iostream>

#include "journal/segment.h"
#include "journal/simulated_disk.h"
#include "tests/journal/fixture.h"

namespace daybook::journal {
namespace {

class Repair : public JournalTest {
 protected:
  Repair() : JournalTest(TemporaryDirectory::Where::kMemory) {}

  // Ten batches over three segments, all synced; the writer is gone.
  void write_three_segments() {
    open();
    for (int i = 0; i < 10; ++i) {
      write_bytes(300'000);
      settle();
    }
    close();
    ASSERT_GT(ends_.back().value, 2 * options_.segment_bytes);
  }
  Repaired repair_it() {
    auto repaired = repair(*storage_, directory(), options_);
    EXPECT_TRUE(repaired) << repaired.error().message();
    return repaired ? *repaired : Repaired{};
  }
  // The first `kept` batches are there, and the journal goes on from them.
  void expect_goes_on(std::size_t kept) {
    written_.resize(kept);
    ASSERT_TRUE(try_open()) << error_.message();
    EXPECT_TRUE(same(recovered_, written_));
    EXPECT_TRUE(report_.clean) << report_.cut_reason;
    write_bytes(5'000);
    close();
    ASSERT_TRUE(try_open()) << error_.message();
    EXPECT_TRUE(same(recovered_, written_));
    close();
  }
  // Of all the files that a repair names, one after the other.
  [[nodiscard]] std::string content_of(const std::vector<std::string>& paths) const {
    std::string all;
    for (const std::string& path : paths) {
      auto file = storage_->open(path, Access::kRead);
      EXPECT_TRUE(file) << path;
      if (!file) continue;
      std::string bytes((*file)->size().value(), '\0');
      EXPECT_TRUE((*file)->read(0, std::as_writable_bytes(std::span(bytes))));
      all += bytes;
    }
    return all;
  }
  [[nodiscard]] std::size_t batches_before(std::uint64_t position) const {
    return static_cast<std::size_t>(
        std::count_if(ends_.begin(), ends_.end(), [&](Position end) { return end.value <= position; }));
  }
};

TEST_F(Repair, ASoundJournalIsNotTouched) {
  write_three_segments();
  const auto before = files();
  EXPECT_FALSE(repair_it().was_damaged);
  EXPECT_EQ(files(), before);
  expect_goes_on(10);
}

TEST_F(Repair, KeepsWhatIsBeforeADamagedBatch) {
  write_three_segments();
  const Position damage{ends_[4].value + 1'000};
  const std::string lost = bytes_at(ends_[4], 2'000);
  flip_byte(damage);
  ASSERT_FALSE(try_open());
  const Repaired repaired = repair_it();
  EXPECT_TRUE(repaired.was_damaged);
  EXPECT_NE(repaired.damage.find(segment_file(damage.value / options_.segment_bytes)), std::string::npos)
      << repaired.damage;
  EXPECT_EQ(repaired.kept.batches, 5U);
  EXPECT_EQ(repaired.kept.last_sequence, 5U);
  ASSERT_FALSE(repaired.moved.empty());
  // What was taken out can be read where it is said to be.
  EXPECT_NE(content_of(repaired.moved).find(lost.substr(0, 900)), std::string::npos);
  expect_goes_on(5);
}

TEST_F(Repair, PutsADamagedFileAside) {
  write_three_segments();
  const auto names = files();
  const auto segments =
      std::count_if(names.begin(), names.end(), [](const std::string& name) { return name.ends_with(".segment"); });
  flip_byte(Position{options_.segment_bytes + 9});  // in the header of the second file
  ASSERT_FALSE(try_open());
  const Repaired repaired = repair_it();
  EXPECT_EQ(repaired.kept.batches, batches_before(options_.segment_bytes));
  const auto put_aside = std::count_if(repaired.moved.begin(), repaired.moved.end(), [](const std::string& path) {
    return path.find("damaged-") != std::string::npos;
  });
  EXPECT_EQ(put_aside, segments - 1);
  expect_goes_on(batches_before(options_.segment_bytes));
}

TEST_F(Repair, GoesOnWithoutAMissingFile) {
  write_three_segments();
  std::filesystem::remove(segment_file(1));
  ASSERT_FALSE(try_open());
  const Repaired repaired = repair_it();
  EXPECT_EQ(repaired.kept.batches, batches_before(options_.segment_bytes));
  expect_goes_on(batches_before(options_.segment_bytes));
}

TEST_F(Repair, TwiceLosesNoFile) {
  write_three_segments();
  const std::size_t kept = batches_before(options_.segment_bytes);
  flip_byte(Position{options_.segment_bytes + 9});
  const Repaired first = repair_it();
  open();
  while (journal_->written().value < options_.segment_bytes + 10'000) {
    write_bytes(300'000);
    settle();
  }
  close();
  flip_byte(Position{options_.segment_bytes + 9});
  const Repaired second = repair_it();
  EXPECT_GE(second.kept.batches, kept);
  std::vector<std::string> all = first.moved;
  all.insert(all.end(), second.moved.begin(), second.moved.end());
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
  for (const std::string& path : all) EXPECT_TRUE(std::filesystem::exists(path)) << path;
}

TEST_F(Repair, RefusesWhereNothingCanBeKept) {
  write_three_segments();
  flip_byte(Position{9});
  const std::string before = bytes_at(Position{0}, 4'096);
  const auto names = files();
  auto repaired = repair(*storage_, directory(), options_);
  ASSERT_FALSE(repaired);
  EXPECT_EQ(repaired.error().kind, Error::Kind::kCorrupt);
  EXPECT_EQ(bytes_at(Position{0}, 4'096), before);
  EXPECT_EQ(files(), names);
}

// Segment 0 is full to its last bytes, without padding: `room` of them are left, too few for a frame.
class RepairOfAFullSegment : public Repair, public testing::WithParamInterface<std::size_t> {
 protected:
  void write_a_full_segment() {
    open();
    fill_until_room(GetParam());
    full_ = written_.size();
    for (int i = 0; i < 5; ++i) {
      write_bytes(100'000);
      settle();
    }
    journal_->release(ends_.back(), written_.size());
    close();
  }
  std::size_t full_ = 0;  // batches
};

TEST_P(RepairOfAFullSegment, KeepsItAndWhatIsBehind) {
  write_a_full_segment();
  const Position head{options_.segment_bytes + kSegmentHeaderBytes};
  const std::string behind = bytes_at(Position{head.value + 200}, 400'000);
  flip_byte(Position{head.value + 30});  // the start frame
  ASSERT_FALSE(try_open());
  const Repaired repaired = repair_it();
  EXPECT_EQ(repaired.kept.batches, full_);
  EXPECT_NE(content_of(repaired.moved).find(behind), std::string::npos);
  expect_goes_on(full_);
  EXPECT_NE(content_of(repaired.moved).find(behind), std::string::npos) << "still there";
}

TEST_P(RepairOfAFullSegment, GoesOnWithoutTheNextFile) {
  write_a_full_segment();
  for (std::uint64_t i = 1; std::filesystem::exists(segment_file(i)); ++i) std::filesystem::remove(segment_file(i));
  ASSERT_FALSE(try_open());
  EXPECT_EQ(repair_it().kept.batches, full_);
  expect_goes_on(full_);
}

INSTANTIATE_TEST_SUITE_P(Room, RepairOfAFullSegment, testing::Values(0, 8, 56));

// A cut was made by an ordinary recovery, and its file of quarantine is still there; then its record is damaged.
TEST_F(Repair, SavesWhatIsBehindADamagedCutRecord) {
  open();
  for (int i = 0; i < 4; ++i) write_bytes(50'000);
  crash();
  flip_byte(Position{ends_[2].value + 500});
  open();
  ASSERT_FALSE(report_.clean);
  written_.resize(3);
  ends_.resize(3);
  for (int i = 0; i < 4; ++i) write_bytes(40'000);
  close();
  const std::string behind = bytes_at(Position{ends_[3].value + 200}, 60'000);
  flip_byte(Position{ends_[2].value + 20});
  ASSERT_FALSE(try_open());
  const Repaired repaired = repair_it();
  EXPECT_EQ(repaired.kept.batches, 3U);
  EXPECT_NE(content_of(repaired.moved).find(behind), std::string::npos);
  expect_goes_on(3);
}

TEST_F(Repair, ChangesNothingWhereTheFirstBatchIsDamaged) {
  write_three_segments();
  flip_byte(Position{kSegmentHeaderBytes + 20});
  flip_byte(Position{options_.segment_bytes + 9});
  const auto names = files();
  auto repaired = repair(*storage_, directory(), options_);
  ASSERT_FALSE(repaired);
  EXPECT_EQ(repaired.error().kind, Error::Kind::kCorrupt);
  EXPECT_EQ(files(), names);
}

TEST_F(Repair, RefusesAJournalInUse) {
  open();
  write("one");
  auto repaired = repair(*storage_, directory(), options_);
  ASSERT_FALSE(repaired);
  EXPECT_EQ(repaired.error().kind, Error::Kind::kLocked);
}

TEST_F(Repair, EveryDamagedByteOfTheMiddle) {
  write_three_segments();
  std::vector<std::pair<std::string, std::string>> image;
  for (const std::string& name : files()) {
    auto file = storage_->open(directory() + "/" + name, Access::kRead).value();
    std::string bytes(file->size().value(), '\0');
    ASSERT_TRUE(file->read(0, std::as_writable_bytes(std::span(bytes))));
    image.emplace_back(name, bytes);
  }
  std::uint64_t repaired = 0;
  // Around every frame's beginning, and around the files'.
  std::vector<std::uint64_t> places = {options_.segment_bytes, 2 * options_.segment_bytes};
  for (const FoundFrame& frame : frames()) places.push_back(frame.begin.value);
  for (const std::uint64_t place : places) {
    for (std::uint64_t at = place; at < place + 120; at += 17) {
      for (const std::string& name : files()) std::filesystem::remove(directory() + "/" + name);
      for (const auto& [name, bytes] : image) {
        auto file = storage_->create(directory() + "/" + name).value();
        ASSERT_TRUE(file->write(0, std::as_bytes(std::span(bytes))));
      }
      flip_byte(Position{at});
      if (try_open()) {
        crash();
        continue;
      }
      auto done = repair(*storage_, directory(), options_);
      if (!done) {
        EXPECT_LT(at, ends_[0].value) << done.error().message();
        continue;
      }
      ++repaired;
      ASSERT_TRUE(try_open()) << "byte " << at << ": " << error_.message();
      ASSERT_EQ(recovered_.size(), batches_before(at)) << "byte " << at;
      EXPECT_TRUE(same(recovered_, {written_.begin(), written_.begin() + static_cast<long>(recovered_.size())}));
      crash();
    }
  }
  std::cout << "repaired " << repaired << " times\n";
  EXPECT_GT(repaired, 80U);
}

// The power is lost at each operation of a repair: then the journal opens, or a second repair makes it open; with the
// same batches.
TEST(RepairPowerLoss, AtEveryOperation) {
  const std::string directory = "/journal";
  const JournalOptions options{.durability = Durability::kPower, .segment_bytes = kMinSegmentBytes};
  for (const std::uint64_t damage : {std::uint64_t{600'000}, kMinSegmentBytes + 9}) {
    SimulatedDisk disk(1);
    std::uint64_t wanted = 0;  // batches that end before the damage
    {
      auto journal = Journal::open(disk, directory, options).value();
      for (std::uint64_t i = 1; i <= 7; ++i) {
        std::span<std::byte> room = journal->claim(200'000);
        for (; room.empty(); room = journal->claim(200'000)) journal->service();
        std::memset(room.data(), static_cast<int>(i), 200'000);
        if (journal->commit({.term = 1, .first_sequence = i, .count = 1}, 200'000).value <= damage) ++wanted;
      }
      ASSERT_TRUE(journal->close());
    }
    const std::string path = segment_path(directory, damage / kMinSegmentBytes);
    const std::byte wrong{0xff};
    {
      auto file = disk.open(path, Access::kReadWrite).value();
      ASSERT_TRUE(file->write(damage % kMinSegmentBytes, std::span(&wrong, 1)));
      ASSERT_TRUE(file->sync());
    }
    std::uint64_t cuts = 0;
    std::uint64_t again = 0;
    const auto check = [&](SimulatedDisk& after) {
      ++cuts;
      auto repaired = repair(after, directory, options);
      ASSERT_TRUE(repaired) << repaired.error().message();
      if (repaired->was_damaged) ++again;
      auto recovery = Recovery::begin(after, directory, options);
      ASSERT_TRUE(recovery) << recovery.error().message();
      std::uint64_t found = 0;
      for (auto batch = recovery->next(); batch && *batch; batch = recovery->next()) ++found;
      EXPECT_EQ(found, wanted);
      EXPECT_TRUE(recovery->finish());
    };
    disk.hook = [&](const Operation& operation) {
      if (operation.changes() && !testing::Test::HasFailure()) {
        for (std::uint64_t seed = 0; seed < 20; ++seed) check(*disk.after_power_loss(cuts * 7 + seed));
      }
      return Fault{};
    };
    auto repaired = repair(disk, directory, options);
    disk.hook = nullptr;
    ASSERT_TRUE(repaired);
    check(*disk.after_power_loss(3));
    std::cout << cuts << " losses of power, " << again << " of them before the repair was done\n";
    EXPECT_GT(cuts, 200U);
    EXPECT_GT(again, 20U);
    EXPECT_LT(again, cuts);
  }
}

}  // namespace
}  // namespace daybook::journal
