#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "journal/journal.h"
#include "journal/reader.h"
#include "journal/recovery.h"

namespace daybook::journal {

// A fresh directory, removed with all its files at the end. In memory where a test opens the journal a thousand times.
class TemporaryDirectory {
 public:
  enum class Where : std::uint8_t { kDisk, kMemory };
  explicit TemporaryDirectory(Where where = Where::kDisk);
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// One frame as it stands in the files, found by walking them.
struct FoundFrame {
  FrameType type;
  Position begin;
  Position end;
  std::uint32_t generation;
  Position synced;
};

// A journal in a temporary directory, the payloads that were written to it, and verbs.
class JournalTest : public testing::Test {
 protected:
  explicit JournalTest(TemporaryDirectory::Where where = TemporaryDirectory::Where::kDisk) : temporary_(where) {}

  // --- verbs ---
  void open() { ASSERT_TRUE(try_open()) << error_.message(); }
  // Recovers; fills `recovered_` and `report_`, or `error_`.
  bool try_open(std::optional<Recovery::Keep> keep = std::nullopt);
  // As SIGKILL would: what was stored stays in the page cache.
  void crash() { journal_.reset(); }
  void close();
  void reopen();
  // One batch of one record.
  Position write(const std::string& payload);
  Position write_bytes(std::size_t bytes);
  // Batches until the next frame begins `room` bytes before the end of its segment.
  void fill_until_room(std::size_t room);
  // Service rounds until nothing is wanted.
  void settle();
  void sync();

  void flip_byte(Position at);
  void overwrite(Position at, const std::string& bytes);
  void zero(Position from, Position to);
  [[nodiscard]] std::string bytes_at(Position at, std::size_t bytes) const;

  // --- questions ---
  [[nodiscard]] std::vector<FoundFrame> frames() const;
  [[nodiscard]] FoundFrame last_frame() const { return frames().back(); }
  [[nodiscard]] std::vector<std::string> read_all(ReaderOptions options) const;
  [[nodiscard]] const std::string& directory() const { return directory_; }
  [[nodiscard]] std::string segment_file(std::uint64_t index) const;
  [[nodiscard]] std::size_t room() const;
  [[nodiscard]] std::vector<std::string> files() const;

  Storage* storage_ = &Storage::system();
  JournalOptions options_{.durability = Durability::kProcess, .segment_bytes = kMinSegmentBytes};
  std::unique_ptr<Journal> journal_;
  std::vector<std::string> written_;    // payloads, in order
  std::vector<Position> ends_;          // of the batches in `written_`
  std::vector<std::string> recovered_;  // by the last open
  RecoveryReport report_;
  Error error_;

 private:
  TemporaryDirectory temporary_;
  std::string directory_ = temporary_.path() + "/journal";
};

// Equality that does not print megabytes.
testing::AssertionResult same(const std::vector<std::string>& found, const std::vector<std::string>& wanted);

// A payload of `bytes` bytes that differs from that of any other seed.
std::string pattern(std::size_t bytes, std::uint64_t seed);

std::string text_of(std::span<const std::byte> payload);

}  // namespace daybook::journal
