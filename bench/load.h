#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace daybook::bench {

// What one record of a hand-off carries: `kWords` words that its sender writes and every receiver adds up, so that the
// bytes are really moved and a record that is lost, doubled or half written is found.
template <std::size_t kWords>
struct Load {
  static constexpr std::size_t kBytes = 8 * kWords;
  std::array<std::uint64_t, kWords> words;

  void fill(std::uint64_t value) noexcept {
    for (std::size_t i = 0; i < kWords; ++i) words[i] = value + i;
  }
  [[nodiscard]] std::uint64_t sum() const noexcept {
    std::uint64_t sum = 0;
    for (const std::uint64_t word : words) sum += word;
    return sum;
  }
  // Of the loads with the values 1 to `loads`.
  [[nodiscard]] static constexpr std::uint64_t sum_of(std::uint64_t loads) noexcept {
    return kWords * (loads * (loads + 1) / 2) + loads * (kWords * (kWords - 1) / 2);
  }
};

// An addition and nothing else, or 128 bytes.
using NoOp = Load<1>;
using Bytes128 = Load<16>;

}  // namespace daybook::bench
