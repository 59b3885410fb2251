#include "journal/simulated_disk.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "journal/check.h"
#include "journal/simulated_file.h"

namespace daybook::journal {

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

void SimulatedDisk::look() {
  for (const auto& [path, inode] : cached_.files) inode->look();
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
  const Operation operation{.kind = Operation::Kind::kSyncDirectory, .path = path};
  look();
  const Fault fault = hook ? hook(operation) : Fault{};
  if (fault.pretends) return {};
  if (fault.system != 0) return injected_error(operation, fault.system);
  if (!cached_.directories.contains(path)) return io_error(path, "cannot open this directory", ENOENT);
  for (const Change& change : pending_[path]) durable_.apply(change);
  pending_[path].clear();
  return {};
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
        auto torn = std::make_shared<Bytes>(kept ? *kept : kZeroPage);
        const Version other = below(2) == 0 ? page.now : any();
        const std::size_t border = kSectorBytes * (1 + below(kPageBytes / kSectorBytes - 1));
        std::memcpy(torn->data() + border, (other ? other->data() : kZeroPage.data()) + border, kPageBytes - border);
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
      hash = XXH3_64bits_withSeed(page.now ? page.now->data() : kZeroPage.data(), kPageBytes, hash);
    }
    sum += hash;
  }
  return sum;
}

}  // namespace daybook::journal
