#include "bench/load/quantities.h"

#include <fmt/format.h>

namespace daybook::load {

std::string duration_text(double ns) {
  if (ns < 1e3) return fmt::format("{:.3g} ns", ns);
  if (ns < 1e6) return fmt::format("{:.3g} µs", ns / 1e3);
  if (ns < 1e9) return fmt::format("{:.3g} ms", ns / 1e6);
  return fmt::format("{:.4g} s", ns / 1e9);
}

std::string count_text(double count) {
  if (count >= 1e6) return fmt::format("{:.3g} M", count / 1e6);
  if (count >= 1e3) return fmt::format("{:.3g} k", count / 1e3);
  return fmt::format("{:.3g}", count);
}

}  // namespace daybook::load
