#include "journal/error.h"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace daybook::journal {

std::string Error::message() const {
  std::string text = path;
  if (offset != 0) text += fmt::format(" at byte {}", offset);
  if (!text.empty()) text += ": ";
  text += what;
  if (system != 0) text += fmt::format(" ({})", std::generic_category().message(system));
  return text;
}

tl::unexpected<Error> io_error(std::string path, std::string what, int system) {
  const bool full = system == ENOSPC || system == EDQUOT;
  return tl::unexpected(Error{.kind = full ? Error::Kind::kNoSpace : Error::Kind::kIo,
                              .path = std::move(path),
                              .offset = 0,
                              .system = system,
                              .what = std::move(what)});
}

tl::unexpected<Error> content_error(Error::Kind kind, std::string path, std::uint64_t offset, std::string what) {
  return tl::unexpected(
      Error{.kind = kind, .path = std::move(path), .offset = offset, .system = 0, .what = std::move(what)});
}

}  // namespace daybook::journal
