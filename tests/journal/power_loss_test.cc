// A cut of the power at every operation of a run, and at the operations of the recoveries that follow. What is found is
// a prefix of what was written that holds everything that was reported durable.

#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iostream>
#include <random>

#include "journal/journal.h"
#include "journal/recovery.h"
#include "journal/simulated_disk.h"
#include "tests/journal/model.h"

namespace daybook::journal {
namespace {

constexpr const char* kDirectory = "/journal";

// `./dev soak` asks for more.
unsigned effort() {
  const char* text = std::getenv("DAYBOOK_EFFORT");
  return text == nullptr ? 1 : std::max(1, std::atoi(text));
}

struct Counts {
  std::uint64_t operations = 0;  // at which the power was cut
  std::uint64_t losses = 0;      // recovered from
  std::uint64_t nested = 0;      // of them during, or right after, a recovery
  std::uint64_t nested_twice = 0;
  std::uint64_t kills = 0;
};

// Recovers disks that lost their power, and loses the power again meanwhile.
class Trial {
 public:
  // `wrong`: the first thing that was; nothing is tried after it.
  Trial(const JournalOptions& options, const FaultHook& faults, Counts& counts, std::string& wrong)
      : options_(options), faults_(faults), counts_(counts), wrong_(wrong) {}

  // What must be found: what is in the cache, and, if the power is lost before the recovery has finished, what is
  // durable.
  struct Wanted {
    std::uint64_t cached;
    std::uint64_t durable;
  };

  // Recovers what `disk` holds, which must agree with the model. `depth`: of recoveries that were cut off before.
  void recover(SimulatedDisk& disk, const Model& model, Wanted wanted, unsigned depth, std::uint64_t seed) {
    if (!wrong_.empty()) return;
    std::mt19937_64 random(seed);
    ++counts_.losses;
    if (depth == 1) ++counts_.nested;
    if (depth == 2) ++counts_.nested_twice;
    disk.hook = faults_;
    if (depth < 2 && nests(seed)) {
      // Most recoveries have some twenty operations; those that cut have more.
      const std::uint64_t cut_at = random() % (random() % 4 == 0 ? 60 : 24);
      std::uint64_t number = 0;
      disk.hook = [&, cut_at, number, depth, seed](const Operation& operation) mutable {
        if (operation.changes() && number++ == cut_at) {
          recover(*disk.after_power_loss(seed ^ cut_at), model, {wanted.durable, wanted.durable}, depth + 1, seed + 4);
        }
        return faults_ ? faults_(operation) : Fault{};
      };
    }
    const std::string where = " (seed " + std::to_string(seed) + ", depth " + std::to_string(depth) + ")";
    auto recovery = Recovery::begin(disk, kDirectory, options_);
    if (!recovery) return say(recovery.error().message() + where);
    std::vector<ModelBatch> found;
    for (;;) {
      auto batch = recovery->next();
      if (!batch) return say(batch.error().message() + where);
      if (!*batch) break;
      found.push_back(model_of(**batch));
    }
    const std::string different = model.compare(found, wanted.cached);
    if (!different.empty()) return say(different + where);
    auto journal = recovery->finish();
    if (!journal) return say(journal.error().message() + where);
    disk.hook = faults_;
    const std::uint64_t last = found.empty() ? 0 : found.back().last_sequence();
    if (depth < 2 && nests(seed)) recover(*disk.after_power_loss(seed * 3), model, {last, last}, depth + 1, seed + 8);
    if (depth == 0) go_on(disk, **journal, model, found, seed);
  }

 private:
  void say(std::string wrong) {
    if (wrong_.empty()) wrong_ = std::move(wrong);
  }
  // Every fourth recovery is cut off as well; all of them in the long mode.
  [[nodiscard]] static bool nests(std::uint64_t seed) { return effort() > 1 || seed % 4 == 0; }

