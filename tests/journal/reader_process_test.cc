// A reader in this process follows a writer in another one, which dies at any moment.

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "journal/control.h"
#include "tests/journal/fixture.h"

namespace daybook::journal {
namespace {

// Big enough that a run goes through several segments.
constexpr std::size_t kPayloadBytes = 20'000;
constexpr std::uint64_t kUnreleased = 3;

std::string payload_of(std::uint64_t sequence) { return pattern(kPayloadBytes + sequence % 1000, sequence); }

// Appends for ever, releasing all but the last few batches. Never returns.
[[noreturn]] void write_for_ever(Storage& storage, const std::string& directory, const JournalOptions& options) {
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
    if ((*journal)->service_wanted()) (*journal)->service();
  }
}

class ReaderProcess : public JournalTest {};

TEST_F(ReaderProcess, NeverSeesATornOrUnreleasedBatchOfAKilledWriter) {
  std::optional<Reader> reader;
  std::uint64_t seen = 0;
  for (int life = 1; life <= 6; ++life) {
    const pid_t child = ::fork();
    if (child == 0) write_for_ever(*storage_, directory(), options_);
    const std::uint64_t wanted = seen + 40 + static_cast<std::uint64_t>(life) * 7;
    bool alive = true;
    for (;;) {
      if (!reader) {
        // The writer may not have come that far.
        if (auto opened = Reader::open(*storage_, directory(), {})) reader = std::move(*opened);
        continue;
      }
      auto batch = reader->next();
      ASSERT_TRUE(batch) << batch.error().message();
      if (!*batch) {
        if (!alive) break;
        continue;
      }
      ++seen;
      ASSERT_EQ((*batch)->header.first_sequence, seen);
      const auto payload = (*batch)->payload;
      ASSERT_EQ(payload_of(seen), std::string(reinterpret_cast<const char*>(payload.data()), payload.size()));
      auto control = Control::open(*storage_, directory());
      ASSERT_TRUE(control);
      ASSERT_LE((*batch)->end, control->released());
      ASSERT_LE(seen, control->released_sequence());
      if (seen != wanted) continue;
      ::kill(child, SIGKILL);
      int status = 0;
      ASSERT_EQ(::waitpid(child, &status, 0), child);
      ASSERT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself";
      alive = false;
    }
  }
  open();
  EXPECT_GE(recovered_.size(), seen);
  for (std::uint64_t sequence = 1; sequence <= recovered_.size(); ++sequence) {
    EXPECT_EQ(recovered_[sequence - 1], payload_of(sequence));
  }
}

}  // namespace
}  // namespace daybook::journal
