#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace daybook::app {

// Reads lines from a file, a pipe or a terminal without ever waiting longer than it is told to, so that its caller
// stays able to act: on a signal, or on what happens elsewhere. One thread.
class LineReader {
 public:
  static constexpr std::size_t kMaxLineBytes = std::size_t{256} << 10;

  enum class Step : std::uint8_t {
    kLine,     // `line` is the next one
    kTooLong,  // the next one is longer than kMaxLineBytes; it is skipped
    kWaiting,  // nothing more is there yet, or a signal came
    kEnd,
    kFailed,  // see `error`
  };

  // `descriptor` stays the caller's.
  explicit LineReader(int descriptor) : descriptor_(descriptor) {}

  // Waits at most `timeout_ms` for more to read.
  [[nodiscard]] Step next(int timeout_ms);

  // Without its end (LF or CRLF). Good until the next call of `next`.
  [[nodiscard]] std::string_view line() const { return line_; }
  // Of `line`, from 1.
  [[nodiscard]] std::uint64_t number() const { return number_; }
  // errno of the read that failed.
  [[nodiscard]] int error() const { return error_; }

 private:
  [[nodiscard]] std::optional<Step> take();
  [[nodiscard]] Step finish_line(std::size_t end, std::size_t next);
  [[nodiscard]] std::optional<Step> fill(int timeout_ms);

  int descriptor_;
  std::string buffer_;
  std::size_t begin_ = 0;     // of the next line in `buffer_`
  std::size_t searched_ = 0;  // no line ends between `begin_` and here
  bool too_long_ = false;     // the beginning of the next line was thrown away already
  bool ended_ = false;
  int error_ = 0;
  std::string_view line_;
  std::uint64_t number_ = 0;
};

}  // namespace daybook::app
