#include "domain/digest.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace daybook::domain {

Digest digest_bytes(std::span<const std::byte> bytes) noexcept {
  XXH128_canonical_t canonical;  // big-endian: the same on every machine
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
  Digest digest;
  static_assert(sizeof canonical.digest == sizeof digest.bytes);
  std::copy_n(canonical.digest, digest.bytes.size(), digest.bytes.begin());
  return digest;
}

}  // namespace daybook::domain
