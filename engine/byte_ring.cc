#include "engine/byte_ring.h"

#include <sys/mman.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <string>

namespace daybook {

Expected<ByteRing> ByteRing::create(std::size_t bytes) {
  const auto failed = [](const char* what) {
    return tl::unexpected(
        Error{Error::Kind::kArgument, 0, std::string("ring buffer: ") + what + ": " + std::strerror(errno)});
  };
  if (!std::has_single_bit(bytes) || bytes % static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) != 0) {
    errno = EINVAL;
    return failed("ring_bytes must be a power of two and a multiple of the page size");
  }
  const int fd = ::memfd_create("daybook-ring", MFD_CLOEXEC);
  if (fd < 0) return failed("memfd_create");
  void* whole = MAP_FAILED;
  bool mapped = false;
  if (::ftruncate(fd, static_cast<off_t>(bytes)) == 0) {
    whole = ::mmap(nullptr, 2 * bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (whole != MAP_FAILED) {
      auto* first = static_cast<std::byte*>(whole);
      constexpr int kFlags = MAP_SHARED | MAP_FIXED | MAP_POPULATE;
      mapped = ::mmap(first, bytes, PROT_READ | PROT_WRITE, kFlags, fd, 0) != MAP_FAILED &&
               ::mmap(first + bytes, bytes, PROT_READ | PROT_WRITE, kFlags, fd, 0) != MAP_FAILED;
    }
  }
  const int reason = errno;
  ::close(fd);
  if (!mapped) {
    if (whole != MAP_FAILED) ::munmap(whole, 2 * bytes);
    errno = reason;
    return failed("cannot map its memory");
  }
  return ByteRing(static_cast<std::byte*>(whole), bytes);
}

ByteRing::~ByteRing() {
  if (data_ != nullptr) ::munmap(data_, 2 * bytes_);
}

}  // namespace daybook