  // The journal works after a recovery, and what it says to be durable is.
  void go_on(SimulatedDisk& disk, Journal& journal, const Model& model, const std::vector<ModelBatch>& found,
             std::uint64_t seed) {
    Model more{.batches = found, .kept_from = model.kept_from};
    ModelBatch batch{.first_sequence = std::max<std::uint64_t>(journal.next_sequence(), 1), .count = 3, .term = 9};
    batch.payload = "after the recovery " + std::to_string(seed);
    std::span<std::byte> room = journal.claim(batch.payload.size());
    for (int i = 0; room.empty() && i < 20; ++i) {
      journal.service();
      room = journal.claim(batch.payload.size());
    }
    if (room.empty()) return say("no room after a recovery");
    std::memcpy(room.data(), batch.payload.data(), batch.payload.size());
    journal.commit({.term = batch.term, .first_sequence = batch.first_sequence, .count = batch.count},
                   batch.payload.size());
    more.batches.push_back(batch);
    journal.request_sync();
    for (int i = 0; journal.synced_sequence() < batch.last_sequence() && i < 20; ++i) journal.service();
    if (journal.synced_sequence() != batch.last_sequence()) return say("no sync after a recovery");
    recover(*disk.after_power_loss(seed * 5), more, {batch.last_sequence(), batch.last_sequence()}, 2, seed + 3);
  }

  const JournalOptions options_;
  const FaultHook& faults_;
  Counts& counts_;
  std::string& wrong_;
};

// A run of everything that a journal does, the power cut at each of its operations.
class Script {
 public:
  // `faults`: for the run and for the recoveries, beside the loss of power.
  Script(Durability durability, std::uint64_t seed, unsigned outcomes, FaultHook faults = nullptr)
      : options_({.durability = durability, .segment_bytes = kMinSegmentBytes, .spare_segments = 1}),
        random_(seed),
        outcomes_(outcomes),
        faults_(std::move(faults)),
        disk_(std::make_unique<SimulatedDisk>(seed)) {}

  void run(unsigned steps) {
    watch();
    open();
    for (unsigned i = 0; i < steps && wrong_.empty(); ++i) step(i / 40 % 2 == 1);
    if (journal_ && wrong_.empty()) close();
    cut();
  }
  // Empty: all held.
  [[nodiscard]] const std::string& wrong() const { return wrong_; }
  [[nodiscard]] const Counts& counts() const { return counts_; }
  [[nodiscard]] std::uint64_t removed() const { return removed_; }
  [[nodiscard]] std::uint64_t recycled() const { return recycled_; }
  [[nodiscard]] std::uint64_t rolls() const { return rolls_; }

 private:
  void watch() {
    disk_->hook = [this](const Operation& operation) {
      if (operation.changes()) cut();
      if (operation.kind == Operation::Kind::kRename && operation.path.ends_with(".segment")) ++recycled_;
      return faults_ ? faults_(operation) : Fault{};
    };
  }
  // What was reported durable so far.
  [[nodiscard]] std::uint64_t durable() const {
    return journal_ ? std::max(durable_, journal_->synced_sequence()) : durable_;
  }

  void cut() {
    if (!wrong_.empty()) return;
    ++counts_.operations;
    Trial trial(options_, faults_, counts_, wrong_);
    for (unsigned i = 0; i < outcomes_; ++i) {
      const std::uint64_t seed = counts_.operations * 1000 + i;
      trial.recover(*disk_->after_power_loss(seed), model_, {durable(), durable()}, 0, seed);
    }
    ++counts_.kills;
    trial.recover(*disk_->after_kill(), model_, {journal_ ? journal_->written_sequence() : written_, durable()}, 0,
                  counts_.operations);
    check_side_file();
  }

  void open() {
    auto recovery = Recovery::begin(*disk_, kDirectory, options_);
    if (!recovery) return say(recovery.error().message());
    std::vector<ModelBatch> found;
    for (auto batch = recovery->next(); batch && *batch; batch = recovery->next()) found.push_back(model_of(**batch));
    if (const std::string different = model_.compare(found, written_); !different.empty()) return say(different);
    auto journal = recovery->finish();
    if (!journal) return say(journal.error().message());
    journal_ = std::move(*journal);
    durable_ = written_;  // everything found is durable after a recovery
  }
  void close() {
    const std::uint64_t last = journal_->written_sequence();
    if (auto closed = journal_->close(); !closed) return say(closed.error().message());
    durable_ = written_ = std::max(written_, last);
    journal_.reset();
  }
  void kill() {
    durable_ = durable();
    written_ = std::max(written_, journal_->written_sequence());
    auto after = disk_->after_kill();
    journal_.reset();
    disk_ = std::move(after);
    watch();
  }

