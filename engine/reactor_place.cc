#include "engine/reactor_place.h"

#include <fmt/format.h>

#include "engine/feed.h"

namespace daybook {

namespace {

// The record at `sequence`, which is released, as a point.
Expected<HistoryPoint> point_at(journal::Storage& storage, const std::string& directory, std::uint64_t sequence) {
  if (sequence == 0) return HistoryPoint{};
  auto feed = Feed::open(storage, directory, sequence);
  if (!feed) return tl::unexpected(feed.error());
  const auto record = feed->next();
  if (!record) return tl::unexpected(record.error());
  if (!*record) return HistoryPoint{};
  return HistoryPoint{sequence, decision_digest((**record).bytes())};
}

tl::unexpected<Error> answered_what_is_gone(const ReactorPast& past) {
  return tl::unexpected(Error{
      Error::Kind::kArgument, past.taken.sequence,
      fmt::format("reactor {} has answered sequence {} of {} into another engine, and that history is not there any "
                  "more (it ends at {}). What is there now has the same sequences, so its answers would be taken for "
                  "repeats. Restore the journals that belong together, or give the reactor another name: it then "
                  "answers everything from the beginning",
                  past.name, past.taken.sequence, past.directory, past.released)});
}

}  // namespace

Expected<ReactorPlace> find_place(journal::Storage& storage, const ReactorPast& past,
                                  const std::optional<Checkpoint>& checkpoint) {
  if (past.taken.sequence > past.released) return answered_what_is_gone(past);
  if (!checkpoint) return ReactorPlace{};
  const std::uint64_t sequence = checkpoint->point.sequence;
  // A loss of power takes the end of a journal that is not synced; what is written next has the same sequences.
  HistoryPoint there;
  if (sequence <= past.released) {
    const auto point = point_at(storage, past.directory, sequence);
    if (!point) return tl::unexpected(point.error());
    there = *point;
  }
  if (there != checkpoint->point) {
    if (past.crosses && past.taken.sequence != 0) return answered_what_is_gone(past);
    return ReactorPlace{.point = {}, .another_history = true};
  }
  if (past.taken >= checkpoint->answered) return ReactorPlace{.point = there};
  const auto before = point_at(storage, past.directory, past.taken.sequence == 0 ? 0 : past.taken.sequence - 1);
  if (!before) return tl::unexpected(before.error());
  return ReactorPlace{.point = *before};
}

}  // namespace daybook
