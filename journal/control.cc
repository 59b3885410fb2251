#include "journal/control.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>

#include "journal/preparation.h"

namespace daybook::journal {
namespace {

constexpr std::size_t kIdWords = sizeof(ControlFile::journal_id) / sizeof(std::uint64_t);
constexpr std::size_t kBootWords = sizeof(ControlFile::boot_id) / sizeof(std::uint64_t);
using IdentityWords = std::array<std::uint64_t, kIdWords + kBootWords>;

// The file is believed when this word says so; it is cleared before the identity changes and set after.
constexpr std::uint64_t kVersionWord = kFormatVersion;

std::atomic_ref<std::uint64_t> word(const Mapping& mapping, std::size_t offset) noexcept {
  return std::atomic_ref<std::uint64_t>(*reinterpret_cast<std::uint64_t*>(mapping.data() + offset));
}

IdentityWords identity(const std::string& boot_id, const JournalId& id) noexcept {
  std::array<char, sizeof(IdentityWords)> bytes{};
  std::memcpy(bytes.data(), id.data(), id.size());
  const std::size_t length = std::min(boot_id.size(), sizeof(ControlFile::boot_id) - 1);
  std::memcpy(bytes.data() + id.size(), boot_id.data(), length);
  IdentityWords words;
  std::memcpy(words.data(), bytes.data(), sizeof(words));
  return words;
}

void raise(std::atomic_ref<std::uint64_t> value, std::uint64_t to, std::memory_order order) noexcept {
  std::uint64_t seen = value.load(std::memory_order_relaxed);
  while (seen < to && !value.compare_exchange_weak(seen, to, order, std::memory_order_relaxed)) {
  }
}

Result<std::unique_ptr<Mapping>> map_control(Storage& storage, const std::string& path, Access access) {
  auto file = storage.open(path, access);
  if (!file) return tl::unexpected(file.error());
  auto bytes = (*file)->size();
  if (!bytes) return tl::unexpected(bytes.error());
  if (*bytes != kControlFileBytes) {
    return content_error(Error::Kind::kFormat, path, 0, "this control file has a wrong size");
  }
  return (*file)->map(access);
}

}  // namespace

Result<Control> Control::open_or_create(Storage& storage, const std::string& directory) {
  const std::string path = directory + "/" + kControlName;
  if (auto mapping = map_control(storage, path, Access::kReadWrite)) return Control(std::move(*mapping));
  // Missing or unusable: it holds nothing that recovery cannot do without. A new file takes its name at once.
  const std::string temporary = path + kTemporarySuffix;
  auto file = storage.create(temporary);
  if (!file) return tl::unexpected(file.error());
  if (auto allocated = (*file)->allocate(kControlFileBytes); !allocated) return tl::unexpected(allocated.error());
  if (auto renamed = storage.rename(temporary, path); !renamed) return tl::unexpected(renamed.error());
  auto mapping = map_control(storage, path, Access::kReadWrite);
  if (!mapping) return tl::unexpected(mapping.error());
  return Control(std::move(*mapping));
}

Result<Control> Control::open(Storage& storage, const std::string& directory) {
  auto mapping = map_control(storage, directory + "/" + kControlName, Access::kRead);
  if (!mapping) return tl::unexpected(mapping.error());
  return Control(std::move(*mapping));
}

bool Control::believed(const std::string& boot_id, const JournalId& id) const noexcept {
  const auto usable = [this] {
    return word(*mapping_, offsetof(ControlFile, magic)).load(std::memory_order_acquire) == kMagic &&
           word(*mapping_, offsetof(ControlFile, version)).load(std::memory_order_acquire) == kVersionWord;
  };
  if (boot_id.empty() || !usable()) return false;
  const IdentityWords wanted = identity(boot_id, id);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::size_t offset = offsetof(ControlFile, journal_id) + i * sizeof(std::uint64_t);
    if (word(*mapping_, offset).load(std::memory_order_acquire) != wanted[i]) return false;
  }
  // Not changed while we compared.
  return usable();
}

Position Control::released() const noexcept {
  return Position{word(*mapping_, offsetof(ControlFile, released)).load(std::memory_order_acquire)};
}

std::uint64_t Control::released_sequence() const noexcept {
  return word(*mapping_, offsetof(ControlFile, released_sequence)).load(std::memory_order_acquire);
}

std::uint32_t Control::generation() const noexcept {
  return static_cast<std::uint32_t>(word(*mapping_, offsetof(ControlFile, generation)).load(std::memory_order_acquire));
}

void Control::reset(const std::string& boot_id, const JournalId& id) noexcept {
  const auto store = [this](std::size_t offset, std::uint64_t value) {
    // Release: a reader that sees a later word of this function also sees the earlier ones.
    word(*mapping_, offset).store(value, std::memory_order_release);
  };
  store(offsetof(ControlFile, version), 0);
  store(offsetof(ControlFile, released), 0);
  store(offsetof(ControlFile, released_sequence), 0);
  store(offsetof(ControlFile, generation), 0);
  const IdentityWords words = identity(boot_id, id);
  for (std::size_t i = 0; i < words.size(); ++i) {
    store(offsetof(ControlFile, journal_id) + i * sizeof(std::uint64_t), words[i]);
  }
  store(offsetof(ControlFile, magic), kMagic);
  store(offsetof(ControlFile, version), kVersionWord);
}

void Control::set_generation(std::uint32_t generation) noexcept {
  word(*mapping_, offsetof(ControlFile, generation)).store(generation, std::memory_order_release);
}

void Control::release(Position position, std::uint64_t sequence) noexcept {
  raise(word(*mapping_, offsetof(ControlFile, released_sequence)), sequence, std::memory_order_relaxed);
  // Release pairs with the acquire of `released`: who sees the position sees the sequence and the batches.
  raise(word(*mapping_, offsetof(ControlFile, released)), position.value, std::memory_order_release);
}

void Control::lower(Position position, std::uint64_t sequence) noexcept {
  const auto sink = [this](std::size_t offset, std::uint64_t to) {
    auto value = word(*mapping_, offset);
    if (value.load(std::memory_order_relaxed) > to) value.store(to, std::memory_order_release);
  };
  sink(offsetof(ControlFile, released), position.value);
  sink(offsetof(ControlFile, released_sequence), sequence);
}

}  // namespace daybook::journal
