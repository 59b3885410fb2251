#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "journal/position.h"
#include "journal/segment.h"

namespace daybook::journal {

// The segment files of a directory: which there are, validated one by one and against each other. Files are opened when
// they are needed: a long journal has more of them than a process may have open.
struct Catalog {
  std::string directory;
  std::uint64_t segment_bytes = 0;
  JournalId id{};
  std::uint64_t first = 0;  // indexes [first, first + salts.size()) exist
  std::vector<std::uint32_t> salts;

  // Empty where the directory holds no segment. An error names the file: damaged header, swapped or missing files,
  // files of another journal.
  static Result<Catalog> load(Storage& storage, const std::string& directory);

  [[nodiscard]] bool empty() const noexcept { return salts.empty(); }
  [[nodiscard]] std::uint64_t end() const noexcept { return first + salts.size(); }
  [[nodiscard]] bool contains(std::uint64_t index) const noexcept { return index >= first && index < end(); }
  [[nodiscard]] std::uint32_t salt(std::uint64_t index) const noexcept { return salts[index - first]; }
  [[nodiscard]] std::uint64_t index_of(Position position) const noexcept { return position.value / segment_bytes; }
  [[nodiscard]] std::uint64_t offset_of(Position position) const noexcept { return position.value % segment_bytes; }
  [[nodiscard]] std::string path(std::uint64_t index) const { return segment_path(directory, index); }
  [[nodiscard]] Result<Segment> open(Storage& storage, std::uint64_t index, Access access) const {
    return open_segment(storage, directory, index, access, {.segment_bytes = segment_bytes, .journal_id = id});
  }
};

}  // namespace daybook::journal
