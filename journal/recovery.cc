#include "journal/recovery.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "journal/lock.h"
#include "journal/preparation.h"
#include "journal/recovery_state.h"
#include "journal/tail.h"

namespace daybook::journal {
namespace {

// Ours only: somebody may keep other files here.
bool is_temporary(std::string_view name) {
  if (!name.ends_with(kTemporarySuffix)) return false;
  name.remove_suffix(std::string_view(kTemporarySuffix).size());
  return name == kControlName || name.starts_with(kQuarantinePrefix) || segment_index(name).has_value();
}

Result<void> remove_temporary_files(Storage& storage, const std::string& directory) {
  auto names = storage.list(directory);
  if (!names) return tl::unexpected(names.error());
  for (const std::string& name : *names) {
    if (!is_temporary(name)) continue;
    if (auto removed = storage.remove(directory + "/" + name); !removed) return removed;
  }
  return {};
}

}  // namespace

Recovery::Recovery(std::unique_ptr<State> state) : state_(std::move(state)) {}
Recovery::Recovery(Recovery&&) noexcept = default;
Recovery& Recovery::operator=(Recovery&&) noexcept = default;
Recovery::~Recovery() = default;

Result<Recovery> Recovery::begin(Storage& storage, const std::string& directory, const JournalOptions& options) {
  auto state = std::make_unique<State>(storage, directory, options);
  if (auto begun = state->begin(); !begun) return tl::unexpected(begun.error());
  return Recovery(std::move(state));
}

Result<std::optional<BatchView>> Recovery::next() { return state_->next(); }
Result<std::unique_ptr<Journal>> Recovery::finish(const std::optional<Keep>& keep) { return state_->finish(keep); }
Result<std::unique_ptr<Journal>> Recovery::finish_damaged() { return state_->finish_damaged(); }
const RecoveryReport& Recovery::report() const noexcept { return state_->report; }

Result<void> Recovery::State::begin() {
  if (options.segment_bytes < kMinSegmentBytes || options.segment_bytes > kMaxSegmentBytes ||
      options.segment_bytes % kPageBytes != 0) {
    return content_error(Error::Kind::kArgument, directory, 0,
                         fmt::format("segment_bytes is {}; it must be a multiple of {} from {} to {}",
                                     options.segment_bytes, kPageBytes, kMinSegmentBytes, kMaxSegmentBytes));
  }
  if (auto created = storage.create_directory(directory); !created) return created;
  auto taken = take_lock(storage, directory);
  if (!taken) return tl::unexpected(taken.error());
  lock = std::move(*taken);
  if (auto removed = remove_temporary_files(storage, directory); !removed) return removed;
  auto loaded = Catalog::load(storage, directory);
  if (!loaded) return tl::unexpected(loaded.error());
  catalog = std::move(*loaded);
  if (catalog.empty()) return check_empty();

  report.segments = catalog.salts.size();
  auto opened = Control::open_or_create(storage, directory);
  if (!opened) return tl::unexpected(opened.error());
  control = std::move(*opened);
  control_believed = control->believed(storage.boot_id(), catalog.id);
  walk.emplace(storage, catalog, catalog.first);
  return {};
}

// A journal creates its first segment, durably, before its control file.
Result<void> Recovery::State::check_empty() {
  auto names = storage.list(directory);
  if (!names) return tl::unexpected(names.error());
  if (std::find(names->begin(), names->end(), kControlName) != names->end()) {
    return content_error(
        Error::Kind::kCorrupt, directory, 0,
        "a journal was here, but all its segments are missing; restore them from a copy, or remove the "
        "directory to begin anew");
  }
  catalog.segment_bytes = options.segment_bytes;
  for (std::size_t i = 0; i < catalog.id.size(); i += sizeof(std::uint64_t)) {
    const std::uint64_t word = storage.random();
    std::memcpy(catalog.id.data() + i, &word, sizeof(word));
  }
  stopped = true;
  return {};
}

Result<std::optional<BatchView>> Recovery::State::next() {
  while (!stopped) {
    auto accepted = walk->next();
    if (!accepted) return tl::unexpected(accepted.error());
    if (!*accepted) {
      stopped = true;
      break;
    }
    const Cursor& cursor = walk->cursor();
    report.synced = cursor.synced();
    if (cursor.frame().type() != FrameType::kPadding) last_frame = place_of(cursor);
    if (!walk->is_batch()) continue;
    const BatchHeader& batch = cursor.frame().batch;
    if (report.batches++ == 0) report.first_sequence = batch.first_sequence;
    report.records += batch.count;
    report.last_sequence = batch.first_sequence + batch.count - 1;
    report.payload_bytes += batch.bytes;
    report.end = cursor.position();
    return Result<std::optional<BatchView>>(tl::in_place, std::in_place, batch, walk->begin(), cursor.position(),
                                            cursor.payload(walk->bytes()));
  }
  return std::nullopt;
}

}  // namespace daybook::journal
