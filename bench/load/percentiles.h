#pragma once

#include <array>
#include <string_view>

namespace daybook::load {

// Those that every report names, beside the maximum.
struct Percentile {
  std::string_view name;
  double share;
};
inline constexpr std::array<Percentile, 5> kPercentiles = {
    Percentile{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}, {"p99.99", 0.9999}};

}  // namespace daybook::load
