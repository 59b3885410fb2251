#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "journal/format.h"
#include "journal/operation.h"
#include "journal/storage.h"

namespace daybook::journal {

// A machine's disk and page cache, in memory, for what reality cannot show: the loss of power.
//
// Files are pages of 4 KiB. What is written is in the cache only until a sync; until then the disk holds, page by page,
// any version since the last sync. New names, removals and renames are in the cache only until their directory is
// synced; a rename is one step, but none waits for another. A failed sync marks the pages clean: the cache still shows
// the new bytes, and a later sync does not write them. Everything else follows from the seed.
//
// One thread. Mappings are real memory, so that a store is not seen when it is made: the disk looks at them before each
// operation, and whenever `look` is called.
class SimulatedDisk final : public Storage {
 public:
  static constexpr std::size_t kSectorBytes = 512;
  static constexpr std::uint64_t kUnlimited = UINT64_MAX;

  explicit SimulatedDisk(std::uint64_t seed, std::uint64_t capacity_bytes = kUnlimited);
  ~SimulatedDisk() override;
  SimulatedDisk(const SimulatedDisk&) = delete;
  SimulatedDisk& operator=(const SimulatedDisk&) = delete;

  FaultHook hook;  // none: nothing fails

  // Write-back may take what the mappings show now: one more version of each page that has changed.
  void look();
  // The machine as it starts again after a loss of power now. What was not durable is there, not there, or there in
  // parts: by seed.
  [[nodiscard]] std::unique_ptr<SimulatedDisk> after_power_loss(std::uint64_t seed);
  // The same machine after the death of the process: everything is there, locks are gone.
  [[nodiscard]] std::unique_ptr<SimulatedDisk> after_kill();
  // A sum of everything that is in the cache: names, sizes, bytes.
  [[nodiscard]] std::uint64_t digest();
  // Changes how much may be allocated in all.
  void set_capacity(std::uint64_t bytes) noexcept { capacity_bytes_ = bytes; }

  [[nodiscard]] Result<std::unique_ptr<File>> create(const std::string& path) override;
  [[nodiscard]] Result<std::unique_ptr<File>> open(const std::string& path, Access access) override;
  [[nodiscard]] Result<void> create_directory(const std::string& path) override;
  [[nodiscard]] Result<void> rename(const std::string& from, const std::string& to) override;
  [[nodiscard]] Result<void> remove(const std::string& path) override;
  [[nodiscard]] Result<void> sync_directory(const std::string& path) override;
  [[nodiscard]] Result<std::vector<std::string>> list(const std::string& path) override;
  [[nodiscard]] Result<std::uint64_t> free_bytes(const std::string& path) override;
  [[nodiscard]] std::string boot_id() override;
  [[nodiscard]] std::uint64_t random() override { return random_(); }

 private:
  friend class SimulatedFile;  // simulated_file.h
  friend class SimulatedMapping;
  using Bytes = std::array<std::byte, kPageBytes>;
  using Version = std::shared_ptr<const Bytes>;  // null: zeros
  struct Page {
    Version now;
    std::vector<Version> older;  // since the last sync, that included: what the disk may hold instead of `now`
    bool dirty = false;          // the next sync writes it
  };
  struct Inode;
  using InodeRef = std::shared_ptr<Inode>;
  // What a directory has on its way to the disk, in one step: names that go, a name that comes.
  struct Change {
    std::string gone;
    std::string made;
    InodeRef inode;  // null: `made` is a directory
  };
  struct Names {
    std::map<std::string, InodeRef> files;
    std::set<std::string> directories;
    void apply(const Change& change);
  };

  template <class Call>
  auto unless_failed(const Operation& operation, Call&& call) -> decltype(call()) {
    if (operation.changes()) look();
    const Fault fault = hook ? hook(operation) : Fault{};
    if (fault.system != 0) return injected_error(operation, fault.system);
    return call();
  }
  void change(Change change);
  [[nodiscard]] std::uint64_t allocated_bytes() const;

  std::mt19937_64 random_;
  std::uint64_t boot_;
  std::uint64_t capacity_bytes_;
  Names cached_;
  Names durable_;
  std::map<std::string, std::vector<Change>> pending_;  // by directory, in order
};

}  // namespace daybook::journal
