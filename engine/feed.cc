#include "engine/feed.h"

#include <fmt/format.h>

#include "engine/directories.h"

namespace daybook {

Expected<Feed> Feed::open(journal::Storage& storage, const std::string& directory, std::uint64_t from) {
  Feed feed;
  feed.directory_ = events_directory(directory);
  feed.next_ = from;
  auto reader = journal::Reader::open(storage, feed.directory_, {.from_sequence = from});
  if (!reader) return journal_error(reader.error());
  feed.reader_ = std::make_unique<journal::Reader>(std::move(*reader));
  feed.records_ = std::make_unique<Records>(*feed.reader_);
  return feed;
}

Expected<std::optional<DecisionView>> Feed::next() {
  for (;;) {
    auto more = records_->next();
    if (!more) return tl::unexpected(more.error());
    if (!*more) return std::nullopt;
    const DecisionView decision = records_->record();
    const std::uint64_t sequence = decision.header().sequence;
    if (sequence < next_) continue;  // before `from`, in its batch
    if (sequence != next_) {
      return tl::unexpected(Error{Error::Kind::kJournal, next_,
                                  fmt::format("{}: the decision of sequence {} should come next, but {} does: earlier "
                                              "segments are missing. Put them back",
                                              directory_, next_, sequence)});
    }
    ++next_;
    return decision;
  }
}

}  // namespace daybook
