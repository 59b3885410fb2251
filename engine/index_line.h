#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace daybook {

// Eight entries of a TableIndex in one cache line, packed from the front: whichever it is, a look-up costs one miss and
// one comparison for all of them.
struct alignas(64) IndexLine {
  static constexpr std::uint32_t kEntries = 8;

  struct Entry {
    std::uint32_t tag;
    std::uint32_t slot_plus_one;  // 0: empty
  };

  std::uint32_t tags[kEntries];
  std::uint32_t slots_plus_one[kEntries];

  [[nodiscard]] bool full() const noexcept { return slots_plus_one[kEntries - 1] != 0; }
  [[nodiscard]] Entry entry(std::uint32_t i) const noexcept { return {tags[i], slots_plus_one[i]}; }
  void set(std::uint32_t i, Entry entry) noexcept {
    tags[i] = entry.tag;
    slots_plus_one[i] = entry.slot_plus_one;
  }
  // Bit i: entry i has this tag. Of an empty entry it says nothing.
  [[nodiscard]] std::uint32_t with_tag(std::uint32_t tag) const noexcept { return equal(tags, tag); }
  // Bit i: entry i is of this slot.
  [[nodiscard]] std::uint32_t with_slot(std::uint32_t slot_plus_one) const noexcept {
    return equal(slots_plus_one, slot_plus_one);
  }
  // Bit i: entry i is used.
  [[nodiscard]] std::uint32_t used() const noexcept { return ~equal(slots_plus_one, 0) & 0xff; }
  [[nodiscard]] std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(std::popcount(used())); }

 private:
  static std::uint32_t equal(const std::uint32_t (&values)[kEntries], std::uint32_t wanted) noexcept {
#if defined(__AVX2__)
    const __m256i all = _mm256_load_si256(reinterpret_cast<const __m256i*>(values));
    const __m256i same = _mm256_cmpeq_epi32(all, _mm256_set1_epi32(static_cast<int>(wanted)));
    return static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(same)));
#else
    std::uint32_t bits = 0;
    for (std::uint32_t i = 0; i < kEntries; ++i) bits |= static_cast<std::uint32_t>(values[i] == wanted) << i;
    return bits;
#endif
  }
};
static_assert(sizeof(IndexLine) == 64);

}  // namespace daybook
