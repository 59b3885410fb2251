#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace daybook::load {

// Counts durations of any length with a relative error of less than 1/128, as HdrHistogram does: 128 linear buckets for
// each power of two. Trivially copyable, so that it can travel to another process as it is. One thread.
class Histogram {
 public:
  void add(std::uint64_t ns) noexcept {
    ++counts_[bucket(ns)];
    ++total_;
    if (ns > max_) max_ = ns;
    if (ns < min_) min_ = ns;
  }
  void add(const Histogram& other) noexcept {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    total_ += other.total_;
    if (other.max_ > max_) max_ = other.max_;
    if (other.min_ < min_) min_ = other.min_;
  }
  [[nodiscard]] std::uint64_t count() const noexcept { return total_; }
  // Exact, unlike the quantiles; 0 where nothing was counted.
  [[nodiscard]] std::uint64_t max_ns() const noexcept { return max_; }
  [[nodiscard]] std::uint64_t min_ns() const noexcept { return total_ == 0 ? 0 : min_; }
  // The smallest duration that at least `share` (0 to 1) of all are at or below; the upper end of its bucket. 0 where
  // nothing was counted.
  [[nodiscard]] std::uint64_t quantile_ns(double share) const noexcept {
    const double exact = share * static_cast<double>(total_);
    auto wanted = static_cast<std::uint64_t>(exact);
    // Rounded up; a product that is whole but for its last bits is whole.
    if (exact - static_cast<double>(wanted) > 1e-6) ++wanted;
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i];
      if (seen >= wanted && seen != 0) return upper(i) < max_ ? upper(i) : max_;
    }
    return max_;
  }
  // Calls f(upper end in ns, count) for each bucket that counted something, shortest first.
  template <class F>
  void for_each(F&& f) const {
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      if (counts_[i] != 0) f(upper(i), counts_[i]);
    }
  }

 private:
  static constexpr unsigned kBits = 7;
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

  std::array<std::uint64_t, (64 - kBits + 1) << kBits> counts_{};
  std::uint64_t total_ = 0;
  std::uint64_t max_ = 0;
  std::uint64_t min_ = UINT64_MAX;
};

}  // namespace daybook::load
