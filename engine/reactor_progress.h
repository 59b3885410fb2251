#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "engine/answer_queue.h"
#include "engine/checkpoint.h"
#include "engine/clock.h"
#include "engine/reactor_place.h"
#include "engine/reactor_status.h"

namespace daybook {

// How far a reactor has come, in memory, in its checkpoint and for whoever asks. One thread moves it; `status` may be
// called by any.
class ReactorProgress {
 public:
  ReactorProgress(std::string name, Clock clock) : clock_(clock) { status_.name = std::move(name); }

  // Goes on at `place`; `file` holds `stored`.
  void begin(CheckpointFile file, const ReactorPlace& place, const Checkpoint& stored);

  [[nodiscard]] const HistoryPoint& heard() const noexcept { return heard_; }
  void hear(const HistoryPoint& point) noexcept { heard_ = point; }
  void settle(const AnswerQueue& queue) noexcept {
    settled_ = queue.settled(heard_);
    answered_ = queue.answered();
  }

  [[nodiscard]] bool parked() const noexcept { return !parked_.empty(); }
  void park(std::string why) { parked_ = std::move(why); }
  void resume() { parked_.clear(); }

  // Stores the checkpoint, where there is something new and the last time is long enough ago. Returns how long to wait
  // until then, in ns.
  std::uint64_t store_when_due();
  void store_now();

  // Lets others see what has changed.
  void publish(const AnswerQueue& queue, std::uint64_t reactions);
  [[nodiscard]] ReactorStatus status() const;

 private:
  static constexpr std::uint64_t kStoreEveryNs = 100'000'000;

  [[nodiscard]] Checkpoint checkpoint() const { return {.point = settled_, .answered = answered_, .parked = parked_}; }

  const Clock clock_;
  std::optional<CheckpointFile> file_;
  HistoryPoint heard_;
  HistoryPoint settled_;
  AnswerPlace answered_;  // the last of its commands that is settled
  Checkpoint stored_;
  std::uint64_t stored_at_ns_ = 0;
  std::string parked_;   // why; empty: it is not
  std::string trouble_;  // with storing
  mutable std::mutex mutex_;
  ReactorStatus status_;
};

}  // namespace daybook
