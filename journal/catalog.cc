#include "journal/catalog.h"

#include <cerrno>
#include <chrono>
#include <thread>

namespace daybook::journal {
namespace {

Result<Catalog> load_once(Storage& storage, const std::string& directory) {
  auto indexes = segment_indexes(storage, directory);
  if (!indexes) return tl::unexpected(indexes.error());

  Catalog catalog;
  catalog.directory = directory;
  if (indexes->empty()) return catalog;
  catalog.first = indexes->front();
  SegmentIdentity identity;
  for (const std::uint64_t index : *indexes) {
    if (index != catalog.end()) {
      return content_error(Error::Kind::kCorrupt, segment_path(directory, catalog.end()), 0,
                           "this segment is missing, later ones exist; " + restore_hint());
    }
    auto segment = open_segment(storage, directory, index, Access::kRead, identity);
    if (!segment) return tl::unexpected(segment.error());
    identity = {.segment_bytes = segment->header.segment_bytes, .journal_id = journal_id(segment->header)};
    catalog.salts.push_back(segment->header.salt);
  }
  catalog.segment_bytes = identity.segment_bytes;
  catalog.id = *identity.journal_id;
  return catalog;
}

}  // namespace

Result<Catalog> Catalog::load(Storage& storage, const std::string& directory) {
  // A writer may take away its oldest segments while a reader looks: then the list was out of date.
  constexpr int kAttempts = 10;
  constexpr std::chrono::milliseconds kPause{1};
  for (int attempt = 1;; ++attempt) {
    auto catalog = load_once(storage, directory);
    const bool gone = !catalog && catalog.error().system == ENOENT && catalog.error().path != directory;
    if (!gone || attempt == kAttempts) return catalog;
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace daybook::journal
