// The real storage: POSIX files, Boost.Interprocess mappings, Linux hints.

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/interprocess/exceptions.hpp>
#include <boost/interprocess/mapped_region.hpp>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "journal/format.h"
#include "journal/storage.h"

namespace daybook::journal {
namespace {

namespace interprocess = boost::interprocess;

// Linux 5.14; older headers do not name them, older kernels answer EINVAL.
constexpr int kPopulateRead = 22;
constexpr int kPopulateWrite = 23;

// A file system with large folios (ext4 since Linux 6.16) keeps the bytes of one write in one folio, up to 2 MiB, and a
// store through a mapping dirties the whole folio: after writes of megabytes every sync would write 2 MiB. Measured
// with 4 KiB stored before each sync: 2,048 KiB and 1.5 ms a sync after writes of 4 MiB; 16 KiB and 0.09 ms after
// these.
constexpr std::size_t kWritePieceBytes = std::size_t{16} << 10;

// What mapped_region wants of a mappable: our own descriptor, so that no second open by path can meet another file.
struct Descriptor {
  int fd;
  [[nodiscard]] interprocess::mapping_handle_t get_mapping_handle() const noexcept {
    return interprocess::ipcdetail::mapping_handle_from_file_handle(fd);
  }
};

class SystemMapping final : public Mapping {
 public:
  explicit SystemMapping(interprocess::mapped_region region) noexcept
      : Mapping(static_cast<std::byte*>(region.get_address()), region.get_size()), region_(std::move(region)) {}

  void prepare(Access access, std::size_t offset, std::size_t bytes) noexcept override {
    if (bytes == 0 || offset > size() || bytes > size() - offset) return;
    std::byte* begin = data() + offset / kPageBytes * kPageBytes;
    std::byte* end = data() + offset + bytes;
    const int advice = access == Access::kRead ? kPopulateRead : kPopulateWrite;
    if (access == Access::kReadWrite && !std::exchange(advised_, true)) {
      // A wish: one fault and one entry for 2 MiB, where the file system has large folios. Not for pages that are
      // synced again and again, each time as a whole.
      const bool large = ::madvise(data(), size(), MADV_HUGEPAGE) == 0;
      // And no more than that at a time. Else a fault reads ahead by megabytes, which for pages that were never written
      // is to zero them: up to 40 ms in the kernel, while which nobody else has this core (Linux 6.18, no preemption).
      // Without large pages it would be one page at a time, which is worse.
      if (large) ::madvise(data(), size(), MADV_RANDOM);
    }
    if (::madvise(begin, static_cast<std::size_t>(end - begin), advice) == 0) return;
    // An older kernel. The writer may be at work here: what dirties a page must change nothing, in one step.
    for (std::byte* page = begin; page < end; page += kPageBytes) {
      const std::atomic_ref<std::uint8_t> byte(*reinterpret_cast<std::uint8_t*>(page));
      if (access == Access::kReadWrite) {
        byte.fetch_or(0, std::memory_order_relaxed);
      } else {
        static_cast<void>(byte.load(std::memory_order_relaxed));
      }
    }
  }

  void leave(std::size_t offset, std::size_t bytes) noexcept override {
    if (offset > size() || bytes > size() - offset) return;
    const std::size_t begin = (offset + kPageBytes - 1) / kPageBytes * kPageBytes;
    const std::size_t end = (offset + bytes) / kPageBytes * kPageBytes;
    // Of a shared file mapping: the dirty pages stay dirty in the page cache.
    if (begin < end) ::madvise(data() + begin, end - begin, MADV_DONTNEED);
  }

 private:
  interprocess::mapped_region region_;
  bool advised_ = false;
};

class SystemFile final : public File {
 public:
  SystemFile(std::string path, int fd) noexcept : path_(std::move(path)), fd_(fd) {}
  ~SystemFile() override { ::close(fd_); }
  SystemFile(const SystemFile&) = delete;
  SystemFile& operator=(const SystemFile&) = delete;

  [[nodiscard]] const std::string& path() const noexcept override { return path_; }

