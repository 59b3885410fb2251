#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace daybook::app {

// True once Ctrl-C (SIGINT) or SIGTERM came. Long loops look at it and stop cleanly; a second signal ends the process.
void catch_interrupts();
[[nodiscard]] bool interrupted() noexcept;

// Colours only where a person looks: on a terminal, and without NO_COLOR.
enum class Style : std::uint8_t { kPlain, kBold, kGood, kBad, kDim };
[[nodiscard]] std::string styled(Style style, std::string_view text);

// "1,234,567".
[[nodiscard]] std::string grouped(std::uint64_t number);
// "1.2 MiB".
[[nodiscard]] std::string bytes_text(double bytes);

// A progress bar on stderr: redrawn in place on a terminal, a line every few seconds elsewhere.
class Progress {
 public:
  Progress(std::string what, std::uint64_t total);
  void update(std::uint64_t done);
  // Ends the line. What is drawn stays.
  void finish();

 private:
  void draw(std::uint64_t done);
  std::string what_;
  std::uint64_t total_;
  std::uint64_t begin_ns_;
  std::uint64_t last_ns_ = 0;
  std::uint64_t last_done_ = 0;
  bool terminal_;
};

}  // namespace daybook::app
