#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "journal/simulated_disk.h"

namespace daybook::journal {

// What a page is that nobody wrote.
inline constexpr std::array<std::byte, kPageBytes> kZeroPage{};

// A file of the simulated disk, under whatever names: its pages in the cache, and what the disk may hold of each.
struct SimulatedDisk::Inode {
  Inode() = default;
  ~Inode() { unmap(); }
  Inode(const Inode&) = delete;
  Inode& operator=(const Inode&) = delete;

  [[nodiscard]] std::uint64_t size() const { return sizes.back(); }
  // What the mapping shows, page by page, becomes what the cache has.
  void look();
  // Gives the file memory of its own, if it has none yet. False: there is none.
  [[nodiscard]] bool map();
  void unmap() noexcept;
  // What `bytes` at `offset` of a page are from now on. Within one page.
  void put(std::size_t number, std::size_t offset, std::span<const std::byte> bytes);

  std::vector<Page> pages;
  std::vector<std::uint64_t> sizes{0};  // since the last sync, that included; the last is the size now
  bool size_dirty = false;
  std::byte* region = nullptr;  // while it is mapped; its bytes are then the cache's
  std::size_t region_bytes = 0;
  unsigned mappings = 0;
  unsigned shared_locks = 0;
  bool exclusive_lock = false;
};

class SimulatedMapping final : public Mapping {
 public:
  explicit SimulatedMapping(SimulatedDisk::InodeRef inode) noexcept;
  ~SimulatedMapping() override;
  void prepare(Access, std::size_t, std::size_t) noexcept override {}
  void leave(std::size_t, std::size_t) noexcept override {}

 private:
  SimulatedDisk::InodeRef inode_;
};

class SimulatedFile final : public File {
 public:
  SimulatedFile(SimulatedDisk& disk, std::string path, SimulatedDisk::InodeRef inode, Access access)
      : disk_(disk), path_(std::move(path)), inode_(std::move(inode)), access_(access) {}
  ~SimulatedFile() override { unlock(); }
  SimulatedFile(const SimulatedFile&) = delete;
  SimulatedFile& operator=(const SimulatedFile&) = delete;

  [[nodiscard]] const std::string& path() const noexcept override { return path_; }
  [[nodiscard]] Result<std::uint64_t> size() const override { return inode_->size(); }
  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) const override;
  [[nodiscard]] Result<void> write(std::uint64_t offset, std::span<const std::byte> bytes) override;
  [[nodiscard]] Result<void> allocate(std::uint64_t bytes) override;
  [[nodiscard]] Result<void> sync() override;
  [[nodiscard]] Result<std::unique_ptr<Mapping>> map(Access access) override;
  void write_back(std::uint64_t, std::uint64_t) noexcept override {}  // which happens at any time anyway
  void forget(std::uint64_t, std::uint64_t) noexcept override {}
  [[nodiscard]] Result<void> lock(Share share) override;

 private:
  [[nodiscard]] Operation operation(Operation::Kind kind) const { return {.kind = kind, .path = path_}; }
  Result<void> put(std::uint64_t offset, std::span<const std::byte> bytes);
  Result<void> grow(std::uint64_t bytes);
  void unlock() noexcept;

  SimulatedDisk& disk_;
  const std::string path_;
  const SimulatedDisk::InodeRef inode_;
  const Access access_;
  std::optional<Share> held_;
};

}  // namespace daybook::journal
