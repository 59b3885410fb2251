#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "domain/workload/random.h"

namespace daybook::domain::workload {

// Ranks 1 to n by Zipf's law with s = 0.99: P(k) is proportional to k^-0.99. Rejection-inversion after W. Hörmann, G.
// Derflinger, "Rejection-inversion to generate variates from monotone discrete distributions", ACM TOMACS 6(3), 1996:
// about one draw per sample and no table of n.
//
// In integers only, so that every machine draws the same. That s is 0.99 makes this easy: the integral of x^-0.99 is
// 100 times the hundredth root of x, so inverting it is raising to the power of 100, eight multiplications in fixed
// point. The acceptance bounds need roots; those of the first 1024 ranks are worked out beforehand, by bisection.
// Beyond them a draw is rejected with a probability below 1e-7 (0.08 / k^2), and this law does not reject there at all.
class Zipf {
 public:
  static constexpr std::uint64_t kMostRanks = std::uint64_t{1} << 31;

  explicit Zipf(std::uint64_t ranks);

  [[nodiscard]] std::uint64_t rank(Random& random) const {
    for (;;) {
      const std::uint64_t root = low_ + random.below(high_ - low_);
      const std::uint64_t rank = rank_of(root);
      if (rank >= kBounds || root >= accept_from_[rank]) return rank;
    }
  }

 private:
  static constexpr std::size_t kBounds = 1025;

  // The rank whose stretch of the integral `root` lies in; `root` with 62 bits after the point.
  [[nodiscard]] std::uint64_t rank_of(std::uint64_t root) const {
    if (root < first_end_) return 1;
    const std::uint64_t rank = (power_100(root) + (std::uint64_t{1} << 31)) >> 32;
    return rank < 2 ? 2 : rank > ranks_ ? ranks_ : rank;
  }

  static constexpr std::uint64_t multiply(std::uint64_t a, std::uint64_t b, unsigned shift) {
    __extension__ typedef unsigned __int128 Product;  // NOLINT(modernize-use-using)
    return static_cast<std::uint64_t>((static_cast<Product>(a) * b) >> shift);
  }
  // root^100 with 32 bits after the point. The point moves right as the powers grow; for up to 2^31 ranks nothing
  // overflows.
  static constexpr std::uint64_t power_100(std::uint64_t root) {
    const std::uint64_t p2 = multiply(root, root, 62);  // 62 bits after the point
    const std::uint64_t p4 = multiply(p2, p2, 62);      // 62
    const std::uint64_t p8 = multiply(p4, p4, 64);      // 60
    const std::uint64_t p16 = multiply(p8, p8, 64);     // 56
    const std::uint64_t p32 = multiply(p16, p16, 64);   // 48
    const std::uint64_t p64 = multiply(p32, p32, 56);   // 40
    return multiply(multiply(p64, p32, 56), p4, 62);    // 32
  }
  static std::uint64_t root_100(std::uint64_t power);

  std::uint64_t ranks_;
  std::uint64_t low_;        // where the first rank's stretch begins
  std::uint64_t first_end_;  // and ends
  std::uint64_t high_;       // where the last one's ends
  std::array<std::uint64_t, kBounds> accept_from_{};
};

}  // namespace daybook::domain::workload
