#include "engine/row_hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace daybook {

std::uint64_t hash_bytes(std::span<const std::byte> bytes) noexcept { return XXH3_64bits(bytes.data(), bytes.size()); }

}  // namespace daybook
