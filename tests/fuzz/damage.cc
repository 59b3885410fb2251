#include "tests/fuzz/damage.h"

#include <fmt/core.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>
#include <vector>

#include "journal/checksum.h"
#include "journal/inspect.h"
#include "journal/repair.h"
#include "journal/segment.h"
#include "journal/simulated_disk.h"
#include "tests/journal/model.h"

namespace daybook::journal {

namespace {

constexpr const char* kDirectory = "/journal";
constexpr JournalOptions kOptions{.durability = Durability::kPower, .segment_bytes = kMinSegmentBytes};

[[noreturn]] void fail(const std::string& what) {
  fmt::print(stderr, "the journal is wrong: {}\n", what);
  std::abort();
}

// A sound journal, the same for every run.
struct Image {
  Image() : disk(1) {
    auto journal = Journal::open(disk, kDirectory, kOptions).value();
    std::mt19937_64 random(1);
    for (std::uint64_t sequence = 1; sequence <= 24; ++sequence) {
      ModelBatch batch{.first_sequence = sequence, .count = 1, .term = 1 + sequence / 8};
      batch.payload.assign(sequence % 3 == 0 ? 290'000 : 30 + random() % 200, static_cast<char>(random()));
      std::span<std::byte> room = journal->claim(batch.payload.size());
      for (; room.empty(); room = journal->claim(batch.payload.size())) journal->service();
      std::memcpy(room.data(), batch.payload.data(), batch.payload.size());
      const Position end =
          journal->commit({.term = batch.term, .first_sequence = sequence, .count = 1}, batch.payload.size());
      if (sequence <= 20) journal->release(end, sequence);
      if (sequence == 9 || sequence == 20) {
        journal->request_sync();
        while (journal->synced_sequence() < sequence) journal->service();
      }
      model.batches.push_back(batch);
    }
    disk.look();
    journal.reset();  // as a kill would
    // Old segments may be missing: that is no damage.
    model.kept_from = UINT64_MAX;
    static_cast<void>(inspect(disk, kDirectory, {.in_use = true, .on_frame = [&](const InspectedFrame& frame) {
                                                   frames.push_back(frame.begin.value);
                                                   return true;
                                                 }}));
    frames.push_back(kMinSegmentBytes);
    frames.push_back(2 * kMinSegmentBytes);
    frames.push_back(0);
  }
  SimulatedDisk disk;
  Model model;
  std::vector<std::uint64_t> frames;  // where they begin, and the segments
};

struct Step {
  std::uint8_t kind;
  std::uint8_t frame;
  std::uint16_t delta;
  std::uint16_t value;
  std::uint8_t other;
  std::uint8_t unused;
};
static_assert(sizeof(Step) == 8);

class Damaged {
 public:
  explicit Damaged(Image& image) : image_(image), disk_(image.disk.after_kill()) {}
  [[nodiscard]] SimulatedDisk& disk() { return *disk_; }
  // Checksums were made to fit: records may appear that were never written.
  [[nodiscard]] bool forged() const { return forged_; }

  void apply(const Step& step) {
    const std::uint64_t at = place(step.frame) + step.delta;
    switch (step.kind % 8) {
      case 0:
        return change(at, 1, [&](std::byte* bytes) { bytes[0] ^= static_cast<std::byte>(step.value); });
      case 1:
        return change(at, step.value, [&](std::byte* bytes) { std::memset(bytes, 0, step.value); });
      case 2: {
        const std::vector<std::byte> from = read(place(step.other), step.value);
        return change(at, from.size(), [&](std::byte* bytes) { std::memcpy(bytes, from.data(), from.size()); });
      }
      case 3:
        return reseal(at);
      case 4:
        return swap(step.frame % 4, step.other % 4);
      case 5:
        static_cast<void>(disk_->remove(segment_path(kDirectory, step.frame % 4)));
        return;
      case 6:
        return change(at / 8 * 8, 8, [&](std::byte* bytes) {
          const std::uint64_t word = step.value;
          std::memcpy(bytes, &word, sizeof(word));
        });
      default:
        change_file(std::string(kDirectory) + "/control", step.delta % 4096, 1,
                    [&](std::byte* bytes) { bytes[0] ^= static_cast<std::byte>(step.value); });
    }
  }

