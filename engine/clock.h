#pragma once

#include <atomic>
#include <cstdint>

namespace daybook {

// Time as a test wants it. Any thread may set it.
class ManualClock {
 public:
  explicit ManualClock(std::uint64_t now_ns) : now_ns_(now_ns) {}
  void set(std::uint64_t now_ns) noexcept { now_ns_.store(now_ns, std::memory_order_relaxed); }
  void advance(std::uint64_t by_ns) noexcept { now_ns_.fetch_add(by_ns, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t now_ns() const noexcept { return now_ns_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> now_ns_;
};

// Where the sequencer takes its stamps from: the system's clock, or a test's.
class Clock {
 public:
  Clock() = default;
  explicit Clock(const ManualClock* manual) : manual_(manual) {}
  // Nanoseconds since 1970-01-01T00:00:00Z.
  [[nodiscard]] std::uint64_t now_ns() const noexcept { return manual_ != nullptr ? manual_->now_ns() : real_ns(); }
  // Nanoseconds that never jump, for timeouts; a manual clock is its own.
  [[nodiscard]] std::uint64_t monotonic_ns() const noexcept {
    return manual_ != nullptr ? manual_->now_ns() : system_monotonic_ns();
  }
  [[nodiscard]] bool is_manual() const noexcept { return manual_ != nullptr; }

  static std::uint64_t real_ns() noexcept;
  static std::uint64_t system_monotonic_ns() noexcept;

 private:
  const ManualClock* manual_ = nullptr;
};

}  // namespace daybook
