#include "journal/inspect.h"

#include "journal/catalog.h"
#include "journal/control.h"
#include "journal/judgement.h"
#include "journal/tail.h"
#include "journal/walk.h"

namespace daybook::journal {

namespace {

void count(Inspection& found, const Walk& walk) {
  const Frame& frame = walk.cursor().frame();
  if (frame.type() == FrameType::kCut) ++found.cuts;
  if (frame.type() == FrameType::kWatermark) ++found.watermarks;
  if (!walk.is_batch()) return;
  if (found.batches++ == 0) {
    found.first_sequence = frame.batch.first_sequence;
    found.first_term = frame.batch.term;
  }
  found.records += frame.batch.count;
  found.payload_bytes += frame.batch.bytes;
  found.last_sequence = frame.batch.first_sequence + frame.batch.count - 1;
  found.last_term = frame.batch.term;
}

// Released, where the control file is of this journal and this boot.
std::optional<Position> believed_release(Storage& storage, const Catalog& catalog) {
  auto control = Control::open(storage, catalog.directory);
  if (!control || !control->believed(storage.boot_id(), catalog.id)) return std::nullopt;
  return control->released();
}

}  // namespace

Result<Inspection> inspect(Storage& storage, const std::string& directory, const InspectOptions& options) {
  auto catalog = Catalog::load(storage, directory);
  if (!catalog) return tl::unexpected(catalog.error());
  if (catalog->empty()) {
    return content_error(Error::Kind::kFormat, directory, 0, "no journal is here: there are no segment files");
  }
  Inspection found;
  found.segment_bytes = catalog->segment_bytes;
  found.first_segment = catalog->first;
  found.segments = catalog->salts.size();
  auto names = storage.list(directory);
  if (!names) return tl::unexpected(names.error());
  for (const std::string& name : *names) {
    if (name.starts_with(kQuarantinePrefix)) found.quarantine.push_back(name);
  }
  // Before the walk: what is released later may be written later.
  found.released = believed_release(storage, *catalog);

  Walk walk(storage, *catalog, catalog->first);
  bool stopped = false;
  for (;;) {
    auto accepted = walk.next();
    // A writer at work may have gone on into a segment that was not there when the files were listed.
    const bool left_behind = !accepted && options.in_use && walk.cursor().after_padding();
    if (!accepted && !left_behind) return tl::unexpected(accepted.error());
    if (left_behind) break;
    if (!*accepted) break;
    count(found, walk);
    found.end = walk.cursor().position();
    if (options.on_frame && !options.on_frame({walk.begin(), found.end, walk.cursor().frame()})) {
      stopped = true;
      break;
    }
  }
  found.generation = walk.cursor().generation();
  found.synced = walk.cursor().synced();
  if (options.in_use) found.ending = Inspection::Ending::kInUse;
  if (stopped || options.in_use) return found;
  auto judgement = judge(storage, *catalog, walk.cursor(), found.released.value_or(Position{}));
  if (!judgement) return tl::unexpected(judgement.error());
  if (judgement->outcome() == Outcome::kCorrupt) return corrupt_error(*catalog, walk.cursor(), judgement->row->reason);
  if (judgement->outcome() == Outcome::kTorn) {
    found.ending = Inspection::Ending::kTorn;
    found.reason = judgement->row->reason;
  }
  return found;
}

}  // namespace daybook::journal
