#pragma once

#include <cstdint>

namespace daybook::domain::workload {

// The finalizer of SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014): a
// bijection, so different inputs never give the same output.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t x) {
  x += 0x9e37'79b9'7f4a'7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58'476d'1ce4'e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d0'49bb'1331'11ebULL;
  return x ^ (x >> 31);
}

// SplitMix64: integers only, the same on every machine.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) : state_(seed) {}
  constexpr std::uint64_t next() {
    const std::uint64_t value = mix(state_);
    state_ += 0x9e37'79b9'7f4a'7c15ULL;
    return value;
  }
  // 0 to `bound` - 1.
  constexpr std::uint64_t below(std::uint64_t bound) { return scale(next(), bound); }
  // Of 64 random bits a number below `bound`, by multiplication; its bias of bound / 2^64 is of no interest here.
  static constexpr std::uint64_t scale(std::uint64_t random, std::uint64_t bound) {
    __extension__ typedef unsigned __int128 Product;  // NOLINT(modernize-use-using)
    return static_cast<std::uint64_t>((static_cast<Product>(random) * bound) >> 64);
  }

 private:
  std::uint64_t state_;
};

}  // namespace daybook::domain::workload
