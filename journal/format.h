#pragma once

// Every byte that a journal puts on disk. FORMAT.md draws it and says why; this file is the only definition.

#include <bit>
#include <cstddef>
#include <cstdint>

namespace daybook::journal {

static_assert(std::endian::native == std::endian::little, "the format is little-endian and mapped as it is");

inline constexpr std::uint64_t kMagic = 0x314b'4f4f'4259'4144;  // "DAYBOOK1"
inline constexpr std::uint32_t kFormatVersion = 1;
inline constexpr std::size_t kAlignment = 8;
inline constexpr std::size_t kPageBytes = 4096;
inline constexpr std::size_t kSegmentHeaderBytes = kPageBytes;
inline constexpr std::uint64_t kMinSegmentBytes = std::uint64_t{1} << 20;
inline constexpr std::uint64_t kMaxSegmentBytes = std::uint64_t{1} << 30;
inline constexpr std::uint64_t kDefaultSegmentBytes = std::uint64_t{64} << 20;

inline constexpr std::uint32_t kFirstGeneration = 1;

// First bytes of a segment file; the rest of its first page is zero.
struct SegmentHeader {
  std::uint64_t magic;
  std::uint32_t version;
  std::uint32_t salt;           // random per segment file, repeated in every frame
  std::uint64_t index;          // the segment holds positions [index * segment_bytes, (index + 1) * segment_bytes)
  std::uint64_t segment_bytes;  // the file's size
  std::uint8_t journal_id[16];  // random per journal
  std::uint64_t checksum;       // over the bytes above
};
static_assert(sizeof(SegmentHeader) == 56);
static_assert(offsetof(SegmentHeader, journal_id) == 32 && offsetof(SegmentHeader, checksum) == 48);

enum class FrameType : std::uint8_t {
  kBatch = 1,      // a logical batch; the only type that is chained and shipped
  kPadding = 2,    // the rest of a segment is unused
  kWatermark = 3,  // says how far a sync had come; nothing else
  kStart = 4,      // first frame of every segment: what a reader needs to begin here
  kCut = 5,        // the log was cut here; what follows is of a new generation
};

// Local part of every frame: 32 bytes, 8-byte aligned. Never shipped to another node.
struct FrameHeader {
  std::uint32_t bytes;       // whole frame, header included; stored last, with `generation`, as one 8-byte word
  std::uint32_t generation;  // raised by every cut
  std::uint8_t type;
  std::uint8_t zero[3];
  std::uint32_t salt;      // the segment's
  std::uint64_t synced;    // position up to which a sync was known to have completed
  std::uint64_t checksum;  // over the header (this field as 0), the body of a non-batch frame or the BatchHeader, and
                           // the frame's own position
};
static_assert(sizeof(FrameHeader) == 32);
static_assert(offsetof(FrameHeader, type) == 8 && offsetof(FrameHeader, salt) == 12 &&
              offsetof(FrameHeader, synced) == 16 && offsetof(FrameHeader, checksum) == 24);

// Logical part of a batch: equal on every node. The payload follows, zero-padded to 8 bytes.
struct BatchHeader {
  std::uint64_t term;            // of leadership
  std::uint64_t first_sequence;  // of the first record
  std::uint32_t count;           // records
  std::uint32_t bytes;           // payload, without padding
  std::uint64_t decided;         // the owner had decided up to this sequence when the batch was cut (0: not said) …
  std::uint64_t chain_hash;      // … and this was its chain hash there
  std::uint64_t checksum;        // of the payload, seeded by that of the fields above, seeded by the previous batch's
};
static_assert(sizeof(BatchHeader) == 48);
static_assert(offsetof(BatchHeader, decided) == 24 && offsetof(BatchHeader, checksum) == 40);

// Body of a kStart frame.
struct StartBody {
  std::uint64_t next_sequence;  // of the first batch to come
  std::uint64_t checksum;       // of the last batch before this segment: the chain's seed
  std::uint64_t term;
};
static_assert(sizeof(StartBody) == 24);

// Body of a kCut frame. It stands at the position where the cut was made. Its first fields are those of StartBody, so
// that a cut at the head of a segment also says what a reader needs to begin there.
struct CutBody {
  std::uint64_t next_sequence;
  std::uint64_t checksum;  // of the last batch that was kept
  std::uint64_t term;
  std::uint64_t discarded_end;  // position after the last byte that was quarantined
};
static_assert(sizeof(CutBody) == 32);
static_assert(offsetof(CutBody, next_sequence) == offsetof(StartBody, next_sequence) &&
              offsetof(CutBody, checksum) == offsetof(StartBody, checksum) &&
              offsetof(CutBody, term) == offsetof(StartBody, term) && offsetof(CutBody, discarded_end) == 24);

inline constexpr std::size_t kStartFrameBytes = sizeof(FrameHeader) + sizeof(StartBody);
inline constexpr std::size_t kCutFrameBytes = sizeof(FrameHeader) + sizeof(CutBody);
// No frame begins where fewer bytes than this are left in a segment: the log goes on in the next one. So a cut record
// fits wherever a frame may begin.
inline constexpr std::size_t kFrameRoomBytes = kCutFrameBytes;
inline constexpr std::size_t kBatchOverheadBytes = sizeof(FrameHeader) + sizeof(BatchHeader);

// Positions handed to readers in other processes. Mapped, 8-byte aligned words; never synced: it is believed only while
// the boot id is unchanged. The rest of its page is zero.
struct ControlFile {
  std::uint64_t magic;
  std::uint32_t version;
  std::uint32_t zero;
  std::uint8_t journal_id[16];
  char boot_id[40];
  std::uint64_t released;           // position: outsiders may see everything before it
  std::uint64_t released_sequence;  // last sequence that outsiders may see
  std::uint64_t generation;         // the newest: a reader that never met its cut record was cut off
};
static_assert(sizeof(ControlFile) == 96);
static_assert(offsetof(ControlFile, journal_id) == 16 && offsetof(ControlFile, boot_id) == 32 &&
              offsetof(ControlFile, released) == 72 && offsetof(ControlFile, generation) == 88);
inline constexpr std::size_t kControlFileBytes = kPageBytes;

constexpr std::size_t aligned(std::size_t bytes) { return (bytes + (kAlignment - 1)) & ~(kAlignment - 1); }

}  // namespace daybook::journal
