#pragma once

// What the event journal holds: for each journaled command one decision record, complete in itself:
// the command's envelope, its outcome, and one step per command executed (the command, then its
// policies' follow-ups in the order they ran), each with the events it was decided into. Everything
// little-endian; records, steps, payloads and events start 8-byte aligned. Among the events of a step stand those of
// the engine: timers armed, and first in a timer's own step where it comes from.
//
//   record:  DecisionHeader | envelope | steps of timers that fired before the command | steps
//   step:    StepHeader | payload | a follow-up's reason | events
//   event:   EventHeader | payload

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "engine/outcome.h"

namespace daybook {

inline constexpr std::size_t kMaxDecisionBytes = std::size_t{64} << 10;
inline constexpr std::size_t kMaxFollowUps = 64;

constexpr std::size_t aligned8(std::size_t bytes) { return (bytes + 7) & ~std::size_t{7}; }

struct DecisionHeader {
  std::uint32_t bytes;  // whole record, a multiple of 8
  std::uint16_t type;   // of the command
  Outcome outcome;
  std::uint8_t zero;
  std::uint64_t sequence;
  std::uint64_t stamp_ns;
  Id command;
  std::uint64_t content_checksum;  // the command's: a decision is attached to no other
  std::uint64_t term;
  Id target;
  std::uint64_t version;  // of the target afterwards
  std::uint64_t related;  // the original's sequence, for repeats and "already exists"
  Code code;
  std::uint16_t steps;
  std::uint16_t refused_follow_ups;
  std::uint16_t timer_steps;     // of timers that fired before the command, and their follow-ups; they stand first
  std::uint16_t envelope;        // which optional fields follow (record.h)
  std::uint16_t envelope_bytes;  // without padding
  std::uint16_t more_zero;
};
static_assert(sizeof(DecisionHeader) == 104);
static_assert(offsetof(DecisionHeader, command) == 24 && offsetof(DecisionHeader, target) == 56 &&
              offsetof(DecisionHeader, code) == 88 && offsetof(DecisionHeader, envelope_bytes) == 100);

struct StepHeader {
  std::uint32_t bytes;          // whole step, a multiple of 8
  std::uint16_t type;           // of the command executed
  std::uint16_t block_bytes;    // of the payload's fixed block
  std::uint32_t payload_bytes;  // of a follow-up, of a timer's command, of a command that was refused: what was
                                // wanted is then nowhere else to be read; 0 where the events say it
  Code code;
  std::uint16_t events;
  Outcome outcome;
  std::uint8_t zero;
  std::uint16_t cause_step;  // a follow-up's cause: the event `cause_event` of this earlier step
  std::uint16_t cause_event;
  std::uint16_t reason_bytes;
  std::uint16_t policy;  // the part that asked for the follow-up, counted from 1; 0: none
  std::uint32_t more_zero;
  std::uint64_t version;  // of the step's target afterwards
};
static_assert(sizeof(StepHeader) == 40);
static_assert(offsetof(StepHeader, code) == 12 && offsetof(StepHeader, policy) == 26 &&
              offsetof(StepHeader, version) == 32);

struct EventHeader {
  std::uint32_t bytes = 0;  // header and payload, without padding
  std::uint16_t type = 0;
  std::uint16_t block_bytes = 0;
  std::uint64_t version = 0;        // of its first stream, this event included; 0: not kept
  std::uint64_t other_version = 0;  // of its second stream
};
static_assert(sizeof(EventHeader) == 24);

// Events of the engine itself, in the place of a template id: above those and the control types.
enum class EngineEvent : std::uint16_t {
  kTimerArmed = 0xff81,  // TimerArmed, then the payload of the command to run
  kTimerFired = 0xff82,  // TimerFired
};
constexpr bool is_timer_event(std::uint16_t type) {
  return type >= static_cast<std::uint16_t>(EngineEvent::kTimerArmed);
}

struct TimerArmed {
  std::uint64_t due_ns;
  std::uint16_t type;  // of the command to run
  std::uint16_t block_bytes;
  std::uint32_t zero;
};
static_assert(sizeof(TimerArmed) == 16);

struct TimerFired {
  std::uint64_t due_ns;
  std::uint64_t armed_at_ns;
  std::uint64_t sequence;  // of the command that armed it …
  std::uint16_t index;     // … and which of the timers that it armed
  std::uint16_t zero[3];
  Id correlation;
};
static_assert(sizeof(TimerFired) == 48);

// One event inside a record.
struct EventView {
  const EventHeader* header = nullptr;
  [[nodiscard]] std::span<const std::byte> payload() const {
    return {reinterpret_cast<const std::byte*>(header + 1), header->bytes - sizeof(EventHeader)};
  }
};

// One step inside a record.
class StepView {
 public:
  explicit StepView(const StepHeader* header) : header_(header) {}
  [[nodiscard]] const StepHeader& header() const { return *header_; }
  [[nodiscard]] std::span<const std::byte> payload() const { return {body(), header_->payload_bytes}; }
  [[nodiscard]] std::string_view reason() const {
    return {reinterpret_cast<const char*>(body() + aligned8(header_->payload_bytes)), header_->reason_bytes};
  }
  // Calls f(EventView) in order, for the events of the domain.
  template <class F>
  void for_each_event(F&& f) const {
    for_each_entry([&](const EventView& event) {
      if (!is_timer_event(event.header->type)) f(event);
    });
  }
  // The same with those of the engine. Every record passes here, in decide and in fold: as a call it costs 40
  // instructions an event.
  template <class F>
  [[gnu::always_inline]] void for_each_entry(F&& f) const {
    const std::byte* at = body() + aligned8(header_->payload_bytes) + aligned8(header_->reason_bytes);
    for (unsigned i = 0; i < header_->events; ++i) {
      const auto* event = reinterpret_cast<const EventHeader*>(at);
      f(EventView{event});
      at += aligned8(event->bytes);
    }
  }

