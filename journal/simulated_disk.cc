#include "journal/simulated_disk.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "journal/check.h"

namespace daybook::journal {

namespace {

constexpr std::array<std::byte, kPageBytes> kZeros{};

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

}  // namespace

struct SimulatedDisk::Inode {
  ~Inode() { unmap(); }
  Inode() = default;
  Inode(const Inode&) = delete;
  Inode& operator=(const Inode&) = delete;

  [[nodiscard]] std::uint64_t size() const { return sizes.back(); }
  void unmap() noexcept {
    for (std::size_t i = 0; region != nullptr && i < pages.size(); ++i) {
      if (pages[i].now) std::memset(region + i * kPageBytes, 0, kPageBytes);
    }
    if (region != nullptr) regions().give_back(region, region_bytes);
    region = nullptr;
  }

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
  SimulatedMapping(SimulatedDisk::InodeRef inode) noexcept
      : Mapping(inode->region, inode->region_bytes), inode_(std::move(inode)) {
    ++inode_->mappings;
  }
  ~SimulatedMapping() override {
    if (--inode_->mappings != 0) return;
    SimulatedDisk::look(*inode_);
    inode_->unmap();
  }
  void prepare(Access, std::size_t, std::size_t) noexcept override {}

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

  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) const override {
    return disk_.unless_failed(operation(Operation::Kind::kRead), [&]() -> Result<std::size_t> {
      SimulatedDisk::look(*inode_);
      if (offset >= inode_->size()) return std::size_t{0};
      const std::size_t bytes = std::min<std::uint64_t>(into.size(), inode_->size() - offset);
      for (std::size_t done = 0; done < bytes;) {
        const std::size_t at = offset + done;
        const std::size_t piece = std::min(bytes - done, kPageBytes - at % kPageBytes);
        const SimulatedDisk::Version& page = inode_->pages[at / kPageBytes].now;
        const std::byte* from = page ? page->data() : kZeros.data();
        std::memcpy(into.data() + done, from + at % kPageBytes, piece);
        done += piece;
      }
      return bytes;
    });
  }