  // A new start syncs the directory: there are stretches without one.
  void step(bool new_starts) {
    std::uint64_t what = random_() % 20;
    if (!new_starts && (what == 1 || what == 2)) what = 19;
    switch (what) {
      case 0:
        now_ns_ += 150'000'000;
        journal_->tick(now_ns_);
        serve(3);
        journal_->tick(now_ns_);
        break;
      case 1:
        close();
        if (wrong_.empty()) open();
        break;
      case 2:
        kill();
        open();
        break;
      case 3:
        release();
        break;
      case 4:
        replace_side_file();
        break;
      case 5:
      case 6:
      case 7:
        serve(1 + static_cast<unsigned>(random_() % 3));
        break;
      default:
        append();
    }
  }

  void say(std::string wrong) {
    if (wrong_.empty()) wrong_ = std::move(wrong);
  }
  void serve(unsigned rounds) {
    for (unsigned i = 0; i < rounds; ++i) journal_->service();
  }

  // 1 to 200 records in one batch, seldom small and often large, so that segments fill.
  void append() {
    ModelBatch batch{.first_sequence = model_.last_sequence() + 1,
                     .count = static_cast<std::uint32_t>(1 + random_() % 200),
                     .term = 1 + model_.batches.size() / 10};
    const std::size_t bytes = random_() % 4 == 0 ? random_() % 300 : 20'000 + random_() % 100'000;
    batch.payload.resize(bytes);
    for (std::size_t i = 0; i < bytes; i += 8) batch.payload[i] = static_cast<char>(random_());
    const std::uint64_t segment = journal_->written().value / kMinSegmentBytes;
    std::span<std::byte> room = journal_->claim(bytes);
    for (int i = 0; room.empty() && i < 20; ++i) {
      journal_->service();
      room = journal_->claim(bytes);
    }
    if (room.empty()) return say("no room");
    std::memcpy(room.data(), batch.payload.data(), bytes / 2);
    if (random_() % 2 == 0) disk_->look();
    std::memcpy(room.data() + bytes / 2, batch.payload.data() + bytes / 2, bytes - bytes / 2);
    model_.batches.push_back(batch);
    const Position end =
        journal_->commit({.term = batch.term, .first_sequence = batch.first_sequence, .count = batch.count}, bytes);
    disk_->look();
    ends_.push_back(end);
    if (end.value / kMinSegmentBytes != segment) ++rolls_;
    journal_->release(end, batch.last_sequence());
    if (random_() % 3 == 0) serve(1);
  }

  void release() {
    if (model_.batches.size() < 10) return;
    const std::size_t place = model_.batches.size() - 5;
    model_.kept_from = model_.batches[place].first_sequence;
    const auto files = disk_->list(kDirectory).value().size();
    journal_->release_before(ends_[place - 1]);
    serve(4);
    if (disk_->list(kDirectory).value().size() < files) ++removed_;
  }

  // As a snapshot is written: a temporary name, a sync, a rename, a sync of the directory.
  void replace_side_file() {
    const std::string next = "side file " + std::to_string(random_());
    side_maybe_ = next;
    {
      static_cast<void>(disk_->remove("/side.tmp"));
      auto file = disk_->create("/side.tmp");
      ASSERT_TRUE(file);
      ASSERT_TRUE((*file)->write(0, std::as_bytes(std::span(next))));
      ASSERT_TRUE((*file)->sync());
    }
    ASSERT_TRUE(disk_->rename("/side.tmp", "/side"));
    ASSERT_TRUE(disk_->sync_directory("/"));
    side_ = next;
  }
  void check_side_file() {
    auto after = disk_->after_power_loss(counts_.operations);
    auto file = after->open("/side", Access::kRead);
    if (!file) {
      if (!side_.empty()) say("the side file is gone");
      return;
    }
    std::string text((*file)->size().value(), '\0');
    if (!(*file)->read(0, std::as_writable_bytes(std::span(text)))) return say("the side file cannot be read");
    if (text != side_ && text != side_maybe_) say("the side file holds: " + text);
  }

