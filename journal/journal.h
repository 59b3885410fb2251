#pragma once

// Front door of the library: an append-only log of batches in preallocated, memory-mapped segment files. It knows
// bytes, batches and sequences; what the bytes mean is its owner's business. FORMAT.md draws the format.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "journal/durability.h"
#include "journal/error.h"
#include "journal/format.h"
#include "journal/position.h"
#include "journal/progress.h"
#include "journal/storage.h"

namespace daybook::journal {

struct JournalOptions {
  Durability durability = Durability::kPower;
  std::uint64_t segment_bytes = kDefaultSegmentBytes;  // of a new journal; an existing one keeps its own
  std::uint64_t idle_watermark_ns = 100'000'000;       // after this long without an append, sync and say so in the log
  // kPower: under load, syncs begin at least so far apart. One batch that comes alone never waits. 0: no rest.
  std::uint64_t sync_spacing_ns = 0;
  // Segments behind `release_before` that are kept to become new ones; the others are removed.
  std::uint64_t spare_segments = 2;
  // So much of what was written last stays in the page cache when it is synced, for readers that come soon; the kernel
  // may still take it. What lies further back is given back at once: a run longer than memory keeps its pace, and the
  // same pages are used again, where new ones may cost the writer in a virtual machine several times as much.
  std::uint64_t cached_bytes = 0;
};

// Logical fields of a batch that the owner chooses; the journal adds the rest.
struct BatchInfo {
  std::uint64_t term = 0;
  std::uint64_t first_sequence = 0;
  std::uint32_t count = 0;
  std::uint64_t decided = 0;
  std::uint64_t chain_hash = 0;
};

struct EncodedFrame;
struct JournalSeed;
struct Segment;
class Service;

// An open journal. Made by `Recovery::finish` (recovery.h) or `Journal::open`.
//
// Threads: one *writer* calls claim, commit, abort and tick. One *service* thread (or the writer itself, when the owner
// runs everything on one thread) calls `service`. Everything under "anyone" may be called by any thread at any time.
class Journal final {
 public:
  // Recovers and returns the journal, for owners that need not see the batches.
  static Result<std::unique_ptr<Journal>> open(Storage& storage, const std::string& directory,
                                               const JournalOptions& options);

  explicit Journal(JournalSeed seed);  // for Recovery
  // Without `close` before, it leaves the journal as a crash of the process would. Writer and service are stopped.
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // --- writer ---
  // Room for at least `bytes` of payload, contiguous and 8-byte aligned, straight in the mapping; usually more: all
  // that is left in the segment. Empty when the next segment is not prepared yet (run `service`, try again: one round
  // may not be enough) or the journal has failed (see `failure`) or is closed. Nothing is visible until `commit`; what
  // is written into the room beyond the committed bytes is never read. A second claim takes the place of the first.
  // `bytes` must be at most `max_payload_bytes`.
  [[nodiscard]] std::span<std::byte> claim(std::size_t bytes) noexcept;
  // Makes the first `bytes` of the claimed room a batch: checksums it, stores its commit word last. Returns the new
  // end. The batch must have records and continue the sequence; the first batch of an empty journal chooses it (not 0).
  // After a failure it appends nothing and the end stays where it was.
  Position commit(const BatchInfo& info, std::size_t bytes) noexcept;
  void abort() noexcept { claimed_bytes_ = 0; }
  // To be called between batches, also when idle: asks for the idle sync, appends the watermark frame. `now_ns` is any
  // monotonic clock. Returns how long the writer may sleep before the next call is due, in ns (UINT64_MAX: until an
  // append).
  std::uint64_t tick(std::uint64_t now_ns) noexcept;
  [[nodiscard]] std::size_t max_payload_bytes() const noexcept {
    return segment_bytes_ - kSegmentHeaderBytes - kFrameRoomBytes - kBatchOverheadBytes;
  }
  // Sequence that the next batch must begin with; 0: it may choose.
  [[nodiscard]] std::uint64_t next_sequence() const noexcept { return next_sequence_; }

  // --- service ---
  // One round of bounded length: a sync when one is due, a step towards the next segment, pages touched, a removal.
  // True when it did anything. Errors end up in `failure`.
  bool service() noexcept;
  // True when a round has something to do; the writer's wake-up test for a parked service thread. Any thread.
  [[nodiscard]] bool service_wanted() const noexcept;

