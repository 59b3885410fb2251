#include "journal/lock.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <span>

namespace daybook::journal {
namespace {

// A fixed width, so that a shorter number leaves nothing of a longer one.
constexpr std::size_t kNumberBytes = 20;

std::string holder(const File& file) {
  std::array<char, kNumberBytes> text{};
  auto got = file.read(0, std::as_writable_bytes(std::span(text)));
  if (!got || *got == 0) return "another process";
  std::string number;
  for (const char c : text) {
    if (c >= '0' && c <= '9') number += c;
  }
  return number.empty() ? "another process" : "process " + number;
}

Result<std::unique_ptr<File>> open_or_create(Storage& storage, const std::string& path) {
  for (;;) {
    auto file = storage.open(path, Access::kReadWrite);
    if (file || file.error().system != ENOENT) return file;
    file = storage.create(path);
    if (file || file.error().system != EEXIST) return file;
  }
}

}  // namespace

Result<std::unique_ptr<File>> take_lock(Storage& storage, const std::string& directory) {
  auto file = open_or_create(storage, directory + "/" + kLockName);
  if (!file) return file;
  if (auto locked = (*file)->lock(Share::kExclusive); !locked) {
    if (locked.error().kind != Error::Kind::kLocked) return tl::unexpected(locked.error());
    return content_error(
        Error::Kind::kLocked, directory, 0,
        fmt::format("{} has this journal open; stop it first, or use another directory", holder(**file)));
  }
  const std::string number = fmt::format("{:<{}}", ::getpid(), kNumberBytes);
  // Without the number the lock still holds: a failure to write it is no reason to refuse.
  static_cast<void>((*file)->write(0, std::as_bytes(std::span(number))));
  return file;
}

}  // namespace daybook::journal
