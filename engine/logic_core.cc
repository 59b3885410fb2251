#include "engine/logic_core.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace daybook {

std::uint64_t advance_chain(std::uint64_t chain, std::span<const std::byte> decision) noexcept {
  return XXH3_64bits_withSeed(decision.data(), decision.size(), chain);
}

}  // namespace daybook
