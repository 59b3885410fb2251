#pragma once

#include <atomic>
#include <cstdint>

namespace daybook::load {

// One stretch of load, the same for all senders. Times of the monotonic clock; all 0: the setup, of which only the
// first sender has anything to send.
struct Stretch {
  std::uint64_t begin_ns = 0;
  std::uint64_t measured_from_ns = 0;  // by the intended time of a command
  std::uint64_t until_ns = 0;
  std::uint64_t give_up_ns = 0;  // open loop: what could not be sent by then is not sent
};

// Where the senders wait for their next stretch, and the run for the senders. The run announces a stretch when all have
// arrived; the release of `announced_` publishes it.
class Gate {
 public:
  explicit Gate(unsigned senders) : senders_(senders) {}

  // --- the run ---
  void announce(const Stretch& stretch) noexcept {
    arrived_.store(0, std::memory_order_relaxed);
    stretch_ = stretch;
    announced_.fetch_add(1, std::memory_order_release);  // acquired in `open`
  }
  void end() noexcept {
    ended_.store(true, std::memory_order_relaxed);
    announced_.fetch_add(1, std::memory_order_release);
  }
  [[nodiscard]] bool all_arrived() const noexcept {
    return arrived_.load(std::memory_order_acquire) == senders_;  // released in `arrive`
  }
  // Senders stop where they are, and drain.
  void stop() noexcept { stopping_.store(true, std::memory_order_relaxed); }

  // --- a sender ---
  [[nodiscard]] bool open(std::uint32_t number) const noexcept {
    return announced_.load(std::memory_order_acquire) >= number;
  }
  [[nodiscard]] bool ended() const noexcept { return ended_.load(std::memory_order_relaxed); }
  [[nodiscard]] const Stretch& stretch() const noexcept { return stretch_; }
  void arrive() noexcept { arrived_.fetch_add(1, std::memory_order_release); }
  [[nodiscard]] bool stopping() const noexcept { return stopping_.load(std::memory_order_relaxed); }

 private:
  const unsigned senders_;
  Stretch stretch_;
  std::atomic<std::uint32_t> announced_{0};
  std::atomic<std::uint32_t> arrived_{0};
  std::atomic<bool> ended_{false};
  std::atomic<bool> stopping_{false};
};

}  // namespace daybook::load
