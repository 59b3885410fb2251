#include "journal/simulated_file.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "journal/check.h"

namespace daybook::journal {
namespace {

// Memory for mappings, used again: a fresh page costs more than everything else here.
class Regions {
 public:
  ~Regions() {
    for (const auto& [memory, bytes] : free_) ::munmap(memory, bytes);
  }
  // Zeroed; null: there is none.
  std::byte* take(std::size_t bytes) {
    for (auto found = free_.begin(); found != free_.end(); ++found) {
      if (found->second != bytes) continue;
      std::byte* memory = found->first;
      free_.erase(found);
      return memory;
    }
    void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? nullptr : static_cast<std::byte*>(memory);
  }
  // Zeroed again.
  void give_back(std::byte* memory, std::size_t bytes) { free_.emplace_back(memory, bytes); }

 private:
  std::vector<std::pair<std::byte*, std::size_t>> free_;
};

Regions& regions() {
  thread_local Regions regions;
  return regions;
}

const std::byte* bytes_of(const std::shared_ptr<const std::array<std::byte, kPageBytes>>& version) {
  return version ? version->data() : kZeroPage.data();
}

}  // namespace

bool SimulatedDisk::Inode::map() {
  if (region != nullptr) return true;
  const std::size_t bytes = pages.size() * kPageBytes;
  region = regions().take(bytes);
  if (region == nullptr) return false;
  region_bytes = bytes;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    if (pages[i].now) std::memcpy(region + i * kPageBytes, pages[i].now->data(), kPageBytes);
  }
  return true;
}

void SimulatedDisk::Inode::unmap() noexcept {
  if (region == nullptr) return;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    if (pages[i].now) std::memset(region + i * kPageBytes, 0, kPageBytes);
  }
  regions().give_back(region, region_bytes);
  region = nullptr;
}

void SimulatedDisk::Inode::look() {
  if (region == nullptr) return;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    const std::byte* shown = region + i * kPageBytes;
    Page& page = pages[i];
    if (std::memcmp(shown, bytes_of(page.now), kPageBytes) == 0) continue;
    auto next = std::make_shared<Bytes>();
    std::memcpy(next->data(), shown, kPageBytes);
    page.older.push_back(std::exchange(page.now, std::move(next)));
    page.dirty = true;
  }
}

void SimulatedDisk::Inode::put(std::size_t number, std::size_t offset, std::span<const std::byte> bytes) {
  Page& page = pages[number];
  page.dirty = true;  // also where the bytes are the same: the next sync writes it, whatever an earlier one did
  if (std::memcmp(bytes_of(page.now) + offset, bytes.data(), bytes.size()) == 0) return;  // no other version
  auto next = std::make_shared<Bytes>(page.now ? *page.now : kZeroPage);
  std::memcpy(next->data() + offset, bytes.data(), bytes.size());
  page.older.push_back(std::exchange(page.now, next));
  if (region != nullptr) std::memcpy(region + number * kPageBytes, next->data(), kPageBytes);
}

SimulatedMapping::SimulatedMapping(SimulatedDisk::InodeRef inode) noexcept
    : Mapping(inode->region, inode->region_bytes), inode_(std::move(inode)) {
  ++inode_->mappings;
}

SimulatedMapping::~SimulatedMapping() {
  if (--inode_->mappings != 0) return;
  inode_->look();
  inode_->unmap();
}

Result<std::size_t> SimulatedFile::read(std::uint64_t offset, std::span<std::byte> into) const {
  return disk_.unless_failed(operation(Operation::Kind::kRead), [&]() -> Result<std::size_t> {
    inode_->look();
    if (offset >= inode_->size()) return std::size_t{0};
    const std::size_t bytes = std::min<std::uint64_t>(into.size(), inode_->size() - offset);
    for (std::size_t done = 0; done < bytes;) {
      const std::size_t at = offset + done;
      const std::size_t piece = std::min(bytes - done, kPageBytes - at % kPageBytes);
      std::memcpy(into.data() + done, bytes_of(inode_->pages[at / kPageBytes].now) + at % kPageBytes, piece);
      done += piece;
    }
    return bytes;
  });
}