  [[nodiscard]] Result<std::uint64_t> size() const override {
    struct stat status {};
    if (::fstat(fd_, &status) != 0) return io_error(path_, "cannot read the file's size", errno);
    return static_cast<std::uint64_t>(status.st_size);
  }

  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) const override {
    std::size_t done = 0;
    while (done < into.size()) {
      const ssize_t got = ::pread(fd_, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) {
        return tl::unexpected(Error{.kind = Error::Kind::kIo,
                                    .path = path_,
                                    .offset = offset + done,
                                    .system = errno,
                                    .what = "cannot read: the disk may be failing"});
      }
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

  [[nodiscard]] Result<void> write(std::uint64_t offset, std::span<const std::byte> bytes) override {
    std::size_t done = 0;
    while (done < bytes.size()) {
      const std::size_t piece = std::min(bytes.size() - done, kWritePieceBytes);
      const ssize_t put = ::pwrite(fd_, bytes.data() + done, piece, static_cast<off_t>(offset + done));
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) return io_error(path_, "cannot write", put < 0 ? errno : EIO);
      done += static_cast<std::size_t>(put);
    }
    return {};
  }

  [[nodiscard]] Result<void> allocate(std::uint64_t bytes) override {
    auto had = size();
    if (!had) return tl::unexpected(had.error());
    int error = EINTR;
    while (error == EINTR) {
      error = ::fallocate(fd_, FALLOC_FL_ZERO_RANGE, 0, static_cast<off_t>(bytes)) == 0 ? 0 : errno;
    }
    if (error != EOPNOTSUPP) return allocated(bytes, error);
    // posix_fallocate works everywhere, and keeps what is there; its result is the error, errno is not set.
    error = EINTR;
    while (error == EINTR) error = ::posix_fallocate(fd_, 0, static_cast<off_t>(bytes));
    if (error != 0) return allocated(bytes, error);
    const std::vector<std::byte> zeros(kWritePieceBytes);
    for (std::uint64_t at = 0; at < *had; at += zeros.size()) {
      auto written = write(at, std::span(zeros).first(std::min<std::uint64_t>(zeros.size(), *had - at)));
      if (!written) return written;
    }
    return {};
  }

  [[nodiscard]] Result<void> sync() override {
    if (::fdatasync(fd_) != 0) {
      return io_error(path_, "sync failed: what was written since the last one may be lost; nothing more is accepted",
                      errno);
    }
    return {};
  }

  [[nodiscard]] Result<std::unique_ptr<Mapping>> map(Access access) override {
    auto bytes = size();
    if (!bytes) return tl::unexpected(bytes.error());
    if (*bytes == 0) return io_error(path_, "cannot map an empty file", EINVAL);
    try {
      interprocess::mapped_region region(
          Descriptor{fd_}, access == Access::kRead ? interprocess::read_only : interprocess::read_write, 0, *bytes);
      return std::make_unique<SystemMapping>(std::move(region));
    } catch (const interprocess::interprocess_exception& e) {
      return io_error(path_, fmt::format("cannot map {} bytes", *bytes), e.get_native_error());
    }
  }

  void write_back(std::uint64_t offset, std::uint64_t bytes) noexcept override {
    ::sync_file_range(fd_, static_cast<off_t>(offset), static_cast<off_t>(bytes), SYNC_FILE_RANGE_WRITE);
  }

  void forget(std::uint64_t offset, std::uint64_t bytes) noexcept override {
    ::posix_fadvise(fd_, static_cast<off_t>(offset), static_cast<off_t>(bytes), POSIX_FADV_DONTNEED);
  }

  [[nodiscard]] Result<void> lock(Share share) override {
    if (::flock(fd_, (share == Share::kShared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0) return {};
    if (errno == EWOULDBLOCK) {
      return content_error(Error::Kind::kLocked, path_, 0, "another process has locked this file");
    }
    return io_error(path_, "cannot lock", errno);
  }

 private:
  [[nodiscard]] Result<void> allocated(std::uint64_t bytes, int error) const {
    if (error != 0) return io_error(path_, fmt::format("cannot allocate {} bytes", bytes), error);
    return {};
  }

  std::string path_;
  int fd_;
};

Result<std::unique_ptr<File>> open_descriptor(const std::string& path, int flags, const char* what) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
  if (fd < 0) return io_error(path, what, errno);
  return std::make_unique<SystemFile>(path, fd);
}

class SystemStorage final : public Storage {
 public:
  [[nodiscard]] Result<std::unique_ptr<File>> create(const std::string& path) override {
    return open_descriptor(path, O_RDWR | O_CREAT | O_EXCL, "cannot create this file");
  }

  [[nodiscard]] Result<std::unique_ptr<File>> open(const std::string& path, Access access) override {
    return open_descriptor(path, access == Access::kRead ? O_RDONLY : O_RDWR, "cannot open this file");
  }

  [[nodiscard]] Result<void> create_directory(const std::string& path) override {
    if (::mkdir(path.c_str(), 0755) == 0) return {};
    const int error = errno;
    struct stat status {};
    if (error == EEXIST && ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return {};
    return io_error(path, "cannot create this directory", error);
  }

  [[nodiscard]] Result<void> rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) return io_error(from, fmt::format("cannot rename to {}", to), errno);
    return {};
  }

  [[nodiscard]] Result<void> remove(const std::string& path) override {
    if (::unlink(path.c_str()) != 0) return io_error(path, "cannot remove this file", errno);
    return {};
  }

  [[nodiscard]] Result<void> sync_directory(const std::string& path) override {
    const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return io_error(path, "cannot open this directory", errno);
    const int error = ::fsync(fd) == 0 ? 0 : errno;
    ::close(fd);
    if (error != 0) return io_error(path, "cannot sync this directory", error);
    return {};
  }

  [[nodiscard]] Result<std::vector<std::string>> list(const std::string& path) override {
    DIR* directory = ::opendir(path.c_str());
    if (directory == nullptr) return io_error(path, "cannot list this directory", errno);
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(directory)) {
      if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0) {
        names.emplace_back(entry->d_name);
      }
      errno = 0;
    }
    const int error = errno;
    ::closedir(directory);
    if (error != 0) return io_error(path, "cannot list this directory", error);
    std::sort(names.begin(), names.end());
    return names;
  }

  [[nodiscard]] Result<std::uint64_t> free_bytes(const std::string& path) override {
    struct statvfs status {};
    if (::statvfs(path.c_str(), &status) != 0) return io_error(path, "cannot read the free space", errno);
    return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
  }

  [[nodiscard]] std::string boot_id() override {
    auto file = open("/proc/sys/kernel/random/boot_id", Access::kRead);
    if (!file) return {};
    std::string text(36, '\0');  // a UUID
    auto got = (*file)->read(0, std::as_writable_bytes(std::span(text)));
    if (!got || *got != text.size()) return {};
    return text;
  }

  [[nodiscard]] std::uint64_t random() override {
    std::uint64_t value = 0;
    while (::getrandom(&value, sizeof(value), 0) != static_cast<ssize_t>(sizeof(value))) {
    }
    return value;
  }
};

}  // namespace

std::string parent_directory(const std::string& directory) {
  const std::size_t end = directory.find_last_not_of('/');
  const std::size_t slash = end == std::string::npos ? end : directory.find_last_of('/', end);
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : directory.substr(0, slash);
}

Storage& Storage::system() {
  static SystemStorage storage;
  return storage;
}

}  // namespace daybook::journal
