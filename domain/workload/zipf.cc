#include "domain/workload/zipf.h"

#include "engine/check.h"

namespace daybook::domain::workload {

namespace {

constexpr std::uint64_t kOne = std::uint64_t{1} << 32;
constexpr std::uint64_t kHalf = kOne / 2;

}  // namespace

// The least root (62 bits after the point) whose power of 100 reaches `power` (32 bits after the point).
std::uint64_t Zipf::root_100(std::uint64_t power) {
  std::uint64_t low = std::uint64_t{1} << 61;
  std::uint64_t high = (std::uint64_t{1} << 62) + (std::uint64_t{31} << 55);  // 1.2422: its power of 100 is above 2^31
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (power_100(middle) < power) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

// In the scale of the root, which leaves out the factor 100, a rank k has the mass k^-0.99 / 100 = root(k) / (100 k).
// Rank k > 1 owns the stretch from root(k - 1/2) to root(k + 1/2), which is a little wider; only its last part, as wide
// as the mass, is accepted. The first rank's stretch is made as wide as its mass.
Zipf::Zipf(std::uint64_t ranks) : ranks_(ranks), first_end_(root_100(kOne + kHalf)) {
  CHECK(ranks >= 1 && ranks < kMostRanks);
  low_ = first_end_ - root_100(kOne) / 100;
  high_ = root_100(ranks * kOne + kHalf);
  for (std::uint64_t k = 2; k < kBounds; ++k) {
    accept_from_[k] = root_100(k * kOne + kHalf) - root_100(k * kOne) / (100 * k);
  }
}

}  // namespace daybook::domain::workload