  const JournalOptions options_;
  std::mt19937_64 random_;
  const unsigned outcomes_;
  const FaultHook faults_;
  std::unique_ptr<SimulatedDisk> disk_;
  std::unique_ptr<Journal> journal_;
  Model model_;
  std::vector<Position> ends_;  // of the model's batches
  std::uint64_t durable_ = 0;   // reported by journals that are gone
  std::uint64_t written_ = 0;
  std::uint64_t now_ns_ = 1;
  std::uint64_t removed_ = 0;
  std::uint64_t recycled_ = 0;
  std::uint64_t rolls_ = 0;
  std::string side_;
  std::string side_maybe_;
  Counts counts_;
  std::string wrong_;
};

class PowerLoss : public testing::TestWithParam<Durability> {};

TEST_P(PowerLoss, AtEveryOperationWhatWasDurableIsFound) {
  for (unsigned round = 0; round < effort(); ++round) {
    Script script(GetParam(), 11 + round, 20);
    script.run(150);
    const Counts& counts = script.counts();
    std::cout << "power cut at each of " << counts.operations << " operations, " << counts.losses
              << " recoveries: " << counts.nested << " after a cut in or right after a recovery, "
              << counts.nested_twice << " after two; " << counts.kills << " kills; " << script.rolls() << " rolls, "
              << script.recycled() << " segments used again, " << script.removed() << " removed\n";
    ASSERT_EQ(script.wrong(), "");
    EXPECT_GT(counts.operations, 150U);
    EXPECT_GE(counts.losses, counts.operations * 20);
    EXPECT_GT(counts.nested, counts.operations * 5);
    EXPECT_GT(counts.nested_twice, counts.operations * 2);
    EXPECT_GE(script.rolls(), 2U);
    EXPECT_GE(script.recycled(), 1U);
  }
}

// The proof must be able to fail: syncs that do nothing, of one kind after the other, are noticed.
TEST_P(PowerLoss, ForgottenSyncsAreNoticed) {
  using Kind = Operation::Kind;
  const std::vector<std::pair<std::string, std::function<bool(const Operation&)>>> kinds = {
      {"of segments", [](const Operation& o) { return o.kind == Kind::kSync && o.path.ends_with(".segment"); }},
      {"of new segments", [](const Operation& o) { return o.kind == Kind::kSync && o.path.ends_with(".segment.tmp"); }},
      {"of the directory", [](const Operation& o) { return o.kind == Kind::kSyncDirectory && o.path == kDirectory; }},
      {"of the directory's name", [](const Operation& o) { return o.kind == Kind::kSyncDirectory && o.path == "/"; }},
  };
  for (const auto& [name, is_forgotten] : kinds) {
    std::uint64_t forgotten = 0;
    Script script(GetParam(), 11, 20, [&, is_forgotten = is_forgotten](const Operation& operation) {
      const bool hit = is_forgotten(operation);
      if (hit) ++forgotten;
      return Fault{.pretends = hit};
    });
    script.run(150);
    std::cout << "syncs " << name << ": " << forgotten << " forgotten until this was found: " << script.wrong() << "\n";
    EXPECT_NE(script.wrong(), "") << "nobody noticed that the syncs " << name << " are forgotten";
  }
}

// Tens of thousands of recoveries: memory that is given back to the system each time would cost most of the time.
const bool keeps_memory = ::mallopt(M_MMAP_THRESHOLD, 1 << 30) != 0 && ::mallopt(M_TRIM_THRESHOLD, 1 << 30) != 0;

INSTANTIATE_TEST_SUITE_P(Durability, PowerLoss, testing::Values(Durability::kProcess, Durability::kPower),
                         [](const auto& test) { return test.param == Durability::kPower ? "Power" : "Process"; });

}  // namespace
}  // namespace daybook::journal