Result<void> SimulatedFile::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  if (access_ == Access::kRead) return io_error(path_, "cannot write", EBADF);
  disk_.look();
  const Operation what = operation(Operation::Kind::kWrite);
  const Fault fault = disk_.hook ? disk_.hook(what) : Fault{};
  if (fault.system == 0) return put(offset, bytes);
  if (fault.is_short) {
    if (auto half = put(offset, bytes.first(bytes.size() / 2)); !half) return half;
  }
  return injected_error(what, fault.system);
}

Result<void> SimulatedFile::allocate(std::uint64_t bytes) {
  return disk_.unless_failed(operation(Operation::Kind::kAllocate), [&]() -> Result<void> {
    for (std::size_t i = 0; i < inode_->pages.size(); ++i) inode_->put(i, 0, kZeroPage);
    return grow(bytes);
  });
}

Result<void> SimulatedFile::sync() {
  disk_.look();
  const Operation what = operation(Operation::Kind::kSync);
  const Fault fault = disk_.hook ? disk_.hook(what) : Fault{};
  if (fault.pretends) return {};
  for (SimulatedDisk::Page& page : inode_->pages) {
    if (page.dirty && fault.system == 0) page.older.clear();
    page.dirty = false;  // also where it failed: the kernel does not try again
  }
  if (inode_->size_dirty && fault.system == 0) inode_->sizes = {inode_->size()};
  inode_->size_dirty = false;
  if (fault.system != 0) return injected_error(what, fault.system);
  return {};
}

Result<std::unique_ptr<Mapping>> SimulatedFile::map(Access) {
  return disk_.unless_failed(operation(Operation::Kind::kMap), [&]() -> Result<std::unique_ptr<Mapping>> {
    if (inode_->size() == 0) return io_error(path_, "cannot map an empty file", EINVAL);
    if (!inode_->map()) return io_error(path_, "cannot map", errno);
    return std::make_unique<SimulatedMapping>(inode_);
  });
}

Result<void> SimulatedFile::lock(Share share) {
  return disk_.unless_failed(operation(Operation::Kind::kLock), [&]() -> Result<void> {
    unlock();
    const bool refused = inode_->exclusive_lock || (share == Share::kExclusive && inode_->shared_locks != 0);
    if (refused) return content_error(Error::Kind::kLocked, path_, 0, "another process has locked this file");
    held_ = share;
    if (share == Share::kExclusive) {
      inode_->exclusive_lock = true;
    } else {
      ++inode_->shared_locks;
    }
    return {};
  });
}

Result<void> SimulatedFile::put(std::uint64_t offset, std::span<const std::byte> bytes) {
  if (offset + bytes.size() > inode_->size()) {
    if (auto grown = grow(offset + bytes.size()); !grown) return grown;
  }
  for (std::size_t done = 0; done < bytes.size();) {
    const std::size_t at = offset + done;
    const std::size_t piece = std::min(bytes.size() - done, kPageBytes - at % kPageBytes);
    inode_->put(at / kPageBytes, at % kPageBytes, bytes.subspan(done, piece));
    done += piece;
  }
  return {};
}

Result<void> SimulatedFile::grow(std::uint64_t bytes) {
  if (bytes <= inode_->size()) return {};
  if (bytes - inode_->size() > disk_.capacity_bytes_ - std::min(disk_.capacity_bytes_, disk_.allocated_bytes())) {
    return io_error(path_, fmt::format("cannot allocate {} bytes", bytes), ENOSPC);
  }
  DAYBOOK_CHECK(inode_->region == nullptr);  // nobody grows what is mapped
  inode_->sizes.push_back(bytes);
  inode_->size_dirty = true;
  inode_->pages.resize((bytes + kPageBytes - 1) / kPageBytes);
  return {};
}

void SimulatedFile::unlock() noexcept {
  if (held_ == Share::kExclusive) inode_->exclusive_lock = false;
  if (held_ == Share::kShared) --inode_->shared_locks;
  held_.reset();
}

}  // namespace daybook::journal
