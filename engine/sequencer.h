#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "engine/byte_ring.h"
#include "engine/clock.h"
#include "engine/clock_check.h"
#include "engine/cursor.h"
#include "engine/record.h"
#include "engine/ring_writer.h"
#include "engine/status.h"

namespace daybook {

// What the logic stage says about its state: about its deduplication window, so that nobody accepts a command it would
// have no place for, and about its timers, so that they fire where nobody sends a command.
struct alignas(kCacheLine) LogicLevel {
  std::atomic<std::uint64_t> size{0};                      // of the window
  std::atomic<std::uint64_t> forget_after_ns{UINT64_MAX};  // of its oldest entry
  std::atomic<std::uint64_t> next_due_ns{UINT64_MAX};      // of the first timer
};
static_assert(sizeof(LogicLevel) == kCacheLine);

// The one writer of the ring buffer: gives each record its sequence and its stamp and publishes it. One thread.
class Sequencer {
 public:
  Sequencer(const ByteRing& ring, Clock clock, Status& status) : writer_(ring), clock_(clock), status_(status) {
    jump_check_.start(clock_);
  }

  // Before the first claim: where the journal ends.
  void resume(std::uint64_t last_sequence, std::uint64_t last_stamp_ns) noexcept {
    next_sequence_ = last_sequence + 1;
    stamp_ns_ = last_stamp_ns;
  }
  // As many records as can be on their way at most; the deduplication window keeps a place for each of them.
  [[nodiscard]] static constexpr std::size_t most_in_ring(std::size_t ring_bytes) {
    return ring_bytes / sizeof(CommandHeader);
  }

  // Records are kept in the ring until this has passed them.
  void gate_on(const Cursor& consumer) noexcept { writer_.gate_on(consumer); }
  // Commands are admitted while the deduplication window holds fewer than `most_entries`, those in the ring included.
  void watch(const LogicLevel& level, std::size_t most_entries) noexcept {
    level_ = &level;
    dedup_limit_ = most_entries - most_in_ring(writer_.ring().bytes());
  }

  // Contiguous room for a record of at most `max_bytes`; null: the ring is full.
  [[nodiscard]] std::byte* claim(std::size_t max_bytes) noexcept { return writer_.claim(max_bytes); }
  // Makes the claimed record the next command: `record` holds everything but sequence and stamp. Nobody sees it before
  // the next `publish`, which shows a whole batch to its readers at the price of one record.
  std::uint64_t append(std::byte* record) noexcept {
    auto& header = *reinterpret_cast<CommandHeader*>(record);
    header.sequence = next_sequence_++;
    header.stamp_ns = stamp_ns_;
    const std::size_t stride = aligned8(header.bytes);
    for (std::size_t i = header.bytes; i < stride; ++i) record[i] = std::byte{0};
    writer_.append(stride);
    return header.sequence;
  }
  void publish() noexcept { writer_.publish(); }
  std::uint64_t publish(std::byte* record) noexcept {
    const std::uint64_t sequence = append(record);
    publish();
    return sequence;
  }

  // Reads the clock for the records to come; a stamp never goes back. False: the clock was set, and intake stops.
  [[nodiscard]] bool stamp() noexcept;
  // The deduplication window has a place for one more command, at this time; or the engine stops, and what it has
  // accepted must not wait until it has.
  [[nodiscard]] bool admits() const noexcept;
  [[nodiscard]] std::uint64_t stamp_ns() const noexcept { return stamp_ns_; }
  // When there is nothing else to publish: publishes a tick where a timer is due and everything published before is
  // decided. Returns how long to wait before the next look, in ns; 0: a tick was published.
  [[nodiscard]] std::uint64_t tick() noexcept;

  [[nodiscard]] const Cursor& published() const noexcept { return writer_.published(); }
  [[nodiscard]] std::uint64_t last_sequence() const noexcept { return next_sequence_ - 1; }
  // How often a claim met a full ring.
  [[nodiscard]] std::uint64_t full() const noexcept { return writer_.full(); }

 private:
  RingWriter writer_;
  Clock clock_;
  Status& status_;
  const LogicLevel* level_ = nullptr;
  std::size_t dedup_limit_ = 0;
  std::uint64_t next_sequence_ = 1;
  std::uint64_t stamp_ns_ = 0;
  JumpCheck jump_check_;
};

}  // namespace daybook
