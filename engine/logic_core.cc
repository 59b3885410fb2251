#include "engine/logic_core.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace daybook {

std::uint64_t advance_chain(std::uint64_t chain, std::span<const std::byte> decision) noexcept {
  // The hash without a seed is the fast one for long input; the chain comes in by a hash of both.
  const std::uint64_t both[2] = {chain, XXH3_64bits(decision.data(), decision.size())};
  return XXH3_64bits(both, sizeof both);
}

}  // namespace daybook