 private:
  [[nodiscard]] std::uint64_t place(std::uint8_t frame) const { return image_.frames[frame % image_.frames.size()]; }
  [[nodiscard]] std::vector<std::byte> read(std::uint64_t at, std::size_t bytes) const {
    auto file = disk_->open(segment_path(kDirectory, at / kMinSegmentBytes), Access::kRead);
    std::vector<std::byte> into(bytes);
    if (!file) return {};
    into.resize((*file)->read(at % kMinSegmentBytes, into).value_or(0));
    return into;
  }
  template <class Change>
  void change_file(const std::string& path, std::uint64_t offset, std::size_t bytes, Change&& change) {
    auto file = disk_->open(path, Access::kReadWrite);
    if (!file) return;
    std::vector<std::byte> content(bytes);
    if ((*file)->read(offset, content).value_or(0) != bytes) return;
    change(content.data());
    static_cast<void>((*file)->write(offset, content));
  }
  template <class Change>
  void change(std::uint64_t at, std::size_t bytes, Change&& what) {
    change_file(segment_path(kDirectory, at / kMinSegmentBytes), at % kMinSegmentBytes, bytes, what);
  }
  // Makes the checksum of whatever stands there fit its header.
  void reseal(std::uint64_t at) {
    forged_ = true;
    if (at % kMinSegmentBytes < kSegmentHeaderBytes) {
      return change(at / kMinSegmentBytes * kMinSegmentBytes, sizeof(SegmentHeader), [](std::byte* bytes) {
        SegmentHeader header;
        std::memcpy(&header, bytes, sizeof(header));
        header.checksum = header_checksum(header);
        std::memcpy(bytes, &header, sizeof(header));
      });
    }
    change(at, kMaxHeadBytes, [&](std::byte* bytes) {
      FrameHeader header;
      std::memcpy(&header, bytes, sizeof(header));
      const std::size_t body = body_bytes(static_cast<FrameType>(header.type));
      header.checksum = 0;
      std::memcpy(bytes, &header, sizeof(header));
      header.checksum = checksum(bytes, std::min(sizeof(header) + body, kMaxHeadBytes), at);
      std::memcpy(bytes, &header, sizeof(header));
    });
  }
  void swap(std::uint64_t a, std::uint64_t b) {
    const std::string beside = std::string(kDirectory) + "/beside";
    static_cast<void>(disk_->rename(segment_path(kDirectory, a), beside));
    static_cast<void>(disk_->rename(segment_path(kDirectory, b), segment_path(kDirectory, a)));
    static_cast<void>(disk_->rename(beside, segment_path(kDirectory, b)));
  }

  Image& image_;
  std::unique_ptr<SimulatedDisk> disk_;
  bool forged_ = false;
};

void expect_written(const Damaged& damaged, const Model& model, const std::vector<ModelBatch>& found) {
  if (damaged.forged()) return;
  if (const std::string wrong = model.compare(found, 0); !wrong.empty()) fail(wrong);
}

void read_all(Damaged& damaged, const Model& model, ReaderOptions::Limit limit) {
  auto reader = Reader::open(damaged.disk(), kDirectory, {.limit = limit});
  if (!reader) return;
  std::vector<ModelBatch> found;
  for (auto batch = reader->next(); batch && *batch; batch = reader->next()) found.push_back(model_of(**batch));
  expect_written(damaged, model, found);
}

// What an open finds, and appends where `append` says so; nothing where it refuses.
std::optional<std::vector<ModelBatch>> recover(Damaged& damaged, bool append) {
  auto recovery = Recovery::begin(damaged.disk(), kDirectory, kOptions);
  if (!recovery) return std::nullopt;
  std::vector<ModelBatch> found;
  for (;;) {
    auto batch = recovery->next();
    if (!batch) return std::nullopt;
    if (!*batch) break;
    found.push_back(model_of(**batch));
  }
  auto journal = recovery->finish();
  if (!journal) return std::nullopt;
  if (append) {
    ModelBatch batch{.first_sequence = std::max<std::uint64_t>((*journal)->next_sequence(), 1), .count = 1};
    batch.payload = "after the damage";
    std::span<std::byte> room = (*journal)->claim(batch.payload.size());
    for (int i = 0; room.empty() && i < 50; ++i) {
      (*journal)->service();
      room = (*journal)->claim(batch.payload.size());
    }
    if (room.empty()) fail("a recovered journal takes nothing");
    std::memcpy(room.data(), batch.payload.data(), batch.payload.size());
    (*journal)->commit({.first_sequence = batch.first_sequence, .count = 1}, batch.payload.size());
    found.push_back(batch);
  }
  if (!(*journal)->close()) fail("a recovered journal does not close");
  return found;
}

}  // namespace

void run_on_damage(std::span<const std::uint8_t> program) {
  static Image image;
  Damaged damaged(image);
  constexpr std::size_t kMostSteps = 16;
  for (std::size_t i = 0; i < kMostSteps && (i + 1) * sizeof(Step) <= program.size(); ++i) {
    Step step;
    std::memcpy(&step, program.data() + i * sizeof(Step), sizeof(Step));
    damaged.apply(step);
  }
  static_cast<void>(inspect(damaged.disk(), kDirectory, {}));
  read_all(damaged, image.model, ReaderOptions::Limit::kReleased);
  read_all(damaged, image.model, ReaderOptions::Limit::kWritten);
  auto found = recover(damaged, true);
  if (!found) {
    auto repaired = repair(damaged.disk(), kDirectory, kOptions);
    if (!repaired) return;  // nothing can be kept, or a newer version wrote it
    found = recover(damaged, true);
    if (!found) fail("a repaired journal does not open");
  }
  // The last one is what was appended after.
  expect_written(damaged, image.model, {found->begin(), found->end() - 1});
  const auto again = recover(damaged, false);
  if (!again) fail("a recovered journal does not open again");
  if (*again != *found) fail("what was recovered is not there the next time");
}

}  // namespace daybook::journal
