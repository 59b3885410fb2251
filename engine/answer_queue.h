#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <utility>

#include "engine/checkpoint.h"
#include "engine/outlet.h"

namespace daybook {

// A reactor's commands on their way: first those that the engine had no room for, then those whose receipts are not
// released yet. One thread.
class AnswerQueue {
 public:
  static constexpr std::size_t kMost = 1024;  // commands on their way, before no more are asked for

  // `answered`: by commands of earlier.
  void open(std::unique_ptr<Outlet> outlet, const AnswerPlace& answered) noexcept {
    outlet_ = std::move(outlet);
    answered_ = answered;
  }

  // Adds the answers to the record after `before`.
  void add(std::vector<Answers::Answer>& answers, const HistoryPoint& before);
  // Hands over what there is room for. Returns how many.
  std::size_t send();
  // Takes the receipts that are there. Returns how many.
  std::size_t collect();

  [[nodiscard]] bool is_full() const noexcept { return !unsent_.empty() || unanswered_.size() >= kMost; }
  // There is something to hand over, and somebody who may take it some time.
  [[nodiscard]] bool should_try_again() const noexcept { return !unsent_.empty() && !stopped_; }
  // Up to where everything is released, of a reactor that has answered everything up to `heard`.
  [[nodiscard]] HistoryPoint settled(const HistoryPoint& heard) const noexcept {
    return unanswered_.empty() ? heard : unanswered_.front().before;
  }
  // The last command whose receipt is released.
  [[nodiscard]] const AnswerPlace& answered() const noexcept { return answered_; }
  // The engine that takes the commands does so no more.
  [[nodiscard]] bool stopped() const noexcept { return stopped_; }

  struct Counts {
    std::uint64_t sent = 0;
    std::uint64_t repeated = 0;
    std::uint64_t refused = 0;
  };
  [[nodiscard]] const Counts& counts() const noexcept { return counts_; }

 private:
  std::unique_ptr<Outlet> outlet_;  // null: the reactor sends nothing
  std::deque<Answers::Answer> unsent_;
  // A command without a receipt, sent or not.
  struct Unanswered {
    HistoryPoint before;  // the place before its cause
    AnswerPlace place;
  };
  std::deque<Unanswered> unanswered_;
  AnswerPlace answered_;
  bool stopped_ = false;  // the engine that takes them
  Counts counts_;
};

}  // namespace daybook
