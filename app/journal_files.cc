#include "app/journal_files.h"

#include <fmt/format.h>

#include <filesystem>

#include "engine/directories.h"
#include "journal/catalog.h"
#include "journal/lock.h"
#include "journal/walk.h"

namespace daybook::app {

namespace {

// True while another process holds the journal's kernel lock. A shared lock is asked for and given back at once.
bool is_locked(const std::string& journal) {
  auto file = journal::Storage::system().open(journal + "/" + journal::kLockName, journal::Access::kRead);
  if (!file) return false;
  const auto locked = (*file)->lock(journal::Share::kShared);
  return !locked && locked.error().kind == journal::Error::Kind::kLocked;
}

std::string absent(const std::string& directory, std::string_view why) {
  std::string text = fmt::format("{} holds no journal: {}", directory, why);
  const std::filesystem::path path = std::filesystem::path(directory).lexically_normal();
  const std::filesystem::path parent = path.has_filename() ? path.parent_path() : path.parent_path().parent_path();
  std::error_code ignored;
  if (std::filesystem::is_directory(parent / "commands", ignored) &&
      std::filesystem::is_directory(parent / "events", ignored)) {
    text += fmt::format("; did you mean {}?", parent.empty() ? "." : parent.string());
  }
  return text;
}

}  // namespace

bool journals_in_use(const std::string& directory) { return is_locked(commands_directory(directory)); }

tl::expected<JournalFiles, std::string> find_journal(const std::string& directory) {
  std::error_code error;
  if (!std::filesystem::is_directory(directory, error)) {
    const bool exists = std::filesystem::exists(directory, error);
    return tl::unexpected(absent(directory, exists ? "it is no directory" : "there is no such directory"));
  }
  for (const std::string& journal : {commands_directory(directory), events_directory(directory)}) {
    if (!std::filesystem::is_directory(journal, error)) {
      return tl::unexpected(absent(directory, fmt::format("there is no {}", journal)));
    }
    auto catalog = journal::Catalog::load(journal::Storage::system(), journal);
    if (!catalog) return tl::unexpected(catalog.error().message());
    if (catalog->empty()) return tl::unexpected(absent(directory, fmt::format("{} has no segment files", journal)));
  }
  return JournalFiles{.directory = directory, .in_use = journals_in_use(directory)};
}

std::string JournalFiles::limit_text() const {
  return in_use ? "what is released (the journal is in use)" : "all that is written (nobody has it open)";
}

std::uint64_t JournalFiles::about_commands() const {
  journal::Storage& storage = journal::Storage::system();
  auto catalog = journal::Catalog::load(storage, commands_directory(directory));
  if (!catalog || catalog->empty()) return 0;
  // The last segment may be prepared and still unused.
  for (std::uint64_t index = catalog->end(); index-- > catalog->first;) {
    journal::Walk walk(storage, *catalog, index);
    bool any = false;
    for (auto more = walk.next(); more && *more; more = walk.next()) any = true;
    if (any && walk.cursor().next_sequence() != 0) return walk.cursor().next_sequence() - 1;
  }
  return 0;
}

std::uint64_t JournalFiles::undecided(std::uint64_t decided) const {
  if (in_use) return 0;
  auto reader = journal::Reader::open(journal::Storage::system(), commands_directory(directory),
                                      {.limit = limit(), .from_sequence = decided + 1});
  if (!reader) return 0;
  std::uint64_t last = decided;
  for (auto batch = reader->next(); batch && *batch; batch = reader->next()) {
    last = (*batch)->header.first_sequence + (*batch)->header.count - 1;
  }
  return last - decided;
}

bool JournalFiles::has_decision(std::uint64_t sequence) const {
  auto reader = journal::Reader::open(journal::Storage::system(), events_directory(directory),
                                      {.limit = limit(), .from_sequence = sequence});
  if (!reader) return false;
  const auto batch = reader->next();
  return batch && *batch;
}

}  // namespace daybook::app
