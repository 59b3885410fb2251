#include "app/console.h"

#include <fmt/core.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "engine/clock.h"

namespace daybook::app {

namespace {

std::atomic<bool> interrupt_seen{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler stores to it");

void on_signal(int signal) {
  if (interrupt_seen.exchange(true)) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

bool interrupted() noexcept { return interrupt_seen.load(std::memory_order_relaxed); }

std::string styled(Style style, std::string_view text) {
  static const bool kColours = ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  if (!kColours || style == Style::kPlain) return std::string(text);
  const char* code = style == Style::kBold ? "1" : style == Style::kGood ? "32" : style == Style::kBad ? "31" : "2";
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::string grouped(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i != 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string bytes_text(double bytes) {
  if (bytes < 1024) return fmt::format("{:.0f} B", bytes);
  if (bytes < 1024.0 * 1024) return fmt::format("{:.1f} KiB", bytes / 1024);
  if (bytes < 1024.0 * 1024 * 1024) return fmt::format("{:.1f} MiB", bytes / 1024 / 1024);
  return fmt::format("{:.2f} GiB", bytes / 1024 / 1024 / 1024);
}

Progress::Progress(std::string what, std::uint64_t total)
    : what_(std::move(what)),
      total_(total == 0 ? 1 : total),
      begin_ns_(Clock::system_monotonic_ns()),
      terminal_(::isatty(STDERR_FILENO) == 1) {}

void Progress::update(std::uint64_t done) {
  const std::uint64_t now = Clock::system_monotonic_ns();
  const std::uint64_t every = terminal_ ? 100'000'000 : 5'000'000'000;
  last_done_ = done;
  if (now - (last_ns_ == 0 ? begin_ns_ : last_ns_) < every) return;
  last_ns_ = now;
  draw(done);
}

void Progress::draw(std::uint64_t done) {
  constexpr std::uint64_t kWidth = 30;
  const double seconds = static_cast<double>(Clock::system_monotonic_ns() - begin_ns_) / 1e9;
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  const std::uint64_t filled = (done < total_ ? done : total_) * kWidth / total_;
  std::string bar;
  for (std::uint64_t i = 0; i < kWidth; ++i) bar += i < filled ? "█" : "·";
  fmt::print(stderr, "{}{:<12} {} {:>3}%  {:>12}  {:>12}/s{}", terminal_ ? "\r" : "", what_, bar,
             (done < total_ ? done : total_) * 100 / total_, grouped(done), grouped(static_cast<std::uint64_t>(rate)),
             terminal_ ? " " : "\n");
  std::fflush(stderr);
}

void Progress::finish() {
  if (!terminal_) return;
  draw(last_done_);
  fmt::print(stderr, "\n");
}

}  // namespace daybook::app
