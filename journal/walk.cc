#include "journal/walk.h"

#include <algorithm>
#include <utility>

namespace daybook::journal {

Walk::Walk(Storage& storage, const Catalog& catalog, std::uint64_t from, std::uint64_t chunk_bytes)
    : storage_(&storage),
      catalog_(&catalog),
      cursor_(catalog.segment_bytes),
      next_index_(from),
      chunk_bytes_(chunk_bytes) {}

Result<bool> Walk::next() {
  if (!entered_ || cursor_.at_segment_end()) {
    if (!catalog_->contains(next_index_)) {
      if (!cursor_.after_padding()) return false;
      return content_error(Error::Kind::kCorrupt, catalog_->path(next_index_), 0,
                           "this segment is missing: the one before says that it existed; " + restore_hint());
    }
    if (auto entered = enter(next_index_); !entered) return tl::unexpected(entered.error());
  }
  const std::uint64_t head_bytes = std::min<std::uint64_t>(kMaxHeadBytes, cursor_.room());
  auto head = window_.view(cursor_.offset(), head_bytes);
  if (!head) return tl::unexpected(head.error());
  if (cursor_.look(*head) != Cursor::Step::kFrame) return false;
  auto bytes = window_.view(cursor_.offset(), cursor_.frame().header.bytes);
  if (!bytes) return tl::unexpected(bytes.error());
  begin_ = cursor_.position();
  bytes_ = *bytes;
  return cursor_.accept(bytes_);
}

Result<void> Walk::enter(std::uint64_t index) {
  auto segment = catalog_->open(*storage_, index, Access::kRead);
  if (!segment) return tl::unexpected(segment.error());
  segment_ = std::move(*segment);
  window_ = Window(*segment_.file, catalog_->segment_bytes, chunk_bytes_);
  cursor_.enter(index, segment_.header.salt);
  next_index_ = index + 1;
  entered_ = true;
  return {};
}

}  // namespace daybook::journal
