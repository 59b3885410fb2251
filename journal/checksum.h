#pragma once

// The one place that knows which checksum the format uses: XXH3, 64 bits, inlined (nothing to link). Include it in .cc
// files only.

#include <cstddef>
#include <cstdint>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace daybook::journal {

[[nodiscard]] inline std::uint64_t checksum(const void* bytes, std::size_t size, std::uint64_t seed) noexcept {
  return XXH3_64bits_withSeed(bytes, size, seed);
}

// Of a size that is known when this is compiled: without the choice between the ways for different sizes.
template <std::size_t kBytes>
[[nodiscard, gnu::flatten]] inline std::uint64_t checksum(const void* bytes, std::uint64_t seed) noexcept {
  return XXH3_64bits_withSeed(bytes, kBytes, seed);
}

}  // namespace daybook::journal
