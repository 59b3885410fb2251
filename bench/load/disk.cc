#include "bench/load/disk.h"

#include <fmt/format.h>
#include <sys/statfs.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace daybook::load {

namespace {

// Both journals, with room to spare.
constexpr double kBytesPerCommand = 640;
// A closed loop's rate is not known before.
constexpr double kAssumedPerSecond = 3e6;
// Of each journal, where what is not needed is used again: the current one, the prepared one, two to spare, and those
// that are not synced yet.
constexpr std::uint64_t kSegments = 8;
constexpr std::uint64_t kLeaveFreeBytes = std::uint64_t{1} << 30;

}  // namespace

std::uint64_t free_disk_bytes(const std::string& directory) {
  std::error_code error;
  const auto space = std::filesystem::space(directory, error);
  return error ? 0 : space.available;
}

std::string file_system_of(const std::string& directory) {
  struct statfs found {};
  if (::statfs(directory.c_str(), &found) != 0) return "unknown";
  switch (static_cast<std::uint64_t>(found.f_type)) {
    case 0xef53:
      return "ext4";
    case 0x5846'5342:
      return "xfs";
    case 0x9123'683e:
      return "btrfs";
    case 0x0102'1994:
      return "tmpfs";
    case 0x794c'7630:
      return "overlayfs";
    case 0x2fc1'2fc1:
      return "zfs";
    default:
      return fmt::format("{:#x}", static_cast<std::uint64_t>(found.f_type));
  }
}

std::uint64_t disk_bytes_needed(const Settings& settings) {
  const std::uint64_t segments = 2 * kSegments * settings.segment_bytes;
  if (!settings.verify) return segments + kLeaveFreeBytes;
  const double rate = settings.open_loop() ? settings.rate : kAssumedPerSecond;
  const double commands = static_cast<double>(settings.accounts) + rate * (settings.seconds + settings.warm_up_seconds);
  return segments + kLeaveFreeBytes + static_cast<std::uint64_t>(commands * kBytesPerCommand);
}

std::string disk_problem(const Settings& settings) {
  const std::uint64_t needed = disk_bytes_needed(settings);
  const std::uint64_t free = free_disk_bytes(settings.directory);
  if (free >= needed) return {};
  constexpr double kGiB = 1024.0 * 1024 * 1024;
  return fmt::format("{}: {:.1f} GiB are free, the journals may need {:.1f} GiB: {}", settings.directory,
                     static_cast<double>(free) / kGiB, static_cast<double>(needed) / kGiB,
                     settings.verify ? "take fewer --seconds, another --journal, or leave --verify out"
                                     : "take another --journal, or smaller segments with --segment-mib");
}

ScratchDirectory::ScratchDirectory(const std::string& parent) {
  std::string pattern = (std::filesystem::path(parent) / "daybook-bench-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    error_ = fmt::format("{}: {}", parent, std::strerror(errno));
  } else {
    path_ = pattern;
  }
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace daybook::load