 private:
  [[nodiscard]] const std::byte* body() const { return reinterpret_cast<const std::byte*>(header_ + 1); }
  const StepHeader* header_;
};

// A whole record. The bytes must outlive the view and have passed `well_formed`, or have been
// written by this process.
class DecisionView {
 public:
  explicit DecisionView(const std::byte* record) : record_(record) {}
  [[nodiscard]] const DecisionHeader& header() const { return *reinterpret_cast<const DecisionHeader*>(record_); }
  [[nodiscard]] std::span<const std::byte> bytes() const { return {record_, aligned8(header().bytes)}; }
  [[nodiscard]] std::span<const std::byte> envelope() const {
    return {record_ + sizeof(DecisionHeader), header().envelope_bytes};
  }
  // Calls f(StepView) in order, timers' steps first.
  template <class F>
  void for_each_step(F&& f) const {
    const std::byte* at = record_ + sizeof(DecisionHeader) + aligned8(header().envelope_bytes);
    const unsigned count = header().steps + header().timer_steps;
    for (unsigned i = 0; i < count; ++i) {
      const auto* step = reinterpret_cast<const StepHeader*>(at);
      f(StepView{step});
      at += step->bytes;
    }
  }
  // True where every length inside the record stays inside it. `room`: bytes available from its
  // start.
  [[nodiscard]] static bool well_formed(const std::byte* record, std::size_t room) noexcept;

 private:
  const std::byte* record_;
};

// Of the bytes of a whole record: XXH3-64, without a seed, since that is the fast one for long input.
[[nodiscard]] std::uint64_t decision_digest(std::span<const std::byte> record) noexcept;

// Writes one record in place, front to back: envelope, then steps with their events. Never writes
// past kMaxDecisionBytes: what does not fit is left out and remembered as `overflow`, after which
// nothing more is written and the record must not be used.
class DecisionWriter {
 public:
  // `room` holds at least kMaxDecisionBytes.
  void open(std::byte* room) noexcept {
    record_ = room;
    at_ = room + sizeof(DecisionHeader);
    step_ = nullptr;
    events_ = at_;
    std::memset(static_cast<void*>(&header()), 0, sizeof(DecisionHeader));
    overflow_ = false;
  }
  [[nodiscard]] DecisionHeader& header() noexcept { return *reinterpret_cast<DecisionHeader*>(record_); }
  [[nodiscard]] std::span<std::byte> room() noexcept { return {at_, record_ + kMaxDecisionBytes}; }
  void envelope(std::uint16_t fields, std::span<const std::byte> bytes) noexcept {
    if (!bytes.empty()) write_envelope(fields, bytes);
  }

  // The step, zeroed, for the caller to fill in; null: overflow. `end_step` counts it in the
  // header.
  StepHeader* begin_step() noexcept;
  void step_payload(std::span<const std::byte> payload, std::string_view reason) noexcept;
  void end_step() noexcept;
  [[nodiscard]] StepHeader& step() noexcept { return *step_; }
  // The steps so far are those of timers.
  void end_timers() noexcept {
    header().timer_steps = header().steps;
    header().steps = 0;
  }
  // Forgets the events of the open step, but those that are kept.
  void drop_events() noexcept {
    if (step_ == nullptr) return;
    at_ = events_;
    step_->events = kept_;
  }
  // Keeps the events that the open step has so far, whatever is forgotten later.
  void keep_events() noexcept {
    events_ = at_;
    kept_ = step_->events;
  }
  // Room for an event of at most `max_payload` bytes; null: overflow, which is remembered.
  [[nodiscard]] EventHeader* begin_event(std::size_t max_payload) noexcept {
    if (!has_room(sizeof(EventHeader) + max_payload + 8)) return nullptr;
    return reinterpret_cast<EventHeader*>(at_);
  }
  void end_event(EventHeader* event, std::size_t payload_bytes) noexcept {
    event->bytes = static_cast<std::uint32_t>(sizeof(EventHeader) + payload_bytes);
    pad_to(reinterpret_cast<std::byte*>(event) + event->bytes);
    ++step_->events;
  }
  [[nodiscard]] bool overflow() const noexcept { return overflow_; }

  // Ends the record; returns its padded size.
  std::size_t close() noexcept;

 private:
  void write_envelope(std::uint16_t fields, std::span<const std::byte> bytes) noexcept;
  // False once there was too little.
  [[nodiscard]] bool has_room(std::size_t bytes) noexcept {
    overflow_ = overflow_ || bytes > room().size();
    return !overflow_;
  }
  // Zeroes from `end` to the next multiple of 8 and goes on there. There is room for a whole word at `end`: storing
  // that needs no call.
  void pad_to(std::byte* end) noexcept {
    std::memset(end, 0, sizeof(std::uint64_t));
    at_ = record_ + aligned8(static_cast<std::size_t>(end - record_));
  }

  std::byte* record_ = nullptr;
  std::byte* at_ = nullptr;
  StepHeader* step_ = nullptr;
  std::byte* events_ = nullptr;
  std::uint16_t kept_ = 0;
  bool overflow_ = false;
};

}  // namespace daybook
