#include "engine/skip.h"

#include <fmt/format.h>

#include <cstring>

#include "engine/clock.h"
#include "engine/directories.h"
#include "engine/record_stream.h"
#include "engine/status.h"
#include "journal/recovery.h"

namespace daybook {

namespace {

tl::unexpected<Error> refuse(std::uint64_t sequence, std::string what) {
  return tl::unexpected(Error{Error::Kind::kArgument, sequence, std::move(what)});
}

// Last sequence that has a decision record.
Expected<std::uint64_t> last_decided(journal::Storage& storage, const std::string& directory) {
  auto reader =
      journal::Reader::open(storage, events_directory(directory), {.limit = journal::ReaderOptions::Limit::kWritten});
  if (!reader) return journal_error(reader.error());
  std::uint64_t last = 0;
  for (;;) {
    auto batch = reader->next();
    if (!batch) return journal_error(batch.error());
    if (!*batch) return last;
    last = (*batch)->header.first_sequence + (*batch)->header.count - 1;
  }
}

}  // namespace

Expected<void> skip_command(journal::Storage& storage, const std::string& directory, std::uint64_t sequence) {
  auto decided = last_decided(storage, directory);
  if (!decided) return tl::unexpected(decided.error());
  auto recovery =
      journal::Recovery::begin(storage, commands_directory(directory), {.durability = journal::Durability::kPower});
  if (!recovery) return journal_error(recovery.error());
  RecordStream<journal::Recovery, CommandView> commands(*recovery);
  std::uint64_t last = 0;
  std::uint64_t stamp_ns = 0;
  bool is_engines_own = false;
  for (;;) {
    auto more = commands.next();
    if (!more) return tl::unexpected(more.error());
    if (!*more) break;
    const CommandHeader& header = commands.record().header();
    last = header.sequence;
    stamp_ns = header.stamp_ns;
    if (last == sequence) is_engines_own = !lets_decide(header.type);
  }
  if (sequence == 0 || sequence > last) {
    return refuse(sequence, fmt::format("there is no command {} in {}: the last one is {}", sequence, directory, last));
  }
  if (sequence <= *decided) {
    return refuse(sequence, fmt::format("command {} is decided already (decided up to {}): history is not rewritten",
                                        sequence, *decided));
  }
  if (is_engines_own)
    return refuse(sequence, fmt::format("{} is a record of the engine itself and cannot be skipped", sequence));

  auto journal = recovery->finish();
  if (!journal) return journal_error(journal.error());
  const std::uint64_t now = Clock::real_ns();
  CommandHeader header{.type = static_cast<std::uint16_t>(ControlType::kSkip),
                       .sequence = last + 1,
                       .stamp_ns = now > stamp_ns ? now : stamp_ns,
                       .id = Id{"daybook skip"}};
  header.bytes = sizeof(CommandHeader) + sizeof sequence;
  std::span<std::byte> room = (*journal)->claim(header.bytes);
  // The segment may be full and the next one not prepared yet.
  while (room.empty() && (*journal)->failure() == nullptr) {
    (*journal)->service();
    if ((*journal)->no_space()) return tl::unexpected(without_space((*journal)->directory(), "the skip"));
    room = (*journal)->claim(header.bytes);
  }
  if (const journal::Error* failure = (*journal)->failure()) return journal_error(*failure);
  std::memcpy(room.data(), &header, sizeof header);
  std::memcpy(room.data() + sizeof header, &sequence, sizeof sequence);
  auto& written = *reinterpret_cast<CommandHeader*>(room.data());
  written.content_checksum = CommandView(room.data()).compute_checksum();
  (*journal)->commit({.first_sequence = header.sequence, .count = 1}, header.bytes);
  if (auto closed = (*journal)->close(); !closed) return journal_error(closed.error());
  return {};
}

}  // namespace daybook
