#pragma once

#include <atomic>
#include <cstdint>

#include "journal/durability.h"
#include "journal/progress.h"
#include "journal/segment_queue.h"

namespace daybook::journal {

// What becomes of the pages around the writer: they are touched before it comes, leave its mapping after it has gone,
// and at kProcess are written out.
//
// Threads: the service thread calls `run` and `leave_before`, any thread `wanted`.
class Pages {
 public:
  Pages(SegmentQueue& segments, const Progress& progress, Durability durability, std::uint64_t segment_bytes,
        std::uint64_t position) noexcept;

  // One step of each kind. False: there was nothing to do.
  bool run() noexcept;
  [[nodiscard]] bool wanted() const noexcept;
  // What is before `position` is about to be written out or synced: its pages leave the writer's mapping first.
  void leave_before(std::uint64_t position) noexcept;

 private:
  [[nodiscard]] bool touch_wanted() const noexcept;
  bool touch() noexcept;
  [[nodiscard]] bool write_back_wanted() const noexcept;
  bool write_back() noexcept;

  SegmentQueue& segments_;
  const Progress& progress_;
  const Durability durability_;
  const std::uint64_t segment_bytes_;
  // Positions, written by the service thread.
  std::atomic<std::uint64_t> touched_;
  std::atomic<bool> lacks_segment_{false};  // there is nothing to touch until one is prepared
  std::atomic<std::uint64_t> written_back_;
  std::uint64_t left_;  // service thread only
};

}  // namespace daybook::journal
