#include "journal/segment.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <span>

#include "journal/checksum.h"

namespace daybook::journal {
namespace {

constexpr std::string_view kSuffix = ".segment";
constexpr std::size_t kDigits = 20;

// Null when the header is a sound one of this place, else what is wrong with it.
std::string refuse(const SegmentHeader& header, std::uint64_t index, std::uint64_t file_bytes,
                   const SegmentIdentity& identity) {
  if (header.checksum != header_checksum(header)) return "the segment header is damaged";
  if (header.index != index)
    return fmt::format("the header says segment {}: files were swapped or renamed", header.index);
  if (header.segment_bytes != file_bytes) {
    return fmt::format("the file has {} bytes, its header says {}: it was cut short or grew", file_bytes,
                       header.segment_bytes);
  }
  if (identity.journal_id && journal_id(header) != *identity.journal_id) return "this segment is of another journal";
  if (identity.segment_bytes != 0 && header.segment_bytes != identity.segment_bytes) {
    return fmt::format("this segment has {} bytes, the others have {}", header.segment_bytes, identity.segment_bytes);
  }
  if (header.segment_bytes < kMinSegmentBytes || header.segment_bytes > kMaxSegmentBytes ||
      header.segment_bytes % kPageBytes != 0) {
    return fmt::format("a segment of {} bytes is outside the format's limits", header.segment_bytes);
  }
  return {};
}

// A file of that name, as it stays while it is open.
Result<std::unique_ptr<File>> open_file(Storage& storage, const std::string& path, Access access) {
  auto file = storage.open(path, access);
  if (!file || access != Access::kRead) return file;
  if (auto locked = (*file)->lock(Share::kShared); !locked) {
    if (locked.error().kind != Error::Kind::kLocked) return tl::unexpected(locked.error());
    return io_error(path, "the writer is about to use this file again for a later segment", ENOENT);
  }
  return file;
}

}  // namespace

std::string segment_name(std::uint64_t index) { return fmt::format("{:020}{}", index, kSuffix); }

std::string segment_path(const std::string& directory, std::uint64_t index) {
  return directory + "/" + segment_name(index);
}

std::optional<std::uint64_t> segment_index(std::string_view name) {
  if (name.size() != kDigits + kSuffix.size() || !name.ends_with(kSuffix)) return std::nullopt;
  std::uint64_t index = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + kDigits, index);
  if (error != std::errc{} || end != name.data() + kDigits) return std::nullopt;
  return index;
}

Result<std::vector<std::uint64_t>> segment_indexes(Storage& storage, const std::string& directory) {
  auto names = storage.list(directory);
  if (!names) return tl::unexpected(names.error());
  std::vector<std::uint64_t> indexes;
  for (const std::string& name : *names) {
    if (const auto index = segment_index(name)) indexes.push_back(*index);
  }
  std::sort(indexes.begin(), indexes.end());
  return indexes;
}

JournalId journal_id(const SegmentHeader& header) { return std::to_array(header.journal_id); }

std::uint64_t header_checksum(const SegmentHeader& header) {
  return checksum(&header, offsetof(SegmentHeader, checksum), 0);
}

std::string restore_hint() { return "nothing was changed; restore this file from a copy"; }

Result<Segment> open_segment(Storage& storage, const std::string& directory, std::uint64_t index, Access access,
                             const SegmentIdentity& identity) {
  const std::string path = segment_path(directory, index);
  auto file = open_file(storage, path, access);
  if (!file) return tl::unexpected(file.error());
  auto bytes = (*file)->size();
  if (!bytes) return tl::unexpected(bytes.error());

  Segment segment{.file = std::move(*file), .mapping = nullptr, .header = {}};
  std::array<std::byte, sizeof(SegmentHeader)> raw{};
  auto got = segment.file->read(0, raw);
  if (!got) return tl::unexpected(got.error());
  std::memcpy(&segment.header, raw.data(), raw.size());
  const SegmentHeader& header = segment.header;
  if (*got == raw.size() && header.magic == kMagic && header.version != kFormatVersion &&
      header.checksum == header_checksum(header)) {
    return content_error(Error::Kind::kFormat, path, offsetof(SegmentHeader, version),
                         fmt::format("format version {}, this program reads version {}: use the program that wrote it",
                                     header.version, kFormatVersion));
  }
  std::string wrong = *got < raw.size()        ? fmt::format("the file has only {} bytes", *bytes)
                      : header.magic != kMagic ? "this is no segment of a journal, or its header is damaged"
                                               : refuse(header, index, *bytes, identity);
  if (!wrong.empty()) {
    // Between open and lock it may have become another segment. Then the name is gone by now, for ever.
    if (auto again = storage.open(path, access); !again) return tl::unexpected(again.error());
    return content_error(Error::Kind::kCorrupt, path, 0, wrong + "; " + restore_hint());
  }
  return segment;
}

}  // namespace daybook::journal
