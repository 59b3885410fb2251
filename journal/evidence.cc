#include "journal/evidence.h"

#include <algorithm>
#include <cstring>

#include "journal/window.h"
#include "journal/zero.h"

namespace daybook::journal {
namespace {

constexpr std::uint64_t kChunkBytes = std::uint64_t{1} << 20;
constexpr std::uint64_t kBlockBytes = 4096;

std::uint64_t load(const std::byte* at) noexcept {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof(word));
  return word;
}

// Cheap test before a checksum is spent on an offset: type and salt are one word of a header.
bool looks_like_frame(std::span<const std::byte> head, std::uint32_t salt) noexcept {
  if (head.size() < sizeof(FrameHeader)) return false;
  FrameHeader header;
  std::memcpy(&header, head.data(), sizeof(header));
  return header.salt == salt && header.type != 0;
}

struct Scan {
  const Catalog& catalog;
  std::uint64_t index;
  std::uint32_t salt;
  Generations generations;
  std::uint64_t place;
  Evidence& found;

  void look_at(std::uint64_t offset, std::span<const std::byte> head) const noexcept {
    const std::uint64_t at = index * catalog.segment_bytes + offset;
    const std::uint64_t word = load(head.data());
    if (at == place) {
      found.bad_word = word != 0;
    } else if (word != 0) {
      found.residue = true;
    }
    if (word == 0) return;
    std::size_t last = sizeof(word);
    while (head[last - 1] == std::byte{0}) --last;
    found.residue_end = at + last;
    if (!looks_like_frame(head, salt)) return;
    Frame frame;
    const std::uint64_t room = catalog.segment_bytes - offset;
    if (decode_frame(head, room, Position{at}, offset, salt, frame) != FrameCheck::kValid) return;
    found.newest = std::max(found.newest, frame.header.generation);
    if (frame.header.generation >= generations.newer_from) {
      ++found.newer_frames;
    } else if (frame.header.generation == generations.current && at != place) {
      ++found.later_frames;
    } else {
      return;
    }
    found.proven_synced = std::max(found.proven_synced, frame.header.synced);
  }
};

}  // namespace

Result<Evidence> gather(Storage& storage, const Catalog& catalog, Position place, Generations generations) {
  Evidence found;
  std::uint64_t offset = catalog.offset_of(place);
  for (std::uint64_t index = catalog.index_of(place); index < catalog.end(); ++index) {
    auto segment = catalog.open(storage, index, Access::kRead);
    if (!segment) return tl::unexpected(segment.error());
    Window window(*segment->file, catalog.segment_bytes);
    const Scan scan{catalog, index, segment->header.salt, generations, place.value, found};
    while (offset < catalog.segment_bytes) {
      const std::uint64_t room = catalog.segment_bytes - offset;
      const std::uint64_t bytes = std::min(kChunkBytes, room);
      auto chunk = window.view(offset, std::min(bytes + kMaxHeadBytes, room));
      if (!chunk) return tl::unexpected(chunk.error());
      for (std::uint64_t at = 0; at < bytes; at += kBlockBytes) {
        const std::uint64_t block_bytes = std::min(kBlockBytes, bytes - at);
        // Most of a segment is zero: such blocks have nothing to tell.
        if (all_zero(chunk->subspan(at, block_bytes))) continue;
        for (std::uint64_t word = at; word < at + block_bytes; word += kAlignment) {
          scan.look_at(offset + word, chunk->subspan(word));
        }
      }
      offset += bytes;
    }
    offset = kSegmentHeaderBytes;
  }
  return found;
}

}  // namespace daybook::journal
