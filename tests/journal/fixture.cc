#include "tests/journal/fixture.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "journal/catalog.h"
#include "journal/walk.h"

namespace daybook::journal {

TemporaryDirectory::TemporaryDirectory(Where where) {
  const bool memory = where == Where::kMemory && ::access("/dev/shm", W_OK) == 0;
  path_ = (memory ? std::string("/dev/shm/") : testing::TempDir()) + "daybook-journal-XXXXXX";
  if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary directory: " + path_);
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string text_of(std::span<const std::byte> payload) {
  return {reinterpret_cast<const char*>(payload.data()), payload.size()};
}

std::string pattern(std::size_t bytes, std::uint64_t seed) {
  std::string text(bytes, '\0');
  std::uint64_t state = seed * 0x9e3779b97f4a7c15 + 1;
  for (char& c : text) {
    state = state * 6364136223846793005 + 1442695040888963407;
    c = static_cast<char>('!' + (state >> 33) % 90);
  }
  return text;
}

testing::AssertionResult same(const std::vector<std::string>& found, const std::vector<std::string>& wanted) {
  for (std::size_t i = 0; i < std::min(found.size(), wanted.size()); ++i) {
    if (found[i] != wanted[i]) return testing::AssertionFailure() << "payload " << i << " differs";
  }
  if (found.size() == wanted.size()) return testing::AssertionSuccess();
  return testing::AssertionFailure() << found.size() << " payloads, " << wanted.size() << " were wanted";
}

bool JournalTest::try_open(std::optional<Recovery::Keep> keep) {
  recovered_.clear();
  report_ = {};
  auto recovery = Recovery::begin(*storage_, directory_, options_);
  if (!recovery) {
    error_ = recovery.error();
    return false;
  }
  for (;;) {
    auto batch = recovery->next();
    if (!batch) {
      error_ = batch.error();
      return false;
    }
    if (!*batch) break;
    const auto payload = (*batch)->payload;
    recovered_.push_back(text_of(payload));
  }
  auto journal = recovery->finish(keep);
  report_ = recovery->report();
  if (!journal) {
    error_ = journal.error();
    return false;
  }
  journal_ = std::move(*journal);
  return true;
}

void JournalTest::close() {
  auto closed = journal_->close();
  ASSERT_TRUE(closed) << closed.error().message();
  journal_.reset();
}

void JournalTest::reopen() {
  crash();
  open();
}

Position JournalTest::write(const std::string& payload) {
  auto room = journal_->claim(payload.size());
  while (room.empty() && journal_->failure() == nullptr && journal_->service()) room = journal_->claim(payload.size());
  if (room.size() < payload.size()) {
    ADD_FAILURE() << "nothing to claim";
    return {};
  }
  if (!payload.empty()) std::memcpy(room.data(), payload.data(), payload.size());
  const std::uint64_t sequence = std::max<std::uint64_t>(journal_->next_sequence(), 1);
  ends_.push_back(journal_->commit({.term = 1, .first_sequence = sequence, .count = 1}, payload.size()));
  written_.push_back(payload);
  return ends_.back();
}

Position JournalTest::write_bytes(std::size_t bytes) { return write(pattern(bytes, written_.size())); }

std::size_t JournalTest::room() const {
  return options_.segment_bytes - journal_->written().value % options_.segment_bytes;
}

void JournalTest::fill_until_room(std::size_t wanted) {
  // In two, as the largest payload leaves room for a cut record at the head; in the next segment, where this is too
  // full.
  if (room() < wanted + kBatchOverheadBytes) write_bytes(room());
  if (room() > journal_->max_payload_bytes()) write_bytes(1000);
  ASSERT_GE(room(), wanted + kBatchOverheadBytes);
  write_bytes(room() - wanted - kBatchOverheadBytes);
  ASSERT_EQ(room() % options_.segment_bytes, wanted);
}

void JournalTest::settle() {
  while (journal_->service_wanted()) journal_->service();
}

void JournalTest::sync() {
  journal_->request_sync();
  settle();
}

std::string JournalTest::segment_file(std::uint64_t index) const { return segment_path(directory_, index); }

void JournalTest::overwrite(Position at, const std::string& bytes) {
  const int fd = ::open(segment_file(at.value / options_.segment_bytes).c_str(), O_WRONLY);
  ASSERT_GE(fd, 0);
  const auto offset = static_cast<off_t>(at.value % options_.segment_bytes);
  EXPECT_EQ(::pwrite(fd, bytes.data(), bytes.size(), offset), static_cast<ssize_t>(bytes.size()));
  ::close(fd);
}

std::string JournalTest::bytes_at(Position at, std::size_t bytes) const {
  std::string text(bytes, '\0');
  const int fd = ::open(segment_file(at.value / options_.segment_bytes).c_str(), O_RDONLY);
  const auto offset = static_cast<off_t>(at.value % options_.segment_bytes);
  EXPECT_EQ(::pread(fd, text.data(), bytes, offset), static_cast<ssize_t>(bytes));
  ::close(fd);
  return text;
}

void JournalTest::flip_byte(Position at) {
  std::string byte = bytes_at(at, 1);
  byte[0] = static_cast<char>(byte[0] ^ 0x55);
  overwrite(at, byte);
}

void JournalTest::zero(Position from, Position to) { overwrite(from, std::string(to.value - from.value, '\0')); }

std::vector<FoundFrame> JournalTest::frames() const {
  std::vector<FoundFrame> found;
  auto catalog = Catalog::load(Storage::system(), directory_);
  if (!catalog) {
    ADD_FAILURE() << catalog.error().message();
    return found;
  }
  Walk walk(Storage::system(), *catalog, catalog->first);
  for (;;) {
    auto accepted = walk.next();
    if (!accepted || !*accepted) return found;
    const Cursor& cursor = walk.cursor();
    found.push_back({.type = cursor.frame().type(),
                     .begin = walk.begin(),
                     .end = cursor.position(),
                     .generation = cursor.generation(),
                     .synced = Position{cursor.frame().header.synced}});
  }
}

std::vector<std::string> JournalTest::read_all(ReaderOptions options) const {
  std::vector<std::string> payloads;
  auto reader = Reader::open(*storage_, directory_, options);
  if (!reader) {
    ADD_FAILURE() << reader.error().message();
    return payloads;
  }
  for (;;) {
    auto batch = reader->next();
    if (!batch) ADD_FAILURE() << batch.error().message();
    if (!batch || !*batch) return payloads;
    payloads.push_back(text_of((*batch)->payload));
  }
}

std::vector<std::string> JournalTest::files() const {
  auto names = Storage::system().list(directory_);
  return names ? *names : std::vector<std::string>{};
}

}  // namespace daybook::journal
