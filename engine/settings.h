#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace daybook {

// What configures the engine's own decisions. It is state: journaled by a control record when a journal is created and
// whenever the program's rules change, never an option that a restart could forget.
struct Settings {
  std::uint64_t dedup_window_ns = 60'000'000'000;  // a command sent longer ago than this is `expired`
  std::uint64_t allowed_skew_ns =
      10'000'000'000;  // a command sent further ahead of the journal's time than this is refused
  std::string rules;   // "shipments 1, accounts 1": names and versions of the parts

  friend bool operator==(const Settings&, const Settings&) = default;

  // u64 window | u64 skew | rules.
  static constexpr std::size_t kMaxBytes = 2048;
  std::size_t encode(std::span<std::byte> out) const noexcept;
  [[nodiscard]] bool decode(std::span<const std::byte> in);
};

}  // namespace daybook
