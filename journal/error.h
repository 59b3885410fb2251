#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>

namespace daybook::journal {

// What went wrong, in the terms of the person who must act on it.
struct Error {
  enum class Kind : std::uint8_t {
    kIo,        // the operating system refused; `system` is its errno
    kLocked,    // another process holds the journal
    kCorrupt,   // bytes that were durable are not what was written: never cut, see `offset`
    kFormat,    // not a journal of this format or version
    kArgument,  // the caller asked for something that cannot be
    kNoSpace,   // the file system is full
  };

  Kind kind = Kind::kIo;
  std::string path;          // the file or directory
  std::uint64_t offset = 0;  // in that file, bytes; 0 where none applies
  int system = 0;            // errno, or 0
  std::string what;          // what was attempted, what was found, and the way out

  // One line: path, offset, what, the system's own words.
  [[nodiscard]] std::string message() const;
};

template <class T>
using Result = tl::expected<T, Error>;

// A refusal of the operating system, as an error: kNoSpace where the disk or a quota is full, else kIo.
[[nodiscard]] tl::unexpected<Error> io_error(std::string path, std::string what, int system);

// An error about the content of a file.
[[nodiscard]] tl::unexpected<Error> content_error(Error::Kind kind, std::string path, std::uint64_t offset,
                                                  std::string what);

}  // namespace daybook::journal
