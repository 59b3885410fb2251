// Every operation fails, one after the other, once and for good: nothing more is reported durable, the error names file
// and errno, and a restart finds everything that was reported.

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <iostream>

#include "journal/journal.h"
#include "journal/recovery.h"
#include "journal/simulated_disk.h"
#include "tests/journal/model.h"

namespace daybook::journal {
namespace {

constexpr const char* kDirectory = "/journal";
constexpr std::uint64_t kSeed = 5;

struct Case {
  const char* name;
  Fault fault;
  bool sticky;
  Durability durability;
};

void PrintTo(const Case& made, std::ostream* out) { *out << made.name; }

// What became of a run on a disk that failed.
struct RunResult {
  Model model;                // everything appended
  std::uint64_t durable = 0;  // reported, by the last journal that worked
  std::optional<Error> error;
  bool finished = false;
};

class IoFault : public testing::TestWithParam<Case> {
 protected:
  [[nodiscard]] JournalOptions options() const {
    return {.durability = GetParam().durability, .segment_bytes = kMinSegmentBytes};
  }

  // Appends some batches over two segments, with idle times, removal and a reopening, until something fails.
  void run(SimulatedDisk& disk, RunResult& result) {
    for (int session = 0; session < 2; ++session) {
      auto journal = Journal::open(disk, kDirectory, options());
      if (!journal) {
        result.error = journal.error();
        return;
      }
      for (int i = 0; i < 24; ++i) {
        if (!append(**journal, result) || !work(**journal, static_cast<std::uint64_t>(i), result)) return;
      }
      (*journal)->release_before(Position{(*journal)->synced().value});
      if (!work(**journal, 100, result)) return;
      if (auto closed = (*journal)->close(); !closed) {
        result.error = closed.error();
        return;
      }
      result.durable = (*journal)->synced_sequence();
    }
    result.finished = true;
  }

