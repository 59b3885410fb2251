#include "bench/load/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "bench/load/disk.h"
#include "bench/load/memory.h"

namespace daybook::load {

namespace {

// More than any run here reaches. The same for all rates, so that all rows have the same engine.
constexpr double kMostPerSecond = 8e6;
constexpr double kDedupBytesPerCommand = 112;
// A sustained figure is measured for so long at least, and with the deduplication window full.
constexpr double kSustainedSeconds = 30;
// Of the workload: it repeats one of the last 256 commands, among which are others that it does not count.
constexpr double kRepeatDistance = 300;

}  // namespace

std::uint32_t window_of(const Settings& settings) {
  if (settings.window != 0) return settings.window;
  return settings.durability == Durability::kPower ? 16'384 : 2'048;
}

std::size_t dedup_bytes_of(const Settings& settings) {
  const double wanted = kMostPerSecond * static_cast<double>(settings.dedup_window_ns) / 1e9 * kDedupBytesPerCommand;
  const double most = static_cast<double>(physical_memory_bytes()) / 2;
  return std::max(Options{}.dedup_bytes, static_cast<std::size_t>(std::min(wanted, most)));
}

Options options_of(const Settings& settings, const std::string& journals) {
  return {.directory = journals,
          .durability = settings.durability,
          .topology = settings.topology,
          .intake = settings.intake,
          .segment_bytes = settings.segment_bytes,
          .dedup_bytes = dedup_bytes_of(settings),
          .expected_keys = 0,
          .dedup_window_ns = settings.dedup_window_ns};
}

std::string problem_with(const Settings& settings) {
  std::error_code none;
  if (!std::filesystem::is_directory(settings.directory, none)) {
    return fmt::format("--journal: there is no directory {}: make it first, or leave the option out",
                       settings.directory);
  }
  if (settings.intake == Intake::kDirect && settings.producers != 1) {
    return "intake direct is for one producer: leave --producers at 1, or take --intake shared";
  }
  if (settings.topology == Topology::kInline && settings.producers != 1) {
    return "topology inline has one thread: leave --producers at 1, or take --topology paired";
  }
  if (settings.shipments < settings.producers) return "there must be at least one shipment for each producer";
  if (window_of(settings) > Options{}.credits) {
    return fmt::format("--window: a producer has at most {} commands in flight", Options{}.credits);
  }
  if (settings.durability == Durability::kPower && file_system_of(settings.directory) == "tmpfs") {
    return fmt::format("--journal: {} is in memory (tmpfs), where a sync does nothing: take a directory on a disk",
                       settings.directory);
  }
  const double window_seconds = static_cast<double>(settings.dedup_window_ns) / 1e9;
  if (settings.open_loop() && settings.rate / settings.producers * window_seconds < kRepeatDistance) {
    return fmt::format(
        "--rate: a repeat comes up to {} commands after its original and must find it in the deduplication window: "
        "take "
        "a higher rate, a longer --dedup-window or fewer --producers",
        kRepeatDistance);
  }
  return {};
}

std::string_view kind_of(const Settings& settings) {
  if (settings.burst) return "burst";
  const bool full = settings.warm_up_seconds >= static_cast<double>(settings.dedup_window_ns) / 1e9;
  return full && settings.seconds >= kSustainedSeconds ? "sustained" : "short";
}

std::string_view name_of(Durability durability) { return durability == Durability::kPower ? "power" : "process"; }
std::string_view name_of(Intake intake) { return intake == Intake::kDirect ? "direct" : "shared"; }
std::string_view name_of(domain::workload::Keys keys) {
  return keys == domain::workload::Keys::kUniform ? "uniform" : "zipf";
}

std::string setting_text(const Settings& settings) {
  return fmt::format("durability {}, topology {}, intake {}", name_of(settings.durability), name_of(settings.topology),
                     name_of(settings.intake));
}

std::string loop_text(const Settings& settings) {
  if (settings.open_loop()) return fmt::format("open loop, {:.0f} commands/s", settings.rate);
  return fmt::format("closed loop, {} in flight", window_of(settings) * settings.producers);
}

}  // namespace daybook::load
