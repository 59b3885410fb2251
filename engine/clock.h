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
  // As the system's, which somebody may set while time goes on; for tests of that.
  Clock(const ManualClock* real, const ManualClock* steady) : manual_(real), steady_(steady) {}
  // Nanoseconds since 1970-01-01T00:00:00Z.
  [[nodiscard]] std::uint64_t now_ns() const noexcept { return manual_ != nullptr ? manual_->now_ns() : real_ns(); }
  // Nanoseconds that never jump, for timeouts; a manual clock is its own.
  [[nodiscard]] std::uint64_t monotonic_ns() const noexcept {
    return manual_ != nullptr ? manual_->now_ns() : system_monotonic_ns();
  }
  // Nanoseconds that nobody can set, and that go on while the machine sleeps: what `now_ns` is measured by.
  [[nodiscard]] std::uint64_t steady_ns() const noexcept {
    return steady_ != nullptr ? steady_->now_ns() : manual_ != nullptr ? manual_->now_ns() : system_boot_ns();
  }
  // Goes as its owner likes.
  [[nodiscard]] bool is_manual() const noexcept { return manual_ != nullptr && steady_ == nullptr; }

  static std::uint64_t real_ns() noexcept;
  static std::uint64_t system_monotonic_ns() noexcept;
  static std::uint64_t system_boot_ns() noexcept;

 private:
  const ManualClock* manual_ = nullptr;
  const ManualClock* steady_ = nullptr;
};

}  // namespace daybook
