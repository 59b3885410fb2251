#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "engine/error.h"

namespace daybook {

// A stop cannot finish what was begun: from `sequence` on, commands are not answered.
inline Error stopped_without_space(const std::string& directory, std::uint64_t sequence) {
  return {Error::Kind::kJournal, sequence,
          directory +
              ": the disk is full, so the stop could not wait for all receipts. Free some space and start again: "
              "commands that are journaled are decided then, others may be sent again"};
}

// What must be journaled first cannot be: `what` ("the start") has to be done again.
inline Error without_space(const std::string& directory, const std::string& what) {
  return {Error::Kind::kJournal, 0,
          directory + ": the disk is full, so " + what +
              " could not be finished. Free some space and try again: nothing is lost"};
}

// Whether the engine runs, and if not, why. Any thread may fail it; the first reason stays.
class Status {
 public:
  enum class State : std::uint8_t { kRunning, kStopping, kStopped, kFailed };

  // Sequentially consistent with Mailbox::begin_submit: a stop either waits for a submit or is seen by it.
  [[nodiscard]] State state() const noexcept { return state_.load(std::memory_order_seq_cst); }
  [[nodiscard]] bool running() const noexcept { return state() == State::kRunning; }
  [[nodiscard]] bool failed() const noexcept { return state() == State::kFailed; }

  // kRunning → kStopping → kStopped; never out of kFailed.
  bool advance(State from, State to) noexcept {
    return state_.compare_exchange_strong(from, to, std::memory_order_seq_cst);
  }
  void fail(Error error) {
    {
      const std::lock_guard lock(mutex_);
      if (error_) return;
      error_ = std::move(error);
      state_.store(State::kFailed, std::memory_order_release);
    }
    if (on_fail_) on_fail_();
  }
  // Called once, by whoever fails it first; set before any stage runs. Wakes the threads that sleep.
  void on_fail(std::function<void()> wake) { on_fail_ = std::move(wake); }
  [[nodiscard]] std::optional<Error> error() const {
    const std::lock_guard lock(mutex_);
    return error_;
  }

 private:
  std::atomic<State> state_{State::kRunning};
  mutable std::mutex mutex_;
  std::optional<Error> error_;
  std::function<void()> on_fail_;
};

}  // namespace daybook
