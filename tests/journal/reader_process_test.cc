// A reader in one process follows a writer in another one, which dies at any moment.

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <new>
#include <random>
#include <thread>

#include "journal/control.h"
#include "tests/journal/fixture.h"

namespace daybook::journal {
namespace {

// Big enough that a run goes through several segments.
constexpr std::size_t kPayloadBytes = 20'000;
constexpr std::uint64_t kUnreleased = 3;

std::string payload_of(std::uint64_t sequence) { return pattern(kPayloadBytes + sequence % 1000, sequence); }

// What the processes tell each other.
struct Shared {
  std::atomic<std::uint64_t> seen{0};      // sequence, by the reader
  std::atomic<std::uint64_t> position{0};  // of the reader: nobody needs what is before it
  std::atomic<bool> stop{false};
};

// Appends for ever, releasing all but the last few batches; what was read may become new segments. Never returns.
[[noreturn]] void write_for_ever(Storage& storage, const std::string& directory, const JournalOptions& options,
                                 Shared& shared) {
  auto journal = Journal::open(storage, directory, options);
  if (!journal) ::_exit(1);
  Position ends[kUnreleased] = {};
  for (std::uint64_t sequence = std::max<std::uint64_t>((*journal)->next_sequence(), 1);; ++sequence) {
    const std::string payload = payload_of(sequence);
    auto room = (*journal)->claim(payload.size());
    while (room.empty()) {
      if (!(*journal)->service()) ::_exit(2);
      room = (*journal)->claim(payload.size());
    }
    // In pieces, so that a kill also meets a half-written payload.
    for (std::size_t at = 0; at < payload.size(); at += 1000) {
      std::memcpy(room.data() + at, payload.data() + at, std::min<std::size_t>(1000, payload.size() - at));
    }
    const Position end = (*journal)->commit({.first_sequence = sequence, .count = 1}, payload.size());
    Position& oldest = ends[sequence % kUnreleased];
    if (oldest.value != 0) (*journal)->release(oldest, sequence - kUnreleased);
    oldest = end;
    (*journal)->release_before(Position{shared.position.load()});
    if ((*journal)->service_wanted()) (*journal)->service();
  }
}

// Follows the journal until it is told to stop; then reads on to what is released. Returns what is wrong.
std::string follow(Storage& storage, const std::string& directory, Shared& shared) {
  std::optional<Reader> reader;
  for (;;) {
    const bool last = shared.stop.load();
    if (!reader) {
      // The writer may not have come that far.
      if (auto opened = Reader::open(storage, directory, {})) reader = std::move(*opened);
      if (last && !reader) return "there is no journal";
      continue;
    }
    auto batch = reader->next();
    if (!batch) return batch.error().message();
    if (!*batch) {
      if (last) return {};
      continue;
    }
    const std::uint64_t sequence = shared.seen.load() + 1;
    const auto payload = (*batch)->payload;
    if ((*batch)->header.first_sequence != sequence) return "out of order after " + std::to_string(sequence - 1);
    if (payload_of(sequence) != text_of(payload)) {
      return "a torn batch " + std::to_string(sequence);
    }
    auto control = Control::open(storage, directory);
    if (!control) return control.error().message();
    if ((*batch)->end > control->released() || sequence > control->released_sequence()) {
      return "an unreleased batch " + std::to_string(sequence);
    }
    shared.seen.store(sequence);
    shared.position.store((*batch)->begin.value);
  }
}

class ReaderProcess : public JournalTest {};

// Three processes: this one kills, one writes, one reads.
TEST_F(ReaderProcess, NeverSeesATornOrUnreleasedBatchOfAKilledWriter) {
  const int lives = std::getenv("DAYBOOK_EFFORT") != nullptr ? 220 : 12;
  void* memory = ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  auto& shared = *new (memory) Shared;
  int said[2];
  ASSERT_EQ(::pipe(said), 0);
  const pid_t reader = ::fork();
  if (reader == 0) {
    const std::string wrong = follow(*storage_, directory(), shared);
    const ssize_t done = ::write(said[1], wrong.data(), wrong.size());
    ::_exit(wrong.empty() && done == 0 ? 0 : 1);
  }
  ::close(said[1]);
  std::mt19937_64 random(7);
  std::uint64_t followed = 0;  // lives in which the reader came on
  for (int life = 0; life < lives; ++life) {
    const std::uint64_t before = shared.seen.load();
    const pid_t writer = ::fork();
    if (writer == 0) write_for_ever(*storage_, directory(), options_, shared);
    // Every fourth dies early, perhaps while it opens; the others once they are followed.
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (life % 4 != 3 && shared.seen.load() == before && std::chrono::steady_clock::now() < patience) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 20'000));
    ::kill(writer, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(writer, &status, 0), writer);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself";
    if (shared.seen.load() > before) ++followed;
  }
  shared.stop.store(true);
  std::string wrong(512, '\0');
  const ssize_t got = ::read(said[0], wrong.data(), wrong.size());
  wrong.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  ::close(said[0]);
  int status = 0;
  ASSERT_EQ(::waitpid(reader, &status, 0), reader);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << wrong;
  const std::uint64_t seen = shared.seen.load();
  ::munmap(memory, sizeof(Shared));
  std::cout << lives << " kills, " << seen << " batches read\n";
  EXPECT_GE(followed, static_cast<std::uint64_t>(lives) * 3 / 4);
  open();
  EXPECT_GE(report_.last_sequence, seen);
  EXPECT_GT(report_.first_sequence, 1U) << "no segment was used again";
  for (std::size_t i = 0; i < recovered_.size(); ++i) ASSERT_EQ(recovered_[i], payload_of(report_.first_sequence + i));
}

}  // namespace
}  // namespace daybook::journal