  // Service thread: after a round that did nothing, how long until one is due though nobody asks (UINT64_MAX: never).
  [[nodiscard]] std::uint64_t service_rest_ns() const noexcept;

  // --- anyone ---
  // Asks the service for a sync of everything written so far (at either level).
  void request_sync() noexcept { progress_.sync_requested.store(true, std::memory_order_release); }
  // End of the last frame written, watermarks included.
  [[nodiscard]] Position written() const noexcept {
    return Position{progress_.written.load(std::memory_order_acquire)};
  }
  [[nodiscard]] Position synced() const noexcept { return Position{progress_.synced.load(std::memory_order_acquire)}; }
  [[nodiscard]] std::uint64_t written_sequence() const noexcept {
    return progress_.written_sequence.load(std::memory_order_acquire);
  }
  // Every batch up to and including this sequence is synced.
  [[nodiscard]] std::uint64_t synced_sequence() const noexcept {
    return progress_.synced_sequence.load(std::memory_order_acquire);
  }
  // written_sequence at kProcess, synced_sequence at kPower.
  [[nodiscard]] std::uint64_t durable_sequence() const noexcept {
    return durability_ == Durability::kProcess ? written_sequence() : synced_sequence();
  }
  // Set once and for ever by the first failed write, sync or allocation; null while all is well. After it nothing more
  // becomes durable.
  [[nodiscard]] const Error* failure() const noexcept { return progress_.failure.load(std::memory_order_acquire); }
  // The disk has no room for another segment. What is left of the current one still takes batches; whoever accepts work
  // should accept no more. The service tries again at every round, so it passes when there is room.
  [[nodiscard]] bool no_space() const noexcept { return progress_.no_space.load(std::memory_order_acquire); }
  // What readers in other processes may show: everything before `position`, which is the end of a batch. Never goes
  // back.
  void release(Position position, std::uint64_t sequence) noexcept;
  // Nobody needs what lies before `position` any more: the service uses the segments that end at or before it again, or
  // removes them, oldest first, once they and the head of the next are synced. A segment that a reader has open is
  // removed: the reader keeps what it has mapped. Never goes back.
  void release_before(Position position) noexcept;
  [[nodiscard]] const std::string& directory() const noexcept;

  // --- owner, with writer and service stopped ---
  // Syncs everything, appends a last watermark, gives up the lock. Claims are empty afterwards.
  [[nodiscard]] Result<void> close();

 private:
  enum class Idle : std::uint8_t { kActive, kSyncing, kQuiet };

  [[nodiscard]] std::size_t room() const noexcept { return segment_bytes_ - offset_; }
  bool roll() noexcept;
  void enter(Segment& segment) noexcept;
  [[nodiscard]] FrameHeader header(FrameType type, std::size_t frame_bytes) const noexcept;
  void append_local(FrameType type, std::span<const std::byte> body, std::size_t frame_bytes) noexcept;
  void append_start() noexcept;
  bool append_watermark() noexcept;
  void publish(const EncodedFrame& frame, std::size_t frame_bytes) noexcept;
  void zero_claimed_room() noexcept;

  // The writer's own.
  std::byte* base_ = nullptr;        // of the current segment; null when closed
  std::uint64_t segment_begin_ = 0;  // position
  std::size_t segment_bytes_ = 0;
  std::size_t offset_ = 0;         // where the next frame goes
  std::size_t claimed_bytes_ = 0;  // 0: nothing is claimed
  std::uint64_t next_sequence_ = 0;
  std::uint64_t checksum_ = 0;  // of the last batch
  std::uint64_t term_ = 0;      // of the last batch
  std::uint32_t generation_ = 0;
  std::uint32_t salt_ = 0;
  std::uint64_t idle_watermark_ns_;
  std::uint64_t batch_end_ = 0;  // position after the last batch
  // Of tick. A new end of the last batch starts it over.
  Idle idle_ = Idle::kQuiet;
  std::uint64_t idle_batch_end_ = 0;
  std::uint64_t idle_since_ns_ = 0;

  Progress progress_;
  // Anyone's: behind Progress, not in a line that the writer writes into.
  const Durability durability_;
  std::unique_ptr<Service> service_;
};

}  // namespace daybook::journal
