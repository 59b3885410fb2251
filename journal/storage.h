#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "journal/error.h"

namespace daybook::journal {

// The one seam through which the library touches the outside world. Production code uses
// `Storage::system()`; tests put a fault-injecting wrapper or a simulated disk behind the same calls.
// Nothing here is on the append path: an append is a store into mapped memory.

enum class Access : std::uint8_t { kRead, kReadWrite };
enum class Share : std::uint8_t { kShared, kExclusive };

// A file mapped into memory. Unmapped by the destructor; it may outlive its File.
class Mapping {
 public:
  virtual ~Mapping() = default;
  [[nodiscard]] std::byte* data() const noexcept { return data_; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  // Touches pages [offset, offset + bytes) so that a later access does not fault. kReadWrite also makes them dirty: the
  // next sync writes them, so it is for pages that will be written before they are synced. Changes no byte, also while
  // another thread writes there. A hint.
  virtual void prepare(Access access, std::size_t offset, std::size_t bytes) noexcept = 0;
  // Nobody will store into the whole pages of [offset, offset + bytes) through this mapping any more. They leave the
  // address space, all with one interrupt of the other cores; writing out a page that is still mapped costs one each.
  // What was stored stays in the page cache. A hint.
  virtual void leave(std::size_t offset, std::size_t bytes) noexcept = 0;

 protected:
  Mapping(std::byte* data, std::size_t size) noexcept : data_(data), size_(size) {}
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

 private:
  std::byte* data_;
  std::size_t size_;
};

class File {
 public:
  virtual ~File() = default;
  [[nodiscard]] virtual const std::string& path() const noexcept = 0;
  [[nodiscard]] virtual Result<std::uint64_t> size() const = 0;
  // Reads at most `into.size()` bytes at `offset`; fewer only at the end of the file.
  [[nodiscard]] virtual Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) const = 0;
  // Writes all of `bytes` at `offset` (a short write is retried or is an error).
  [[nodiscard]] virtual Result<void> write(std::uint64_t offset, std::span<const std::byte> bytes) = 0;
  // Makes the file `bytes` long, all zero whatever was in it, with real blocks: a later store must never meet a full
  // disk. Nobody has it mapped.
  [[nodiscard]] virtual Result<void> allocate(std::uint64_t bytes) = 0;
  // Data sync (fdatasync): makes durable what was written before the call, through `write` or through a mapping, and
  // the file's size. A failure is final: the kernel may have marked the pages clean.
  [[nodiscard]] virtual Result<void> sync() = 0;
  [[nodiscard]] virtual Result<std::unique_ptr<Mapping>> map(Access access) = 0;
  // Begins to write out what was stored in [offset, offset + bytes), so that a later sync finds little to do. Makes
  // nothing durable. A hint.
  virtual void write_back(std::uint64_t offset, std::uint64_t bytes) noexcept = 0;
  // What is synced of [offset, offset + bytes) need not stay in the page cache: it is not needed soon, and would crowd
  // out what is. A hint; pages that somebody has mapped stay.
  virtual void forget(std::uint64_t offset, std::uint64_t bytes) noexcept = 0;
  // Advisory kernel lock of the open file description; never waits. kLocked when refused.
  // Released when the File is destroyed or the process dies.
  [[nodiscard]] virtual Result<void> lock(Share share) = 0;
};

class Storage {
 public:
  virtual ~Storage() = default;
  // A new, empty file; fails where one exists.
  [[nodiscard]] virtual Result<std::unique_ptr<File>> create(const std::string& path) = 0;
  [[nodiscard]] virtual Result<std::unique_ptr<File>> open(const std::string& path, Access access) = 0;
  [[nodiscard]] virtual Result<void> create_directory(const std::string& path) = 0;  // no error where it exists
  [[nodiscard]] virtual Result<void> rename(const std::string& from, const std::string& to) = 0;
  [[nodiscard]] virtual Result<void> remove(const std::string& path) = 0;
  // Makes creations, renames and removals in `path` durable.
  [[nodiscard]] virtual Result<void> sync_directory(const std::string& path) = 0;
  // File names (not paths), sorted.
  [[nodiscard]] virtual Result<std::vector<std::string>> list(const std::string& path) = 0;
  [[nodiscard]] virtual Result<std::uint64_t> free_bytes(const std::string& path) = 0;
  // Identity of this boot of the machine: 16 bytes as text; page cache contents survive as long as it is unchanged.
  [[nodiscard]] virtual std::string boot_id() = 0;
  // Randomness for salts and journal ids; the simulated disk answers by seed.
  [[nodiscard]] virtual std::uint64_t random() = 0;

  static Storage& system();
};

// The directory that holds the name of this one or of this file.
[[nodiscard]] std::string parent_directory(const std::string& path);

}  // namespace daybook::journal
