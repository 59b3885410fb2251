#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "journal/check.h"
#include "journal/judgement.h"
#include "journal/recovery_state.h"
#include "journal/service.h"
#include "journal/tail.h"

namespace daybook::journal {
Place place_of(const Cursor& cursor) noexcept {
  return {.position = cursor.position(),
          .generation = cursor.generation(),
          .next_sequence = cursor.next_sequence(),
          .checksum = cursor.checksum(),
          .term = cursor.term()};
}

Result<std::unique_ptr<Journal>> Recovery::State::finish(const std::optional<Recovery::Keep>& keep) {
  DAYBOOK_CHECK(lock != nullptr);  // once only
  for (;;) {
    auto batch = next();
    if (!batch) return tl::unexpected(batch.error());
    if (!*batch) break;
  }
  if (!walk) return open_journal(Place{.position = Position{kSegmentHeaderBytes}});

  Place place = place_of(walk->cursor());
  const Position released = control_believed ? control->released() : Position{};
  auto ending = judge(storage, catalog, walk->cursor(), released);
  if (!ending) return tl::unexpected(ending.error());
  if (ending->outcome() == Outcome::kCorrupt) return corrupt_error(catalog, walk->cursor(), ending->row->reason);

  std::string why;
  if (ending->outcome() == Outcome::kTorn) why = ending->row->reason;
  if (keep && keep->end < report.end) {
    auto relocated = relocate(keep->end);
    if (!relocated) return tl::unexpected(relocated.error());
    place = *relocated;
    why = keep->why.empty() ? "the owner keeps only what is before" : keep->why;
  }

  const std::uint64_t proven = std::max(report.synced.value, ending->evidence.proven_synced);
  auto rewritten = rewrite(storage, catalog, Position{std::min(proven, place.position.value)}, place.position);
  if (!rewritten) return tl::unexpected(rewritten.error());
  report.rewritten_bytes = *rewritten;
  if (!why.empty()) {
    // Newer than every generation in the log, unless this goes on with a cut that was begun.
    const std::uint32_t newest = walk->cursor().generation() + 1;
    const bool goes_on = ending->begun && place.position == walk->cursor().position();
    if (auto cut = make_cut(place, goes_on ? *ending->begun : newest, why); !cut) return tl::unexpected(cut.error());
  } else if (ending->outcome() == Outcome::kScrub) {
    auto scrubbed = scrub(storage, catalog, catalog.index_of(place.position), catalog.offset_of(place.position));
    if (!scrubbed) return tl::unexpected(scrubbed.error());
  }
  return open_journal(place);
}

Result<std::unique_ptr<Journal>> Recovery::State::finish_damaged() {
  DAYBOOK_CHECK(lock != nullptr);  // once only
  std::string why;
  for (;;) {
    auto batch = next();
    if (!batch && batch.error().kind != Error::Kind::kCorrupt) return tl::unexpected(batch.error());
    if (!batch) why = batch.error().what;
    if (!batch || !*batch) break;
  }
  if (why.empty()) {
    auto ending = judge(storage, catalog, walk->cursor(), control_believed ? control->released() : Position{});
    if (!ending) return tl::unexpected(ending.error());
    why = ending->row->reason;
  }
  if (report.batches == 0) return nothing_to_keep(directory);
  Place place = last_frame;
  auto rewritten = rewrite(storage, catalog, std::min(report.synced, place.position), place.position);
  if (!rewritten) return tl::unexpected(rewritten.error());
  report.rewritten_bytes = *rewritten;
  if (auto moved = move_to_room(place); !moved) return tl::unexpected(moved.error());
  auto generation = newer_generation(place.position, place.generation);
  if (!generation) return tl::unexpected(generation.error());
  if (auto cut = make_cut(place, *generation, why); !cut) return tl::unexpected(cut.error());
  return open_journal(place);
}

// A frame that fills its segment leaves no room for a cut record: it goes to the head of the next one, which is made
// where there is none.
Result<void> Recovery::State::move_to_room(Place& place) {
  const std::uint64_t index = catalog.index_of(Position{place.position.value - 1});
  const std::uint64_t end = (index + 1) * catalog.segment_bytes;
  if (end - place.position.value >= kFrameRoomBytes) return {};
  place.position = Position{end + kSegmentHeaderBytes};
  if (catalog.contains(index + 1)) return {};
  auto made = add_segment();
  if (!made) return tl::unexpected(made.error());
  return {};
}

// Newer than everything at `from` and behind, or that of a cut which was begun there and not made.
Result<std::uint32_t> Recovery::State::newer_generation(Position from, std::uint32_t current) {
  auto begun = quarantined(storage, directory, from, current);
  if (!begun) return tl::unexpected(begun.error());
  auto evidence = gather(storage, catalog, from, {.current = current, .newer_from = current + 1});
  if (!evidence) return tl::unexpected(evidence.error());
  const std::uint32_t newest = std::max(evidence->newest, current);
  if (*begun && **begun > newest) return **begun;
  return newest + 1;
}

tl::unexpected<Error> nothing_to_keep(const std::string& directory) {
  return content_error(Error::Kind::kCorrupt, directory, 0,
                       "nothing before the damage can be proven, so there is nothing to keep; restore a copy, or "
                       "remove the directory to begin anew");
}

void Recovery::State::report_cut(Quarantine saved, std::string_view why) {
  report.clean = false;
  report.cut_reason = why;
  report.cut_bytes = saved.bytes;
  report.quarantine = std::move(saved.paths);
}

// The place of the first batch that ends behind `keep`; there is one. What is cut is taken out of the report.
Result<Place> Recovery::State::relocate(Position keep) {
  const std::uint64_t begin = catalog.first * catalog.segment_bytes;
  if (keep.value <= begin) {
    return content_error(
        Error::Kind::kArgument, directory, 0,
        fmt::format("cannot keep up to position {}: the oldest segment begins at {}", keep.value, begin));
  }
  Walk again(storage, catalog, catalog.index_of(Position{keep.value - 1}));
  std::optional<Place> place;
  for (;;) {
    const Place before = place_of(again.cursor());
    auto accepted = again.next();
    if (!accepted) return tl::unexpected(accepted.error());
    if (!*accepted) break;
    if (!again.is_batch()) continue;
    if (again.cursor().position() <= keep) {
      report.end = again.cursor().position();
      continue;
    }
    if (!place) place = before;
    const BatchHeader& batch = again.cursor().frame().batch;
    --report.batches;
    report.records -= batch.count;
    report.payload_bytes -= batch.bytes;
  }
  DAYBOOK_CHECK(place.has_value());
  report.end = std::min(report.end, place->position);
  report.last_sequence = report.batches == 0 ? 0 : place->next_sequence - 1;
  if (report.batches == 0) report.first_sequence = 0;
  return *place;
}

Result<void> Recovery::State::make_cut(Place& place, std::uint32_t generation, std::string_view why) {
  const Generations generations{.current = place.generation, .newer_from = generation};
  auto evidence = gather(storage, catalog, place.position, generations);
  if (!evidence) return tl::unexpected(evidence.error());
  const Cut cut{.position = place.position,
                .generation = generation,
                .residue_end = std::max(evidence->residue_end, place.position.value)};
  auto saved = quarantine(storage, catalog, cut);
  if (!saved) return tl::unexpected(saved.error());

  // Before the cut: with this boot, a log that ends before what was released is corrupt.
  const std::uint64_t last_sequence = place.next_sequence == 0 ? 0 : place.next_sequence - 1;
  if (control_believed) control->lower(place.position, last_sequence);
  const CutBody body{.next_sequence = place.next_sequence,
                     .checksum = place.checksum,
                     .term = place.term,
                     .discarded_end = std::max(cut.residue_end, place.position.value + kCutFrameBytes)};
  if (auto written = write_cut(storage, catalog, cut, body); !written) return written;
  const std::uint64_t behind = catalog.offset_of(cut.position) + kCutFrameBytes;
  if (auto scrubbed = scrub(storage, catalog, catalog.index_of(cut.position), behind); !scrubbed) return scrubbed;
  place.position.value += kCutFrameBytes;
  place.generation = cut.generation;

  report_cut(std::move(*saved), why);
  return {};
}

// The segment that holds `place`, mapped; a new one where the log is at the end of the last.
Result<std::unique_ptr<Segment>> Recovery::State::current_segment(Place& place) {
  const bool full = catalog.segment_bytes - catalog.offset_of(place.position) < kFrameRoomBytes ||
                    catalog.offset_of(place.position) == 0;
  if (!catalog.empty() && !full) {
    const std::uint64_t index = catalog.index_of(place.position);
    auto segment = catalog.open(storage, index, Access::kReadWrite);
    if (!segment) return tl::unexpected(segment.error());
    const SegmentPlan plan{index, catalog.segment_bytes, catalog.id, options.durability};
    return prepare_now(Preparation(storage, directory, plan, std::move(*segment)));
  }
  auto segment = add_segment();
  if (segment) place.position = Position{(*segment)->begin() + kSegmentHeaderBytes};
  return segment;
}

Result<std::unique_ptr<Segment>> Recovery::State::add_segment() {
  const SegmentPlan plan{catalog.end(), catalog.segment_bytes, catalog.id, options.durability};
  auto segment = prepare_now(Preparation(storage, directory, plan));
  if (segment) catalog.salts.push_back((*segment)->header.salt);
  return segment;
}

Result<std::unique_ptr<Journal>> Recovery::State::open_journal(Place place) {
  auto current = current_segment(place);
  if (!current) return tl::unexpected(current.error());
  std::optional<Segment> prepared;
  if (const std::uint64_t next = (*current)->header.index + 1; catalog.contains(next)) {
    auto segment = catalog.open(storage, next, Access::kReadWrite);
    if (!segment) return tl::unexpected(segment.error());
    prepared = std::move(*segment);
  }
  if (auto forgotten = forget_quarantine(storage, directory, place.generation); !forgotten) {
    return tl::unexpected(forgotten.error());
  }
  if (!control) {
    auto opened = Control::open_or_create(storage, directory);
    if (!opened) return tl::unexpected(opened.error());
    control = std::move(*opened);
  }
  if (!control_believed) control->reset(storage.boot_id(), catalog.id);
  control->set_generation(place.generation);
  // A name that an earlier process gave and did not live to sync may be in the page cache only; the directory's own,
  // too.
  for (const std::string& names : {directory, parent_directory(directory)}) {
    if (auto synced = storage.sync_directory(names); !synced) return tl::unexpected(synced.error());
  }
  report.segments = catalog.salts.size();
  if (report.batches == 0) report.end = place.position;
  walk.reset();  // and its hold on the segment that it read last
  return std::make_unique<Journal>(
      JournalSeed{.storage = storage,
                  .directory = directory,
                  .options = options,
                  .id = catalog.id,
                  .lock = std::move(lock),
                  .control = std::move(*control),
                  .current = std::move(*current),
                  .prepared = std::move(prepared),
                  .first_index = catalog.first,
                  .position = place.position,
                  .generation = place.generation,
                  .next_sequence = place.next_sequence,
                  .checksum = place.checksum,
                  .term = place.term,
                  .proven = report.batches == 0 || !report.clean || report.synced >= report.end});
}

}  // namespace daybook::journal
