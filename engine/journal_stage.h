#pragma once

#include <atomic>
#include <cstdint>

#include "engine/byte_ring.h"
#include "engine/clock.h"
#include "engine/cursor.h"
#include "engine/decided_point.h"
#include "engine/idle_strategy.h"
#include "engine/release_marks.h"
#include "engine/status.h"
#include "journal/journal.h"

namespace daybook {

// Copies what the sequencer published from the ring buffer into the command journal, in batches, ahead of the logic
// stage. One thread: its own in `dedicated`, else the sequencer's.
class JournalStage {
 public:
  JournalStage(const ByteRing& ring, const Cursor& published, journal::Journal& journal, const DecidedPoint& decided,
               Status& status, Clock clock)
      : ring_(ring), published_(published), journal_(journal), decided_(decided), status_(status), clock_(clock) {}

  // Before any stage runs on a thread of its own. Whom to wake: the logic stage when a batch is written, the publish
  // stage when a mark has found its place late, the service thread that prepares and syncs.
  void wakes(Parker& logic, Parker& publish, Parker& service) noexcept {
    logic_ = &logic;
    publish_ = &publish;
    service_ = &service;
  }

  // Appends all that is published, at most one batch. Idle rounds keep the journal's own time (idle sync, watermark).
  // The acquire in `published_.load` makes the records its own to read; the release in `journaled_.advance` hands them
  // on to the logic stage, with the batch in the journal and its mark.
  Work do_work() noexcept;

  [[nodiscard]] const Cursor& journaled() const noexcept { return journaled_; }
  [[nodiscard]] ReleaseMarks& marks() noexcept { return marks_; }
  // Its own thread: everything published so far is journaled.
  [[nodiscard]] bool drained() const noexcept { return journaled_.own() == published_.load(); }
  // Any thread.
  [[nodiscard]] std::uint64_t batches() const noexcept { return batches_.load(std::memory_order_relaxed); }

 private:
  // Beyond this a batch is cut, so that the logic stage need not wait for the rest.
  static constexpr std::size_t kMaxBatchBytes = std::size_t{64} << 10;
  // A decided point further back says nothing that is kept long enough to be checked.
  static constexpr std::uint64_t kMaxLag = 65'536;

  Work idle() noexcept;

  const ByteRing& ring_;
  const Cursor& published_;
  journal::Journal& journal_;
  const DecidedPoint& decided_;
  Status& status_;
  Clock clock_;
  // Null where one thread runs all stages.
  Parker* logic_ = nullptr;
  Parker* publish_ = nullptr;
  Parker* service_ = nullptr;
  DecidedPoint::Value last_decided_;
  std::atomic<std::uint64_t> batches_{0};
  ReleaseMarks marks_;
  Cursor journaled_;
};

}  // namespace daybook
