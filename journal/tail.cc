#include "journal/tail.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <span>

#include "journal/preparation.h"
#include "journal/window.h"
#include "journal/zero.h"

namespace daybook::journal {
namespace {

constexpr std::uint64_t kChunkBytes = std::uint64_t{1} << 20;

struct QuarantineName {
  std::uint64_t position = 0;
  std::uint32_t generation = 0;
};

// Nothing where `name` is not a quarantine file's.
std::optional<QuarantineName> parse(const std::string& name) {
  QuarantineName parsed;
  const char* end = name.data() + name.size();
  if (!name.starts_with(kQuarantinePrefix)) return std::nullopt;
  const auto position = std::from_chars(name.data() + kQuarantinePrefix.size(), end, parsed.position);
  if (position.ec != std::errc{} || position.ptr == end || *position.ptr != '-') return std::nullopt;
  const auto generation = std::from_chars(position.ptr + 1, end, parsed.generation);
  if (generation.ec != std::errc{} || generation.ptr != end) return std::nullopt;
  return parsed;
}

// Copies [offset, offset + bytes) of a segment into a new file, which gets its name only when it is complete and
// synced.
Result<void> save(Storage& storage, const Segment& segment, std::uint64_t offset, std::uint64_t bytes,
                  const std::string& path) {
  const std::string temporary = path + kTemporarySuffix;
  auto file = storage.create(temporary);
  if (!file) return tl::unexpected(file.error());
  Window window(*segment.file, segment.header.segment_bytes);
  for (std::uint64_t done = 0; done < bytes;) {
    const std::uint64_t chunk_bytes = std::min(kChunkBytes, bytes - done);
    auto chunk = window.view(offset + done, chunk_bytes);
    if (!chunk) return tl::unexpected(chunk.error());
    if (auto written = (*file)->write(done, *chunk); !written) return written;
    done += chunk_bytes;
  }
  if (auto synced = (*file)->sync(); !synced) return synced;
  return storage.rename(temporary, path);
}

// Zeros what is not zero yet in [offset, end of the file).
Result<void> zero(Segment& segment, std::uint64_t offset) {
  Window window(*segment.file, segment.header.segment_bytes);
  const std::vector<std::byte> zeros(kChunkBytes);
  while (offset < segment.header.segment_bytes) {
    const std::uint64_t bytes = std::min(kChunkBytes, segment.header.segment_bytes - offset);
    auto chunk = window.view(offset, bytes);
    if (!chunk) return tl::unexpected(chunk.error());
    if (!all_zero(*chunk)) {
      if (auto written = segment.file->write(offset, std::span(zeros).first(bytes)); !written) return written;
    }
    offset += bytes;
  }
  return segment.file->sync();
}

}  // namespace

Result<std::uint64_t> rewrite(Storage& storage, const Catalog& catalog, Position from, Position to) {
  std::uint64_t total = 0;
  std::uint64_t at = std::max(from.value, catalog.first * catalog.segment_bytes);
  while (at < to.value) {
    auto segment = catalog.open(storage, catalog.index_of(Position{at}), Access::kReadWrite);
    if (!segment) return tl::unexpected(segment.error());
    const std::uint64_t stop = std::min(to.value, segment->end());
    Window window(*segment->file, catalog.segment_bytes);
    while (at < stop) {
      const std::uint64_t offset = at - segment->begin();
      const std::uint64_t bytes = std::min(kChunkBytes, stop - at);
      auto chunk = window.view(offset, bytes);
      if (!chunk) return tl::unexpected(chunk.error());
      if (auto written = segment->file->write(offset, *chunk); !written) return tl::unexpected(written.error());
      at += bytes;
      total += bytes;
    }
    if (auto synced = segment->file->sync(); !synced) return tl::unexpected(synced.error());
  }
  return total;
}

std::string quarantine_name(Position position, std::uint32_t generation) {
  return fmt::format("{}{:020}-{}", kQuarantinePrefix, position.value, generation);
}

Result<Quarantine> quarantine(Storage& storage, const Catalog& catalog, const Cut& cut) {
  auto names = storage.list(catalog.directory);
  if (!names) return tl::unexpected(names.error());
  Quarantine saved;
  const std::uint64_t cut_index = catalog.index_of(cut.position);
  std::uint64_t last = cut_index;
  if (cut.residue_end > cut.position.value) last = catalog.index_of(Position{cut.residue_end - 1});
  for (std::uint64_t index = last + 1; index-- > cut_index;) {
    const std::uint64_t begin = index == cut_index ? cut.position.value : index * catalog.segment_bytes;
    const std::uint64_t end = std::min(cut.residue_end, (index + 1) * catalog.segment_bytes);
    const std::string name = quarantine_name(Position{begin}, cut.generation);
    const std::uint64_t bytes = end > begin ? end - begin : 0;
    saved.paths.push_back(catalog.directory + "/" + name);
    saved.bytes += bytes;
    if (std::find(names->begin(), names->end(), name) != names->end()) continue;
    auto segment = catalog.open(storage, index, Access::kRead);
    if (!segment) return tl::unexpected(segment.error());
    auto copied = save(storage, *segment, begin - segment->begin(), bytes, saved.paths.back());
    if (!copied) return tl::unexpected(copied.error());
    // The name of the cut's own file says that all are there: the others first.
    if (auto synced = storage.sync_directory(catalog.directory); !synced) return tl::unexpected(synced.error());
  }
  return saved;
}

Result<std::optional<std::uint32_t>> quarantined(Storage& storage, const std::string& directory, Position position,
                                                 std::uint32_t current) {
  auto names = storage.list(directory);
  if (!names) return tl::unexpected(names.error());
  std::optional<std::uint32_t> newest;
  for (const std::string& name : *names) {
    const auto parsed = parse(name);
    if (!parsed || parsed->position != position.value || parsed->generation <= current) continue;
    newest = std::max(newest.value_or(0), parsed->generation);
  }
  return newest;
}

Result<void> forget_quarantine(Storage& storage, const std::string& directory, std::uint32_t generation) {
  auto names = storage.list(directory);
  if (!names) return tl::unexpected(names.error());
  for (const std::string& name : *names) {
    const auto parsed = parse(name);
    if (!parsed || parsed->generation <= generation) continue;
    if (auto removed = storage.remove(directory + "/" + name); !removed) return removed;
  }
  return {};
}

Result<void> write_cut(Storage& storage, const Catalog& catalog, const Cut& cut, const CutBody& body) {
  const std::uint64_t index = catalog.index_of(cut.position);
  const std::uint64_t offset = catalog.offset_of(cut.position);
  auto segment = catalog.open(storage, index, Access::kReadWrite);
  if (!segment) return tl::unexpected(segment.error());
  const FrameHeader header{.bytes = kCutFrameBytes,
                           .generation = cut.generation,
                           .type = static_cast<std::uint8_t>(FrameType::kCut),
                           .zero = {},
                           .salt = segment->header.salt,
                           .synced = cut.position.value,  // all before it has been rewritten and synced
                           .checksum = 0};
  const EncodedFrame frame = encode_frame(header, std::as_bytes(std::span(&body, 1)), cut.position);
  // With the word behind it zero, the log ends here at once, whatever is still there.
  std::array<std::byte, kCutFrameBytes + sizeof(std::uint64_t)> bytes{};
  std::memcpy(bytes.data(), frame.bytes().data(), frame.bytes().size());
  const std::uint64_t room = catalog.segment_bytes - offset;
  if (auto written = segment->file->write(offset, std::span(bytes).first(std::min<std::uint64_t>(room, bytes.size())));
      !written) {
    return written;
  }
  return segment->file->sync();
}

Result<void> scrub(Storage& storage, Catalog& catalog, std::uint64_t index, std::uint64_t offset) {
  while (catalog.end() > index + 1) {
    if (auto removed = storage.remove(catalog.path(catalog.end() - 1)); !removed) return removed;
    // One by one: a crash must not keep a later file and lose an earlier one.
    if (auto synced = storage.sync_directory(catalog.directory); !synced) return synced;
    catalog.salts.pop_back();
  }
  auto segment = catalog.open(storage, index, Access::kReadWrite);
  if (!segment) return tl::unexpected(segment.error());
  return zero(*segment, offset);
}

}  // namespace daybook::journal
