#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/error.h"
#include "journal/format.h"
#include "journal/storage.h"

namespace daybook::journal {

using JournalId = std::array<std::uint8_t, 16>;

// One file of the log. Its size never changes after it got its name.
struct Segment {
  std::unique_ptr<File> file;
  std::unique_ptr<Mapping> mapping;  // none where it is read by `pread`
  SegmentHeader header{};
  std::uint64_t last_sequence = 0;  // of the log when the writer left this segment

  [[nodiscard]] std::uint64_t begin() const noexcept { return header.index * header.segment_bytes; }
  [[nodiscard]] std::uint64_t end() const noexcept { return begin() + header.segment_bytes; }
};

// What opening a segment checks its header against.
struct SegmentIdentity {
  std::uint64_t segment_bytes = 0;  // 0: take the file's own
  std::optional<JournalId> journal_id;
};

// "00000000000000000042.segment"
[[nodiscard]] std::string segment_name(std::uint64_t index);
[[nodiscard]] std::string segment_path(const std::string& directory, std::uint64_t index);
// Nothing where `name` is not a segment's.
[[nodiscard]] std::optional<std::uint64_t> segment_index(std::string_view name);
// Of the segment files of a directory, in order.
[[nodiscard]] Result<std::vector<std::uint64_t>> segment_indexes(Storage& storage, const std::string& directory);
[[nodiscard]] JournalId journal_id(const SegmentHeader& header);
[[nodiscard]] std::uint64_t header_checksum(const SegmentHeader& header);
// "Restore this file …": the way out that every error about damage names.
[[nodiscard]] std::string restore_hint();

// Opens and validates header, name and size. Not mapped yet. For kRead the file is locked (shared) for as long as it is
// open: a segment that is read is not used again for another. ENOENT also where it is on its way to become another one.
[[nodiscard]] Result<Segment> open_segment(Storage& storage, const std::string& directory, std::uint64_t index,
                                           Access access, const SegmentIdentity& identity);

}  // namespace daybook::journal