  // False: the journal has failed, and says so for ever.
  bool append(Journal& journal, RunResult& result) {
    ModelBatch batch{.first_sequence = result.model.last_sequence() + 1, .count = 7, .term = 1};
    batch.payload = std::string(60'000, static_cast<char>('a' + result.model.batches.size() % 26));
    std::span<std::byte> room = journal.claim(batch.payload.size());
    for (int i = 0; room.empty() && journal.failure() == nullptr && i < 20; ++i) {
      journal.service();
      room = journal.claim(batch.payload.size());
    }
    if (room.empty()) return failed(journal, result);
    std::memcpy(room.data(), batch.payload.data(), batch.payload.size());
    result.model.batches.push_back(batch);
    journal.commit({.term = 1, .first_sequence = batch.first_sequence, .count = batch.count}, batch.payload.size());
    return true;
  }
  bool work(Journal& journal, std::uint64_t turn, RunResult& result) {
    if (turn % 8 == 0) {
      journal.tick(turn * 1'000'000'000 + 1);
      journal.tick(turn * 1'000'000'000 + 200'000'000);
    }
    for (int i = 0; i < 3; ++i) journal.service();
    if (turn % 8 == 0) journal.tick(turn * 1'000'000'000 + 300'000'000);
    journal.service();
    if (journal.failure() != nullptr) return failed(journal, result);
    result.durable = std::max(result.durable, journal.synced_sequence());
    return true;
  }
  bool failed(Journal& journal, RunResult& result) {
    if (journal.failure() == nullptr && journal.no_space()) {
      // Refused before anything broke; what was written stays good.
      EXPECT_EQ(GetParam().fault.system, ENOSPC);
      result.error = Error{.kind = Error::Kind::kNoSpace, .path = kDirectory, .system = ENOSPC, .what = {}};
      result.durable = std::max(result.durable, journal.synced_sequence());
      return false;
    }
    EXPECT_NE(journal.failure(), nullptr);
    if (journal.failure() == nullptr) return false;
    result.error = *journal.failure();
    result.durable = std::max(result.durable, journal.synced_sequence());
    // For good: nothing more is accepted, and nothing more becomes durable.
    for (int i = 0; i < 3; ++i) journal.service();
    journal.request_sync();
    journal.service();
    EXPECT_TRUE(journal.claim(100).empty());
    EXPECT_FALSE(journal.close());
    EXPECT_EQ(std::max(result.durable, journal.synced_sequence()), result.durable);
    return false;
  }

  void expect_named(const std::optional<Error>& error, std::uint64_t at) {
    ASSERT_TRUE(error.has_value()) << "operation " << at;
    EXPECT_EQ(error->system, GetParam().fault.system) << error->message();
    EXPECT_NE(error->path, "") << error->message();
    EXPECT_NE(error->message().find(error->path), std::string::npos);
  }

  // Without faults, everything that was reported durable is found; twice.
  void expect_recovered(SimulatedDisk& disk, const Model& model, std::uint64_t at_least, std::uint64_t at) {
    for (int again = 0; again < 2; ++again) {
      auto recovery = Recovery::begin(disk, kDirectory, options());
      ASSERT_TRUE(recovery) << recovery.error().message() << ", operation " << at;
      std::vector<ModelBatch> found;
      for (auto batch = recovery->next(); batch && *batch; batch = recovery->next()) {
        found.push_back(model_of(**batch));
      }
      EXPECT_EQ(model.compare(found, at_least), "") << "operation " << at;
      auto journal = recovery->finish();
      ASSERT_TRUE(journal) << journal.error().message() << ", operation " << at;
      // From now on it is durable, also where a sync had failed and the cache alone had it.
      if (again == 0) expect_still_there(*disk.after_power_loss(at * 3 + 1), found, at);
      ASSERT_TRUE((*journal)->close());
    }
  }
  void expect_still_there(SimulatedDisk& disk, const std::vector<ModelBatch>& wanted, std::uint64_t at) {
    auto recovery = Recovery::begin(disk, kDirectory, options());
    ASSERT_TRUE(recovery) << recovery.error().message() << ", operation " << at;
    std::vector<ModelBatch> found;
    for (auto batch = recovery->next(); batch && *batch; batch = recovery->next()) found.push_back(model_of(**batch));
    EXPECT_TRUE(found == wanted) << "operation " << at << ": " << found.size() << " batches of " << wanted.size();
  }
};

// Segments may go once they are behind `release_before`, which follows what is synced.
Model with_removals(Model model) {
  model.kept_from = model.last_sequence() + 1;
  return model;
}

TEST_P(IoFault, AtEveryOperationOfARun) {
  std::uint64_t tried = 0;
  std::uint64_t harmless = 0;
  for (std::uint64_t at = 0;; ++at) {
    SimulatedDisk disk(kSeed);
    std::uint64_t hits = 0;
    disk.hook = [&, plan = FaultAt(at, GetParam().fault, GetParam().sticky)](const Operation& operation) mutable {
      const Fault fault = plan(operation);
      if (fault.system != 0) ++hits;
      return fault;
    };
    RunResult result;
    run(disk, result);
    if (HasFailure()) FAIL() << "operation " << at;
    if (hits == 0) break;  // the run has fewer operations
    ++tried;
    if (result.finished) {
      ++harmless;  // such as the number in the lock file
    } else {
      expect_named(result.error, at);
    }
    disk.hook = nullptr;
    const Model model = with_removals(result.model);
    auto lost = disk.after_power_loss(at);
    expect_recovered(*disk.after_kill(), model, result.durable, at);
    expect_recovered(*lost, model, result.durable, at);
    if (HasFailure()) return;
  }
  std::cout << "each of " << tried << " operations failed (" << GetParam().name << "); " << harmless
            << " did not matter\n";
  EXPECT_GT(tried, 80U);
  EXPECT_LT(harmless, tried / 4);
}

// The disk of a run that was cut off: what it takes to recover it may fail as well.
TEST_P(IoFault, AtEveryOperationOfARecovery) {
  SimulatedDisk before(kSeed);
  RunResult run_result;
  std::uint64_t changes = 0;
  before.hook = [&](const Operation& operation) {
    // Somewhere in the second half, for good.
    if (operation.changes()) ++changes;
    return changes > (GetParam().durability == Durability::kPower ? 60U : 30U) ? Fault{.system = EIO} : Fault{};
  };
  run(before, run_result);
  ASSERT_FALSE(run_result.finished);
  before.hook = nullptr;
  const Model model = with_removals(run_result.model);
  std::uint64_t tried = 0;
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    for (std::uint64_t at = 0;; ++at) {
      auto disk = before.after_power_loss(seed);
      std::uint64_t hits = 0;
      disk->hook = [&, plan = FaultAt(at, GetParam().fault, GetParam().sticky)](const Operation& operation) mutable {
        const Fault fault = plan(operation);
        if (fault.system != 0) ++hits;
        return fault;
      };
      auto journal = Journal::open(*disk, kDirectory, options());
      disk->hook = nullptr;
      if (hits == 0) break;
      ++tried;
      if (!journal) expect_named(journal.error(), at);
      if (journal) journal->reset();
      auto lost = disk->after_power_loss(at);
      expect_recovered(*disk->after_kill(), model, run_result.durable, at);
      expect_recovered(*lost, model, run_result.durable, at);
      if (HasFailure()) return;
    }
  }
  std::cout << "each of " << tried << " operations of four recoveries failed (" << GetParam().name << ")\n";
  EXPECT_GT(tried, 60U);
}

constexpr Case kCases[] = {
    {"EioOncePower", {.system = EIO}, false, Durability::kPower},
    {"EioForGoodPower", {.system = EIO}, true, Durability::kPower},
    {"EioOnceProcess", {.system = EIO}, false, Durability::kProcess},
    {"EnospcOncePower", {.system = ENOSPC}, false, Durability::kPower},
    {"EnospcForGoodProcess", {.system = ENOSPC}, true, Durability::kProcess},
    {"ShortWriteOncePower", {.system = ENOSPC, .is_short = true}, false, Durability::kPower},
    {"ShortWriteForGoodPower", {.system = EIO, .is_short = true}, true, Durability::kPower},
};
INSTANTIATE_TEST_SUITE_P(Faults, IoFault, testing::ValuesIn(kCases),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace daybook::journal
