#include "engine/logic_core.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace daybook {

std::uint64_t advance_chain(std::uint64_t chain, std::uint64_t digest) noexcept {
  const std::uint64_t both[2] = {chain, digest};
  return XXH3_64bits(both, sizeof both);
}

}  // namespace daybook
