#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "journal/segment.h"

namespace daybook::journal {

// The segments that are in memory, in order: those not wholly synced yet, of which the last is the writer's, and one
// that is prepared for it.
//
// Threads: the writer calls `roll`, the service thread everything else. Only the service thread takes segments out, so
// its pointers stay good. The writer takes the mutex once per segment.
class SegmentQueue {
 public:
  explicit SegmentQueue(std::unique_ptr<Segment> current) { segments_.push_back(std::move(current)); }

  // --- writer ---
  // To the prepared segment, which is there. `last_sequence` is the log's at the end of the current one.
  Segment& roll(std::uint64_t last_sequence) noexcept;

  // --- service ---
  void prepare(std::unique_ptr<Segment> segment) noexcept;
  [[nodiscard]] Segment& current() noexcept;
  // The one that the writer left last; null: there is none.
  [[nodiscard]] const Segment* sealed() noexcept;
  // Null: it is neither here nor prepared.
  [[nodiscard]] Segment* holding(std::uint64_t position) noexcept;
  // Those that begin before `position`, in order.
  [[nodiscard]] std::vector<Segment*> before(std::uint64_t position);
  // There are segments that the writer has left. Any thread.
  [[nodiscard]] bool any_sealed() const noexcept { return sealed_.load(std::memory_order_acquire); }
  // Takes out those that end at or before `position`; never the writer's.
  [[nodiscard]] std::vector<std::unique_ptr<Segment>> take_before(std::uint64_t position);

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Segment>> segments_;  // few; has room for the prepared one, so that no roll allocates
  std::unique_ptr<Segment> prepared_;
  std::atomic<bool> sealed_{false};  // written under the mutex
};

}  // namespace daybook::journal
