#include "engine/drill/drill.h"

#include <fmt/format.h>

#include <string>

namespace daybook::drill {

namespace {

constexpr std::array<std::string_view, kAllFaults.size()> kNames = {"kill", "power", "torn", "flip", "eio", "enospc"};

// The files below `directory`, whose content lies in two directories.
std::vector<std::string> files_below(journal::SimulatedDisk& disk, const std::string& directory) {
  std::vector<std::string> files;
  for (const std::string& path : {commands_directory(directory), events_directory(directory)}) {
    const auto names = disk.list(path);
    if (!names) continue;
    for (const std::string& name : *names) files.push_back(path + "/" + name);
  }
  return files;
}

// Up to the last byte that is not zero.
std::vector<std::byte> content_of(journal::SimulatedDisk& disk, const std::string& path) {
  const auto file = disk.open(path, journal::Access::kRead);
  if (!file) return {};
  std::vector<std::byte> bytes((*file)->size().value_or(0));
  if (!(*file)->read(0, bytes)) return {};
  while (!bytes.empty() && bytes.back() == std::byte{0}) bytes.pop_back();
  return bytes;
}

}  // namespace

std::string_view name_of(Fault fault) noexcept { return kNames[static_cast<std::size_t>(fault)]; }

std::optional<Fault> fault_of(std::string_view name) noexcept {
  for (const Fault fault : kAllFaults) {
    if (name_of(fault) == name) return fault;
  }
  return std::nullopt;
}

namespace detail {

std::uint64_t mix(std::uint64_t seed, std::uint64_t number) noexcept {
  return XXH3_64bits_withSeed(&number, sizeof(number), seed);
}

std::string flip_a_bit(journal::SimulatedDisk& disk, const std::string& directory, std::mt19937_64& random) {
  const std::vector<std::string> files = files_below(disk, directory);
  if (files.empty()) return "nothing is written yet";
  const std::string& path = files[random() % files.size()];
  const std::vector<std::byte> bytes = content_of(disk, path);
  if (bytes.empty()) return "nothing is written yet in " + path;
  const std::uint64_t at = random() % bytes.size();
  const auto bit = static_cast<unsigned>(random() % 8);
  const std::byte turned = bytes[at] ^ std::byte{1} << bit;
  auto file = disk.open(path, journal::Access::kReadWrite);
  if (!file || !(*file)->write(at, std::span(&turned, 1))) return "the bit could not be turned";
  return fmt::format("bit {} of byte {} in {}", bit, at, path);
}

}  // namespace detail

}  // namespace daybook::drill
