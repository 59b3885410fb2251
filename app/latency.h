#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace daybook::app {

// Counts durations with a relative error of at most 1/64, as HdrHistogram does: 64 linear buckets for each power of
// two.
class LatencyHistogram {
 public:
  void add(std::uint64_t ns) noexcept {
    ++counts_[bucket(ns)];
    ++total_;
    if (ns > max_) max_ = ns;
  }
  void add(const LatencyHistogram& other) noexcept {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    total_ += other.total_;
    if (other.max_ > max_) max_ = other.max_;
  }
  [[nodiscard]] std::uint64_t count() const noexcept { return total_; }
  [[nodiscard]] std::uint64_t max_ns() const noexcept { return max_; }
  // The smallest duration that at least `share` (0 to 1) of all are at or below; the upper end of its bucket.
  [[nodiscard]] std::uint64_t quantile_ns(double share) const noexcept {
    const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(total_) + 0.5);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i];
      if (seen >= wanted && seen != 0) return upper(i) < max_ ? upper(i) : max_;
    }
    return max_;
  }

 private:
  static constexpr unsigned kBits = 6;
  static constexpr std::size_t bucket(std::uint64_t ns) {
    const auto width = static_cast<unsigned>(std::bit_width(ns));
    if (width <= kBits) return ns;
    const unsigned shift = width - kBits - 1;
    return ((std::size_t{shift} + 1) << kBits) + ((ns >> shift) & ((1U << kBits) - 1));
  }
  static constexpr std::uint64_t upper(std::size_t bucket) {
    if (bucket < (1U << kBits)) return bucket;
    const std::size_t shift = (bucket >> kBits) - 1;
    const std::uint64_t low = ((std::uint64_t{1} << kBits) + (bucket & ((1U << kBits) - 1))) << shift;
    return low + (std::uint64_t{1} << shift) - 1;
  }

  std::array<std::uint64_t, 64 * 64> counts_{};
  std::uint64_t total_ = 0;
  std::uint64_t max_ = 0;
};

}  // namespace daybook::app
