#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "engine/drill/small_engine.h"
#include "engine/test_kit/assertions.h"
#include "engine/test_kit/decider.h"
#include "engine/test_kit/driver.h"
#include "engine/test_kit/expectation.h"
#include "engine/test_kit/record_entries.h"
#include "engine/test_kit/recorded_decisions.h"
#include "engine/test_kit/story.h"
#include "journal/simulated_disk.h"

namespace daybook::test_kit {

// A real engine (inline, durability power) on a simulated disk, and a clock that stands at kBegin until `advance`: the
// same scenario does the same on every machine, and waits for nothing. What fails is a failure of the calling line.
template <class D>
class Scenario {
 public:
  // `seed`: what a loss of power leaves of what was not synced.
  explicit Scenario(std::uint64_t seed = 1, Place place = Place::current())
      : seed_(seed),
        disk_(std::make_unique<journal::SimulatedDisk>(seed)),
        driver_(drill::small_engine(*disk_, drill::kDirectory, Durability::kPower, clock_), clock_) {
    static_cast<void>(disk_->create_directory("/data"));
    static_cast<void>(disk_->sync_directory("/"));
    check(driver_.open(), place);
  }
  Scenario(const Scenario&) = delete;
  Scenario& operator=(const Scenario&) = delete;

  // Returns when the receipt is released. An id that is not given is the same in every run.
  template <Command C>
  Reply send(const C& command, SubmitOptions options = {}, Place place = Place::current()) {
    story_.add("send", with_options(text_of(command), options));
    if (options.id.empty() && options.cause.reactor.empty())
      options.id = Id::uuid_v7(clock_.now_ns() / kMillisecondNs, sent_, sent_ + 1);
    ++sent_;
    const auto reply = driver_.call(command, options);
    if (reply) return *reply;
    fail("It cannot be sent: " + reply.error() + ".", story_.text(), place);
    Reply none;
    none.outcome = Outcome::kFaulted;
    return none;
  }

  // Time passes; each timer that becomes due fires at its time.
  void advance(std::chrono::nanoseconds time, Place place = Place::current()) {
    story_.add("advance", duration_text(time));
    if (time.count() < 0) return fail("Time does not go back.", story_.text(), place);
    check(driver_.advance(clock_.now_ns() + static_cast<std::uint64_t>(time.count())), place);
  }

  // The power is lost, and the engine starts again. All that was answered is there afterwards, in the same state.
  void crash(Place place = Place::current()) {
    story_.add("crash", "the power is lost");
    if (!driver_.is_open()) return fail("There is no engine.", story_.text(), place);
    const auto before = driver_.engine().state_hash();
    auto left = disk_->after_power_loss(seed_++);
    driver_.close();
    disk_ = std::move(left);
    driver_.use(*disk_);
    check(driver_.open(), place);
    if (driver_.is_open() && before && state_hash() != *before) {
      fail("The state after the crash is another one: it does not follow from the journals alone.", story_.text(),
           place);
    }
  }

  // This and nothing else happened since the last `then`, in this order; see Decided::then.
  template <class... Rest>
  void then(const Expectation<D>& first, const Rest&... rest) {
    look(first.place());
    expect_same(expected_entries<D>(first, rest...), std::span(happened_.entries()).subspan(checked_),
                story_.text(told_), first.place());
    checked_ = happened_.entries().size();
    told_ = story_.lines();
  }
  // In the whole scenario so far, no event of this type happened; not this event.
  template <Event E>
  void then_never(Place place = Place::current()) {
    check_has_event<D, E>();
    look(place);
    expect_never(kMessage<E>.type, happened_.entries(), story_.text(), place);
  }
  template <Event E>
  void then_never(const E& event, Place place = Place::current()) {
    check_has_event<D, E>();
    look(place);
    expect_never(event_entry(event), happened_.entries(), story_.text(), place);
  }

  [[nodiscard]] Stamp now() const noexcept { return Stamp{clock_.now_ns()}; }
  // Good until the next crash.
  [[nodiscard]] const D& state() {
    if (!driver_.is_open()) return empty_;
    return *driver_.engine().query([](const D& domain) { return &domain; }).value_or(&empty_);
  }
  [[nodiscard]] std::uint64_t state_hash() { return driver_.is_open() ? driver_.engine().state_hash().value_or(0) : 0; }

 private:
  static constexpr std::uint64_t kMillisecondNs = 1'000'000;

  void check(const typename Driver<D>::Done& done, Place place) {
    if (!done) fail("It does not go on: " + done.error() + ".", story_.text(), place);
  }
  // Reads what the event journal says since the last look.
  void look(Place place) {
    const auto last = for_each_decision(*disk_, drill::kDirectory, read_ + 1,
                                        [&](const DecisionView& decision) { happened_.add(decision); });
    if (!last) return fail("The event journal cannot be read: " + last.error().message() + ".", story_.text(), place);
    read_ = *last;
  }

  std::uint64_t seed_;
  ManualClock clock_{kBegin.ns};
  std::unique_ptr<journal::SimulatedDisk> disk_;
  Driver<D> driver_;
  RecordEntries<D> happened_;
  std::uint64_t read_ = 0;   // the last decision looked at
  std::size_t checked_ = 0;  // entries by the last `then` …
  Story story_;
  std::size_t told_ = 0;  // … and lines
  std::uint64_t sent_ = 0;
  const D empty_{};
};

}  // namespace daybook::test_kit
