#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "engine/engine.h"

namespace daybook::test_kit {

// Drives an engine with direct publishing, one command at a time, and on a clock that moves only when it is told to:
// what is journaled is a function of what was told, in every topology. What goes wrong is said in words.
template <class D>
class Driver {
 public:
  using Done = tl::expected<void, std::string>;

  // `clock` is the one in `options`.
  Driver(Options options, ManualClock& clock) : options_(std::move(options)), clock_(clock) {}

  [[nodiscard]] Done open() {
    close();
    auto opened = Engine<D>::open(options_);
    if (!opened) return tl::unexpected("the engine does not start: " + opened.error().message());
    engine_.emplace(std::move(*opened));
    producer_.emplace(engine_->producer());
    return settle();
  }
  [[nodiscard]] Done stop() {
    auto stopped = engine_->stop();
    close();
    if (!stopped) return tl::unexpected("the engine does not stop: " + stopped.error().message());
    return {};
  }
  void close() {
    producer_.reset();
    engine_.reset();
  }

  // Sends it, and waits until all it led to is released.
  template <Command C>
  [[nodiscard]] tl::expected<Reply, std::string> call(const C& command, const SubmitOptions& options) {
    if (!engine_) return tl::unexpected<std::string>("there is no engine");
    const auto reply = producer_->call(command, options);
    if (!reply) return tl::unexpected(why(reply.error().message()));
    if (auto settled = settle(); !settled) return tl::unexpected(settled.error());
    return *reply;
  }
  // Lets time pass until `until_ns`: each timer that is due by then fires at its time.
  [[nodiscard]] Done advance(std::uint64_t until_ns) {
    if (!engine_) return tl::unexpected<std::string>("there is no engine");
    for (unsigned times = 0;; ++times) {
      const auto next = engine_->next_timer();
      if (!next) return tl::unexpected(why(next.error().message()));
      if (!*next || (*next)->ns > until_ns) break;
      if (times == kMostTimes) return endless();
      clock_.set((*next)->ns);
      if (auto settled = settle(); !settled) return settled;
    }
    clock_.set(until_ns);
    return {};
  }

  [[nodiscard]] bool is_open() const noexcept { return engine_.has_value(); }
  [[nodiscard]] Engine<D>& engine() noexcept { return *engine_; }
  [[nodiscard]] const Options& options() const noexcept { return options_; }
  // For the next open.
  void use(journal::Storage& storage) noexcept { options_.storage = &storage; }

 private:
  // Beyond them, timers that arm each other are taken for endless: different times in one advance, and ticks at one
  // time.
  static constexpr unsigned kMostTimes = 5'000;
  static constexpr unsigned kMostTicks = 500;

  // Until no timer is due. Asking when the next one is waits for everything that was decided before.
  [[nodiscard]] Done settle() {
    const std::uint64_t before = engine_->positions().written;
    for (;;) {
      const auto next = engine_->next_timer();
      if (!next) return tl::unexpected(why(next.error().message()));
      if (!*next || (*next)->ns > clock_.now_ns()) return {};
      if (engine_->positions().written - before > kMostTicks) return endless();
      engine_->do_work();
    }
  }
  static tl::unexpected<std::string> endless() {
    return tl::unexpected(fmt::format(
        "its timers do not come to an end: more than {} times at which one is due in one `advance`, or {} ticks at one "
        "time. Do they arm each other? If not, advance in smaller steps",
        kMostTimes, kMostTicks));
  }
  [[nodiscard]] std::string why(const std::string& answer) const {
    const auto error = engine_->error();
    return error ? error->message() : answer;
  }

  Options options_;
  ManualClock& clock_;
  std::optional<Engine<D>> engine_;
  std::optional<Producer<D>> producer_;
};

}  // namespace daybook::test_kit