  [[nodiscard]] Result<void> write(std::uint64_t offset, std::span<const std::byte> bytes) override {
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

  [[nodiscard]] Result<void> allocate(std::uint64_t bytes) override {
    return disk_.unless_failed(operation(Operation::Kind::kAllocate), [&] { return grow(bytes); });
  }

  [[nodiscard]] Result<void> sync() override {
    disk_.look();
    const Operation what = operation(Operation::Kind::kSync);
    const Fault fault = disk_.hook ? disk_.hook(what) : Fault{};
    for (SimulatedDisk::Page& page : inode_->pages) {
      if (page.dirty && fault.system == 0) page.older.clear();
      page.dirty = false;  // also where it failed: the kernel does not try again
    }
    if (inode_->size_dirty && fault.system == 0) inode_->sizes = {inode_->size()};
    inode_->size_dirty = false;
    if (fault.system != 0) return injected_error(what, fault.system);
    return {};
  }

  [[nodiscard]] Result<std::unique_ptr<Mapping>> map(Access) override {
    return disk_.unless_failed(operation(Operation::Kind::kMap), [&]() -> Result<std::unique_ptr<Mapping>> {
      SimulatedDisk::Inode& inode = *inode_;
      if (inode.size() == 0) return io_error(path_, "cannot map an empty file", EINVAL);
      if (inode.region == nullptr) {
        const std::size_t bytes = inode.pages.size() * kPageBytes;
        inode.region = regions().take(bytes);
        if (inode.region == nullptr) return io_error(path_, "cannot map", errno);
        inode.region_bytes = bytes;
        for (std::size_t i = 0; i < inode.pages.size(); ++i) {
          if (const auto& page = inode.pages[i].now)
            std::memcpy(inode.region + i * kPageBytes, page->data(), kPageBytes);
        }
      }
      return std::make_unique<SimulatedMapping>(inode_);
    });
  }

  void forget() noexcept override {}

  [[nodiscard]] Result<void> lock(Share share) override {
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

 private:
  [[nodiscard]] Operation operation(Operation::Kind kind) const { return {.kind = kind, .path = path_}; }

  Result<void> put(std::uint64_t offset, std::span<const std::byte> bytes) {
    if (offset + bytes.size() > inode_->size()) {
      if (auto grown = grow(offset + bytes.size()); !grown) return grown;
    }
    for (std::size_t done = 0; done < bytes.size();) {
      const std::size_t at = offset + done;
      const std::size_t piece = std::min(bytes.size() - done, kPageBytes - at % kPageBytes);
      SimulatedDisk::Page& page = inode_->pages[at / kPageBytes];
      const std::byte* had = (page.now ? page.now->data() : kZeros.data()) + at % kPageBytes;
      done += piece;
      page.dirty = true;  // also where the bytes are the same: the next sync writes it, whatever an earlier one did
      if (std::memcmp(had, bytes.data() + done - piece, piece) == 0) continue;  // no other version
      auto next = std::make_shared<SimulatedDisk::Bytes>(page.now ? *page.now : kZeros);
      std::memcpy(next->data() + at % kPageBytes, bytes.data() + done - piece, piece);
      page.older.push_back(page.now);
      page.now = next;
      if (inode_->region != nullptr)
        std::memcpy(inode_->region + at / kPageBytes * kPageBytes, next->data(), kPageBytes);
    }
    return {};
  }

  Result<void> grow(std::uint64_t bytes) {
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

  void unlock() noexcept {
    if (held_ == Share::kExclusive) inode_->exclusive_lock = false;
    if (held_ == Share::kShared) --inode_->shared_locks;
    held_.reset();
  }

  SimulatedDisk& disk_;
  const std::string path_;
  const SimulatedDisk::InodeRef inode_;
  const Access access_;
  std::optional<Share> held_;
};

void SimulatedDisk::Names::apply(const Change& change) {
  if (!change.gone.empty()) files.erase(change.gone);
  if (change.made.empty()) return;
  if (change.inode) {
    files[change.made] = change.inode;
  } else {
    directories.insert(change.made);
  }
}

SimulatedDisk::SimulatedDisk(std::uint64_t seed, std::uint64_t capacity_bytes)
    : random_(seed), boot_(random_()), capacity_bytes_(capacity_bytes) {
  cached_.directories.insert("/");
  durable_.directories.insert("/");
}

SimulatedDisk::~SimulatedDisk() = default;

void SimulatedDisk::look(Inode& inode) {
  if (inode.region == nullptr) return;
  for (std::size_t i = 0; i < inode.pages.size(); ++i) {
    const std::byte* shown = inode.region + i * kPageBytes;
    Page& page = inode.pages[i];
    if (std::memcmp(shown, page.now ? page.now->data() : kZeros.data(), kPageBytes) == 0) continue;
    auto next = std::make_shared<Bytes>();
    std::memcpy(next->data(), shown, kPageBytes);
    page.older.push_back(std::exchange(page.now, std::move(next)));
    page.dirty = true;
  }
}

void SimulatedDisk::look() {
  for (const auto& [path, inode] : cached_.files) look(*inode);
}

void SimulatedDisk::change(Change change) {
  const std::string directory = parent_directory(change.made.empty() ? change.gone : change.made);
  cached_.apply(change);
  pending_[directory].push_back(std::move(change));
}

std::uint64_t SimulatedDisk::allocated_bytes() const {
  std::uint64_t bytes = 0;
  for (const auto& [path, inode] : cached_.files) bytes += inode->size();
  return bytes;
}

Result<std::unique_ptr<File>> SimulatedDisk::create(const std::string& path) {
  return unless_failed({.kind = Operation::Kind::kCreate, .path = path}, [&]() -> Result<std::unique_ptr<File>> {
    if (!cached_.directories.contains(parent_directory(path))) return io_error(path, "cannot create this file", ENOENT);
    if (cached_.files.contains(path)) return io_error(path, "cannot create this file", EEXIST);
    auto inode = std::make_shared<Inode>();
    change({.gone = {}, .made = path, .inode = inode});
    return std::make_unique<SimulatedFile>(*this, path, std::move(inode), Access::kReadWrite);
  });
}

Result<std::unique_ptr<File>> SimulatedDisk::open(const std::string& path, Access access) {
  return unless_failed({.kind = Operation::Kind::kOpen, .path = path}, [&]() -> Result<std::unique_ptr<File>> {
    const auto found = cached_.files.find(path);
    if (found == cached_.files.end()) return io_error(path, "cannot open this file", ENOENT);
    return std::make_unique<SimulatedFile>(*this, path, found->second, access);
  });
}

Result<void> SimulatedDisk::create_directory(const std::string& path) {
  return unless_failed({.kind = Operation::Kind::kCreateDirectory, .path = path}, [&]() -> Result<void> {
    if (cached_.directories.contains(path)) return {};
    if (!cached_.directories.contains(parent_directory(path))) {
      return io_error(path, "cannot create this directory", ENOENT);
    }
    change({.gone = {}, .made = path, .inode = nullptr});
    return {};
  });
}

Result<void> SimulatedDisk::rename(const std::string& from, const std::string& to) {
  return unless_failed({.kind = Operation::Kind::kRename, .path = from, .to = to}, [&]() -> Result<void> {
    const auto found = cached_.files.find(from);
    if (found == cached_.files.end()) return io_error(from, fmt::format("cannot rename to {}", to), ENOENT);
    DAYBOOK_CHECK(parent_directory(from) == parent_directory(to));
    change({.gone = from, .made = to, .inode = found->second});
    return {};
  });
}

Result<void> SimulatedDisk::remove(const std::string& path) {
  return unless_failed({.kind = Operation::Kind::kRemove, .path = path}, [&]() -> Result<void> {
    if (!cached_.files.contains(path)) return io_error(path, "cannot remove this file", ENOENT);
    change({.gone = path, .made = {}, .inode = nullptr});
    return {};
  });
}

Result<void> SimulatedDisk::sync_directory(const std::string& path) {
  return unless_failed({.kind = Operation::Kind::kSyncDirectory, .path = path}, [&]() -> Result<void> {
    if (!cached_.directories.contains(path)) return io_error(path, "cannot open this directory", ENOENT);
    for (const Change& change : pending_[path]) durable_.apply(change);
    pending_[path].clear();
    return {};
  });
}

Result<std::vector<std::string>> SimulatedDisk::list(const std::string& path) {
  return unless_failed({.kind = Operation::Kind::kList, .path = path}, [&]() -> Result<std::vector<std::string>> {
    if (!cached_.directories.contains(path)) return io_error(path, "cannot list this directory", ENOENT);
    std::vector<std::string> names;
    for (const auto& [file, inode] : cached_.files) {
      if (parent_directory(file) == path) names.push_back(file.substr(file.rfind('/') + 1));
    }
    for (const std::string& directory : cached_.directories) {
      if (directory != "/" && parent_directory(directory) == path)
        names.push_back(directory.substr(directory.rfind('/') + 1));
    }
    std::sort(names.begin(), names.end());
    return names;
  });
}

Result<std::uint64_t> SimulatedDisk::free_bytes(const std::string&) {
  return capacity_bytes_ - std::min(capacity_bytes_, allocated_bytes());
}

std::string SimulatedDisk::boot_id() { return fmt::format("{:032x}{:04x}", boot_, 0); }

std::unique_ptr<SimulatedDisk> SimulatedDisk::after_power_loss(std::uint64_t seed) {
  look();
  auto after = std::make_unique<SimulatedDisk>(seed, capacity_bytes_);
  after->boot_ += boot_;
  std::mt19937_64& random = after->random_;
  const auto below = [&](std::uint64_t bound) { return random() % bound; };
  // How lucky this loss is, in eighths: from "nothing more was written back" to "everything was".
  const std::uint64_t luck = below(9);
  const auto lucky = [&] { return below(8) < luck; };

  Names names = durable_;
  for (const auto& [path, changes] : pending_) {
    for (const Change& change : changes) {
      if (lucky()) names.apply(change);
    }
  }
  // A directory that is not there takes its content with it.
  std::erase_if(names.directories, [&](const std::string& path) {
    for (std::string up = path; up != "/";) {
      up = parent_directory(up);
      if (!names.directories.contains(up)) return true;
    }
    return false;
  });
  std::erase_if(names.files,
                [&](const auto& entry) { return !names.directories.contains(parent_directory(entry.first)); });

  std::map<const Inode*, InodeRef> copies;  // a file may have two names
  for (auto& [path, inode] : names.files) {
    InodeRef& copy = copies[inode.get()];
    if (!copy) {
      copy = std::make_shared<Inode>();
      const std::vector<std::uint64_t>& sizes = inode->sizes;
      copy->sizes = {lucky() ? sizes.back() : sizes[below(sizes.size())]};
      copy->pages.resize((copy->size() + kPageBytes - 1) / kPageBytes);
      for (std::size_t i = 0; i < copy->pages.size(); ++i) {
        const Page& page = inode->pages[i];
        Version& kept = copy->pages[i].now;
        kept = page.now;
        if (page.older.empty()) continue;
        const auto any = [&] { return page.older[below(page.older.size())]; };
        if (!lucky()) kept = any();
        if (below(8) != 0) continue;
        // Torn at a sector's border.
        auto torn = std::make_shared<Bytes>(kept ? *kept : kZeros);
        const Version other = below(2) == 0 ? page.now : any();
        const std::size_t border = kSectorBytes * (1 + below(kPageBytes / kSectorBytes - 1));
        std::memcpy(torn->data() + border, (other ? other->data() : kZeros.data()) + border, kPageBytes - border);
        kept = std::move(torn);
      }
    }
    inode = copy;
  }
  after->cached_ = names;
  after->durable_ = std::move(names);
  return after;
}

std::unique_ptr<SimulatedDisk> SimulatedDisk::after_kill() {
  look();
  auto after = std::make_unique<SimulatedDisk>(random_(), capacity_bytes_);
  after->boot_ = boot_;
  std::map<const Inode*, InodeRef> copies;
  const auto copy_of = [&](const InodeRef& inode) {
    if (!inode) return InodeRef();
    InodeRef& copy = copies[inode.get()];
    if (!copy) {
      copy = std::make_shared<Inode>();
      copy->pages = inode->pages;
      copy->sizes = inode->sizes;
      copy->size_dirty = inode->size_dirty;
    }
    return copy;
  };
  for (auto [from, to] : {std::pair{&cached_, &after->cached_}, std::pair{&durable_, &after->durable_}}) {
    to->directories = from->directories;
    for (const auto& [path, inode] : from->files) to->files[path] = copy_of(inode);
  }
  for (const auto& [path, changes] : pending_) {
    for (const Change& change : changes) {
      after->pending_[path].push_back({change.gone, change.made, copy_of(change.inode)});
    }
  }
  return after;
}

std::uint64_t SimulatedDisk::digest() {
  look();
  std::uint64_t sum = 0;
  for (const auto& [path, inode] : cached_.files) {
    std::uint64_t hash = XXH3_64bits_withSeed(path.data(), path.size(), inode->size());
    for (const Page& page : inode->pages) {
      hash = XXH3_64bits_withSeed(page.now ? page.now->data() : kZeros.data(), kPageBytes, hash);
    }
    sum += hash;
  }
  return sum;
}

}  // namespace daybook::journal
