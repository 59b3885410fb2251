#include "journal/judgement.h"

#include <fmt/format.h>

#include "journal/tail.h"

namespace daybook::journal {
namespace {

// Outside the table: oldest segments are removed only after the head of the next one was synced.
constexpr EndingRow kHeadless{
    Wanted::kAny, Wanted::kAny, Wanted::kAny, Wanted::kAny,      Wanted::kAny,
    Wanted::kAny, Wanted::kAny, Wanted::kAny, Outcome::kCorrupt, "the start frame of the oldest segment is damaged"};

}  // namespace

Result<Judgement> judge(Storage& storage, const Catalog& catalog, const Cursor& cursor, Position released) {
  Judgement judgement;
  const Position place = cursor.position();
  auto begun = quarantined(storage, catalog.directory, place, cursor.generation());
  if (!begun) return tl::unexpected(begun.error());
  judgement.begun = *begun;
  // At the end of the last segment nothing can lie behind.
  if (!cursor.at_segment_end()) {
    const Generations generations{.current = cursor.generation(),
                                  .newer_from = begun->value_or(cursor.generation() + 1)};
    auto evidence = gather(storage, catalog, place, generations);
    if (!evidence) return tl::unexpected(evidence.error());
    judgement.evidence = *evidence;
  }
  const Evidence& evidence = judgement.evidence;
  judgement.row =
      &decide(EndingFacts{.bad_word = evidence.bad_word,
                          .residue = evidence.residue,
                          .scrub_open = cursor.discarded_end() != 0 && evidence.residue_end <= cursor.discarded_end(),
                          .later_frames = evidence.later_frames != 0,
                          .newer_frames = evidence.newer_frames != 0,
                          .proven_synced = evidence.proven_synced > place.value,
                          .released = released > place,
                          .cut_begun = begun->has_value()});
  if (!cursor.seeded() && catalog.first != 0) judgement.row = &kHeadless;
  return judgement;
}

tl::unexpected<Error> corrupt_error(const Catalog& catalog, const Cursor& cursor, std::string_view reason) {
  return content_error(Error::Kind::kCorrupt, catalog.path(cursor.index()), cursor.offset(),
                       fmt::format("{}; {}", reason, restore_hint()));
}

}  // namespace daybook::journal
