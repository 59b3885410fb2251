#include "app/output.h"

#include <unistd.h>

#include <cerrno>

namespace daybook::app {

void Output::line(std::string_view text) {
  constexpr std::size_t kFlushBytes = std::size_t{64} << 10;
  buffer_ += text;
  buffer_ += '\n';
  if (buffer_.size() >= kFlushBytes) flush();
}

void Output::flush() {
  std::string_view left = buffer_;
  while (!left.empty() && error_ == 0) {
    const ssize_t written = ::write(descriptor_, left.data(), left.size());
    if (written > 0) {
      left.remove_prefix(static_cast<std::size_t>(written));
    } else if (written < 0 && errno != EINTR) {
      error_ = errno;
    }
  }
  buffer_.clear();
}

}  // namespace daybook::app
