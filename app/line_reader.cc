#include "app/line_reader.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace daybook::app {

namespace {

// Some programs begin a file of UTF-8 with it.
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

}  // namespace

LineReader::Step LineReader::next(int timeout_ms) {
  for (;;) {
    if (const auto step = take()) return *step;
    if (ended_) return Step::kEnd;
    if (const auto step = fill(timeout_ms)) return *step;
  }
}

// The next line, if the buffer holds all of it.
std::optional<LineReader::Step> LineReader::take() {
  const std::size_t end = buffer_.find('\n', searched_);
  if (end != std::string::npos) return finish_line(end, end + 1);
  searched_ = buffer_.size();
  if (buffer_.size() - begin_ > kMaxLineBytes) {
    too_long_ = true;
    begin_ = buffer_.size();
  }
  if (!ended_ || (begin_ == buffer_.size() && !too_long_)) return std::nullopt;
  return finish_line(buffer_.size(), buffer_.size());
}

LineReader::Step LineReader::finish_line(std::size_t end, std::size_t next) {
  line_ = std::string_view(buffer_).substr(begin_, end - begin_);
  if (!line_.empty() && line_.back() == '\r') line_.remove_suffix(1);
  if (number_ == 0 && line_.starts_with(kByteOrderMark)) line_.remove_prefix(kByteOrderMark.size());
  begin_ = searched_ = next;
  ++number_;
  const bool too_long = too_long_ || line_.size() > kMaxLineBytes;
  too_long_ = false;
  return too_long ? Step::kTooLong : Step::kLine;
}

// Reads some more into the buffer; a step where there is nothing to read.
std::optional<LineReader::Step> LineReader::fill(int timeout_ms) {
  constexpr std::size_t kReadBytes = std::size_t{64} << 10;
  pollfd wanted{.fd = descriptor_, .events = POLLIN, .revents = 0};
  const int ready = ::poll(&wanted, 1, timeout_ms);
  if (ready <= 0) return Step::kWaiting;  // a signal ends the wait, too
  buffer_.erase(0, begin_);
  searched_ -= begin_;
  begin_ = 0;
  const std::size_t had = buffer_.size();
  buffer_.resize(had + kReadBytes);
  const ssize_t got = ::read(descriptor_, buffer_.data() + had, kReadBytes);
  const int system = errno;
  buffer_.resize(had + (got > 0 ? static_cast<std::size_t>(got) : 0));
  if (got > 0) return std::nullopt;
  if (got < 0 && (system == EINTR || system == EAGAIN)) return Step::kWaiting;
  ended_ = true;
  if (got == 0) return std::nullopt;
  error_ = system;
  return Step::kFailed;
}

}  // namespace daybook::app
