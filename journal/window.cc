#include "journal/window.h"

#include <fmt/format.h>

#include <algorithm>

#include "journal/check.h"

namespace daybook::journal {

Result<std::span<const std::byte>> Window::view(std::uint64_t offset, std::uint64_t bytes) {
  DAYBOOK_CHECK(offset <= file_bytes_ && bytes <= file_bytes_ - offset);
  if (offset >= begin_ && offset - begin_ <= held_ && bytes <= held_ - (offset - begin_)) {
    return std::span<const std::byte>(buffer_).subspan(offset - begin_, bytes);
  }
  const std::uint64_t wanted = std::min(std::max(bytes, chunk_bytes_), file_bytes_ - offset);
  if (buffer_.size() < wanted) buffer_.resize(wanted);
  held_ = 0;
  auto got = file_->read(offset, std::span(buffer_).first(wanted));
  if (!got) return tl::unexpected(got.error());
  if (*got < bytes) {
    return content_error(Error::Kind::kIo, file_->path(), offset,
                         fmt::format("{} bytes were expected, {} could be read: the file shrank", bytes, *got));
  }
  begin_ = offset;
  held_ = *got;
  return std::span<const std::byte>(buffer_).first(bytes);
}

}  // namespace daybook::journal
