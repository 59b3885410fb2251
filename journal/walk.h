#pragma once

#include <cstdint>
#include <span>

#include "journal/catalog.h"
#include "journal/cursor.h"
#include "journal/window.h"

namespace daybook::journal {

// A cursor led through the segment files of a catalog by `pread`, one accepted frame at a time, until nothing more is
// acceptable. The catalog must outlive it.
class Walk {
 public:
  // Begins at the head of segment `from`. Reads `chunk_bytes` at a time.
  Walk(Storage& storage, const Catalog& catalog, std::uint64_t from, std::uint64_t chunk_bytes = Window::kChunkBytes);

  // True: a frame was accepted; see `cursor().frame()`, `begin` and `bytes`. False: the walk stopped at
  // `cursor().position()`.
  [[nodiscard]] Result<bool> next();

  [[nodiscard]] const Cursor& cursor() const noexcept { return cursor_; }
  [[nodiscard]] Position begin() const noexcept { return begin_; }
  [[nodiscard]] bool is_batch() const noexcept { return cursor_.frame().type() == FrameType::kBatch; }
  // The whole accepted frame; valid until the next call.
  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }

 private:
  Result<void> enter(std::uint64_t index);

  Storage* storage_;
  const Catalog* catalog_;
  Cursor cursor_;
  std::uint64_t next_index_;  // to be entered next
  std::uint64_t chunk_bytes_;
  bool entered_ = false;
  Segment segment_;
  Window window_;
  Position begin_;
  std::span<const std::byte> bytes_;
};

}  // namespace daybook::journal
