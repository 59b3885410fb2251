#pragma once

#include <cstddef>
#include <cstring>
#include <span>

namespace daybook::journal {

// As fast as memcmp: the bytes are compared with themselves, one further on.
[[nodiscard]] inline bool all_zero(std::span<const std::byte> bytes) noexcept {
  return bytes.empty() ||
         (bytes[0] == std::byte{0} && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

}  // namespace daybook::journal
