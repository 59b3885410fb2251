#include "journal/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "journal/catalog.h"
#include "journal/control.h"
#include "journal/cursor.h"
#include "journal/judgement.h"
#include "journal/walk.h"

namespace daybook::journal {

struct Reader::State {
  State(Storage& s, const ReaderOptions& o, Catalog c)
      : storage(s), options(o), catalog(std::move(c)), boot_id(s.boot_id()), cursor(catalog.segment_bytes) {}

  Result<void> seek();
  Result<std::optional<std::uint64_t>> first_sequence_of(std::uint64_t index) const;
  Result<void> enter(std::uint64_t index);
  Result<bool> roll();
  Result<std::optional<BatchView>> next();
  Result<bool> may_pass();
  Result<bool> stop();
  Result<bool> stop_unreleased();
  tl::unexpected<Error> damage(std::string_view reason);
  tl::unexpected<Error> was_cut_off();
  Result<Position> prove();
  [[nodiscard]] bool believed();
  [[nodiscard]] bool cut_off() { return believed() && control->generation() > cursor.generation(); }
  [[nodiscard]] std::span<const std::byte> here() const noexcept {
    return {segment.mapping->data() + cursor.offset(), cursor.room()};
  }

  Storage& storage;
  ReaderOptions options;
  Catalog catalog;  // as found at open, or when damage was last looked into
  std::string boot_id;
  std::optional<Control> control;
  Cursor cursor;
  Segment segment;
  Position limit;                  // kReleased: may be passed up to here
  std::optional<Position> proven;  // limit of a journal whose released position is not known
  std::optional<Position> judged;  // kWritten: the place that was judged last, while its word stays what it was
  std::uint64_t judged_word = 0;
  Ending ending = Ending::kEnd;
};

Reader::Reader(std::unique_ptr<State> state) : state_(std::move(state)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Result<Reader> Reader::open(Storage& storage, const std::string& directory, ReaderOptions options) {
  constexpr int kAttempts = 10;
  for (int attempt = 1;; ++attempt) {
    auto catalog = Catalog::load(storage, directory);
    if (!catalog) return tl::unexpected(catalog.error());
    if (catalog->empty()) {
      return content_error(Error::Kind::kFormat, directory, 0, "no journal is here: there are no segment files");
    }
    auto state = std::make_unique<State>(storage, options, std::move(*catalog));
    auto found = state->seek();
    if (found) return Reader(std::move(state));
    // The oldest segments may go after the files were listed.
    if (found.error().system != ENOENT || attempt == kAttempts) return tl::unexpected(found.error());
  }
}

Result<std::optional<BatchView>> Reader::next() { return state_->next(); }
Ending Reader::ending() const noexcept { return state_->ending; }
Position Reader::position() const noexcept { return state_->cursor.position(); }

// The last segment that begins at or before the wanted sequence.
Result<void> Reader::State::seek() {
  if (options.from_sequence == 0) return enter(catalog.first);
  std::uint64_t index = catalog.end() - 1;
  for (;; --index) {
    auto begins = first_sequence_of(index);
    if (!begins) return tl::unexpected(begins.error());
    if (*begins && **begins <= options.from_sequence) break;
    if (index != catalog.first) continue;
    // Not kept any more; a reader must not skip batches in silence. A damaged head is for `next` to report.
    if (*begins && catalog.first != 0) {
      return content_error(
          Error::Kind::kArgument, catalog.directory, 0,
          fmt::format("sequence {} is not kept any more, the oldest is {}: begin there, or with a snapshot",
                      options.from_sequence, **begins));
    }
    break;
  }
  return enter(index);
}

// Sequence of the first batch in or after a segment; nothing where its head cannot say.
Result<std::optional<std::uint64_t>> Reader::State::first_sequence_of(std::uint64_t index) const {
  Walk walk(storage, catalog, index, kPageBytes);  // its first frame is all that is wanted
  auto accepted = walk.next();
  if (!accepted) return tl::unexpected(accepted.error());
  if (!*accepted) return std::nullopt;
  return walk.cursor().next_sequence();
}

Result<void> Reader::State::enter(std::uint64_t index) {
  auto opened = catalog.open(storage, index, Access::kRead);
  if (!opened) return tl::unexpected(opened.error());
  auto mapping = opened->file->map(Access::kRead);
  if (!mapping) return tl::unexpected(mapping.error());
  opened->mapping = std::move(*mapping);
  segment = std::move(*opened);
  cursor.enter(index, segment.header.salt);
  return {};
}

// To the next segment. False: it is not there yet.
Result<bool> Reader::State::roll() {
  const std::uint64_t next = cursor.index() + 1;
  auto entered = enter(next);
  if (entered) return true;
  if (entered.error().system != ENOENT) return tl::unexpected(entered.error());
  auto now = Catalog::load(storage, catalog.directory);
  if (!now) return tl::unexpected(now.error());
  if (!now->empty() && now->first > next) {
    return content_error(
        Error::Kind::kArgument, catalog.path(next), 0,
        fmt::format("this reader fell behind: the journal now begins with segment {}; open a new reader", now->first));
  }
  // It is there after all, or its writer died while it had it.
  if (now->contains(next)) return false;
  if (cursor.after_padding() && !cut_off()) return damage("the next segment is missing");
  return false;
}

bool Reader::State::believed() {
  if (!control) {
    auto opened = Control::open(storage, catalog.directory);
    if (!opened) return false;
    control = std::move(*opened);
  }
  return control->believed(boot_id, catalog.id);
}

// kReleased: brings the limit up to date when it is reached. True: the frame here may be read.
Result<bool> Reader::State::may_pass() {
  if (cursor.position() < limit) return true;
  if (believed()) {
    limit = control->released();
  } else {
    // The machine was booted since, and no writer has opened the journal: what the log itself proves to be synced.
    if (!proven) {
      auto walked = prove();
      if (!walked) return tl::unexpected(walked.error());
      proven = *walked;
    }
    limit = *proven;
  }
  return cursor.position() < limit;
}

Result<std::optional<BatchView>> Reader::State::next() {
  for (;;) {
    if (options.limit == ReaderOptions::Limit::kReleased) {
      auto pass = may_pass();
      if (!pass) return tl::unexpected(pass.error());
      if (!*pass) {
        const bool more = !cursor.at_segment_end() && cursor.look(here()) != Cursor::Step::kZero;
        ending = more ? Ending::kLimit : Ending::kEnd;
        return std::nullopt;
      }
    }
    if (cursor.at_segment_end()) {
      auto rolled = roll();
      if (!rolled) return tl::unexpected(rolled.error());
      if (*rolled) continue;
      ending = Ending::kEnd;
      return std::nullopt;
    }
    const Position begin = cursor.position();
    if (cursor.look(here()) == Cursor::Step::kFrame) {
      const auto bytes = here().first(cursor.frame().header.bytes);
      if (cursor.accept(bytes)) {
        const BatchHeader& batch = cursor.frame().batch;
        if (cursor.frame().type() != FrameType::kBatch) continue;
        if (batch.first_sequence + batch.count <= options.from_sequence) continue;
        // Made where it is returned: what was just stored in pieces is slow to copy as a whole.
        return Result<std::optional<BatchView>>(tl::in_place, std::in_place, batch, begin, cursor.position(),
                                                cursor.payload(bytes));
      }
    }
    auto stopped = options.limit == ReaderOptions::Limit::kReleased ? stop_unreleased() : stop();
    if (!stopped) return tl::unexpected(stopped.error());
    if (*stopped) return std::nullopt;
  }
}

// Walks ahead to the ending and takes the highest watermark on the way.
Result<Position> Reader::State::prove() {
  auto now = Catalog::load(storage, catalog.directory);
  if (!now) return tl::unexpected(now.error());
  Walk walk(storage, *now, cursor.index());
  for (;;) {
    auto accepted = walk.next();
    if (!accepted && accepted.error().kind != Error::Kind::kCorrupt) return tl::unexpected(accepted.error());
    if (!accepted || !*accepted) return walk.cursor().synced();
  }
}

tl::unexpected<Error> Reader::State::damage(std::string_view reason) {
  ending = Ending::kCorrupt;
  return corrupt_error(catalog, cursor, reason);
}

tl::unexpected<Error> Reader::State::was_cut_off() {
  return content_error(Error::Kind::kArgument, catalog.path(cursor.index()), cursor.offset(),
                       "the journal was cut before the place where this reader stood; open a new reader");
}

// No acceptable frame below the limit. False: look again.
Result<bool> Reader::State::stop_unreleased() {
  limit = {};
  proven.reset();
  auto pass = may_pass();
  if (!pass) return tl::unexpected(pass.error());
  if (!*pass) return false;
  if (cut_off()) return was_cut_off();
  return damage("batches below what was released or synced are damaged");
}

// No acceptable frame, and no limit: judges the place as recovery would. False: look again.
Result<bool> Reader::State::stop() {
  if (cut_off()) return was_cut_off();
  const std::uint64_t word = load_commit_word(here().data());
  if (judged == cursor.position() && judged_word == word) return true;
  auto now = Catalog::load(storage, catalog.directory);
  if (!now) return tl::unexpected(now.error());
  catalog = std::move(*now);
  const Position released = believed() ? control->released() : Position{};
  auto judgement = judge(storage, catalog, cursor, released);
  if (!judgement) return tl::unexpected(judgement.error());
  // The writer may have gone on while we looked.
  if (load_commit_word(here().data()) != word) return false;
  if (judgement->outcome() == Outcome::kCorrupt) return damage(judgement->row->reason);
  ending =
      judgement->outcome() == Outcome::kTorn && (judgement->evidence.bad_word || judgement->evidence.later_frames != 0)
          ? Ending::kTorn
          : Ending::kEnd;
  judged = cursor.position();
  judged_word = word;
  return true;
}

}  // namespace daybook::journal
