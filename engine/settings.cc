#include "engine/settings.h"

#include <cstring>

#include "engine/check.h"

namespace daybook {

std::size_t Settings::encode(std::span<std::byte> out) const noexcept {
  CHECK(16 + rules.size() <= out.size());
  std::memcpy(out.data(), &dedup_window_ns, 8);
  std::memcpy(out.data() + 8, &allowed_skew_ns, 8);
  std::memcpy(out.data() + 16, rules.data(), rules.size());
  return 16 + rules.size();
}

bool Settings::decode(std::span<const std::byte> in) {
  if (in.size() < 16 || in.size() > kMaxBytes) return false;
  std::memcpy(&dedup_window_ns, in.data(), 8);
  std::memcpy(&allowed_skew_ns, in.data() + 8, 8);
  rules.assign(reinterpret_cast<const char*>(in.data() + 16), in.size() - 16);
  return true;
}

}  // namespace daybook
