#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "engine/answer_queue.h"
#include "engine/checkpoint.h"
#include "engine/clock.h"
#include "engine/reactor_status.h"

namespace daybook {

// How far a reactor has come, in memory, in its checkpoint and for whoever asks. One thread moves it; `status` may be
// called by any.
class ReactorProgress {
 public:
  ReactorProgress(std::string name, Clock clock) : clock_(clock) { status_.name = std::move(name); }

  // Goes on where `file` says, if `is_of_this_history(checkpoint)`, which answers Expected<bool>; else at the
  // beginning.
  template <class IsOfThisHistory>
  [[nodiscard]] Expected<void> begin(CheckpointFile file, IsOfThisHistory&& is_of_this_history) {
    const auto checkpoint = file.load();
    if (!checkpoint) return tl::unexpected(checkpoint.error());
    file_.emplace(std::move(file));
    stored_at_ns_ = clock_.monotonic_ns();
    if (!*checkpoint) return {};
    const Expected<bool> same = is_of_this_history((*checkpoint)->point);
    if (!same) return tl::unexpected(same.error());
    status_.another_history = !*same;
    if (*same) heard_ = settled_ = stored_.point = (*checkpoint)->point;
    stored_.parked = (*checkpoint)->parked;
    return {};
  }

  [[nodiscard]] const HistoryPoint& heard() const noexcept { return heard_; }
  void hear(const HistoryPoint& point) noexcept { heard_ = point; }
  void settle(const HistoryPoint& point) noexcept { settled_ = point; }
  void count_answered() noexcept { ++answered_; }

  [[nodiscard]] bool parked() const noexcept { return !parked_.empty(); }
  void park(std::string why) { parked_ = std::move(why); }
  void resume() { parked_.clear(); }

  // Stores the checkpoint, where there is something new and the last time is long enough ago. Returns how long to wait
  // until then, in ns.
  std::uint64_t store_when_due();
  void store_now();

  // Lets others see what has changed.
  void publish(const AnswerQueue::Counts& counts);
  [[nodiscard]] ReactorStatus status() const;

 private:
  static constexpr std::uint64_t kStoreEveryNs = 100'000'000;

  [[nodiscard]] Checkpoint checkpoint() const { return {.point = settled_, .parked = parked_}; }

  const Clock clock_;
  std::optional<CheckpointFile> file_;
  HistoryPoint heard_;
  HistoryPoint settled_;
  Checkpoint stored_;
  std::uint64_t stored_at_ns_ = 0;
  std::uint64_t answered_ = 0;
  std::string parked_;   // why; empty: it is not
  std::string trouble_;  // with storing
  mutable std::mutex mutex_;
  ReactorStatus status_;
};

}  // namespace daybook
