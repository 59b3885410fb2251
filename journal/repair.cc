#include "journal/repair.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "journal/catalog.h"
#include "journal/inspect.h"
#include "journal/lock.h"
#include "journal/recovery_state.h"
#include "journal/walk.h"

namespace daybook::journal {
namespace {

// What a whole segment file is called once it was put aside. No earlier one loses its name.
std::string aside_name(Storage& storage, const std::string& directory, std::uint64_t index) {
  const auto names = storage.list(directory);
  for (unsigned number = 1;; ++number) {
    std::string name = fmt::format("damaged-{}-{}", segment_name(index), number);
    if (!names || std::find(names->begin(), names->end(), name) == names->end()) return name;
  }
}

// The files, from the oldest on, that belong together: headers that hold, of one journal, without a gap.
Result<Catalog> sound_files(Storage& storage, const std::string& directory, const std::vector<std::uint64_t>& indexes) {
  Catalog sound;
  sound.directory = directory;
  if (!indexes.empty()) sound.first = indexes[0];
  SegmentIdentity identity;
  for (const std::uint64_t index : indexes) {
    if (index != sound.end()) break;
    auto segment = open_segment(storage, directory, index, Access::kRead, identity);
    if (!segment && segment.error().kind != Error::Kind::kCorrupt) return tl::unexpected(segment.error());
    if (!segment) break;
    identity = {.segment_bytes = segment->header.segment_bytes, .journal_id = journal_id(segment->header)};
    sound.salts.push_back(segment->header.salt);
    sound.segment_bytes = segment->header.segment_bytes;
    sound.id = journal_id(segment->header);
  }
  return sound;
}

Result<bool> holds_a_batch(Storage& storage, const Catalog& catalog) {
  if (catalog.empty()) return false;
  Walk walk(storage, catalog, catalog.first);
  for (;;) {
    auto accepted = walk.next();
    if (!accepted && accepted.error().kind != Error::Kind::kCorrupt) return tl::unexpected(accepted.error());
    if (!accepted || !*accepted) return false;
    if (walk.is_batch()) return true;
  }
}

// Renames the files that cannot follow the others, the last one first. The new names become durable with those of the
// quarantine, before the log is cut; whatever a crash leaves of them before, the next repair goes on.
Result<std::vector<std::string>> put_aside(Storage& storage, const std::string& directory) {
  auto indexes = segment_indexes(storage, directory);
  if (!indexes) return tl::unexpected(indexes.error());
  auto sound = sound_files(storage, directory, *indexes);
  if (!sound) return tl::unexpected(sound.error());
  auto keeps = holds_a_batch(storage, *sound);
  if (!keeps) return tl::unexpected(keeps.error());
  if (!*keeps) return nothing_to_keep(directory);
  std::vector<std::string> moved;
  for (std::size_t i = indexes->size(); i-- > sound->salts.size();) {
    const std::uint64_t index = (*indexes)[i];
    const std::string aside = directory + "/" + aside_name(storage, directory, index);
    auto renamed = storage.rename(segment_path(directory, index), aside);
    if (!renamed) return tl::unexpected(renamed.error());
    moved.push_back(aside);
  }
  return moved;
}

}  // namespace

Result<Repaired> repair(Storage& storage, const std::string& directory, const JournalOptions& options) {
  Repaired repaired;
  {
    auto lock = take_lock(storage, directory);
    if (!lock) return tl::unexpected(lock.error());
    auto inspected = inspect(storage, directory, {});
    if (inspected) return repaired;
    if (inspected.error().kind != Error::Kind::kCorrupt) return tl::unexpected(inspected.error());
    repaired.was_damaged = true;
    repaired.damage = inspected.error().message();
    auto moved = put_aside(storage, directory);
    if (!moved) return tl::unexpected(moved.error());
    repaired.moved = std::move(*moved);
  }
  auto recovery = Recovery::begin(storage, directory, options);
  if (!recovery) return tl::unexpected(recovery.error());
  auto journal = recovery->finish_damaged();
  if (!journal) return tl::unexpected(journal.error());
  repaired.kept = recovery->report();
  repaired.moved.insert(repaired.moved.end(), repaired.kept.quarantine.begin(), repaired.kept.quarantine.end());
  if (auto closed = (*journal)->close(); !closed) return tl::unexpected(closed.error());
  return repaired;
}

}  // namespace daybook::journal
