#pragma once

// What a domain's handlers are handed: the context of the command, and the decision they write.

#include <cstdint>
#include <string_view>

#include "engine/codec.h"
#include "engine/context.h"
#include "engine/decision_record.h"
#include "engine/outcome.h"

namespace daybook {

namespace detail {

template <class E, class List>
struct IsIn;
template <class E, class... M>
struct IsIn<E, Messages<M...>> : std::bool_constant<(std::is_same_v<E, M> || ...)> {};

}  // namespace detail

// The command that is decided as it came: where it was decoded to, and its bytes; none where it was written by an older
// program.
struct Sent {
  const void* command = nullptr;
  std::span<const std::byte> bytes;
};

// Who may say what about the decision being written; `Decision<D>` adds the types.
class DecisionBase {
 public:
  DecisionBase(DecisionWriter& writer, const Context& context, Maybe<std::uint64_t> expected_version,
               const Sent& sent = {}) noexcept
      : writer_(writer), context_(context), expected_(expected_version), sent_(sent) {}

  [[nodiscard]] const Context& context() const noexcept { return context_; }

  // Says which version the target aggregate has now; checks it against the version that the sender expects, if any, and
  // numbers the events that follow. A domain that never calls it keeps no versions.
  void version(std::uint64_t current) noexcept {
    version_ = found_ = current;
    versioned_ = true;
    if (expected_ && *expected_ != current) conflict_ = true;
  }

  // The binary form of `command`, for a digest of its content: as it was sent, where it is the command that is decided;
  // else it is written to `room`.
  template <Command C>
  [[nodiscard]] std::span<const std::byte> encoded(const C& command,
                                                   std::span<std::byte, kLayout<C>.max_bytes> room) const noexcept {
    if (&command == sent_.command && sent_.bytes.size() == encoded_bytes(command)) return sent_.bytes;
    return room.first(encode(command, room.data()));
  }

  // Nothing (more) to say: the command is accepted, with the events emitted so far, possibly none.
  [[nodiscard]] static Verdict accept() noexcept { return Verdict::accepted(); }

  // For the engine.
  [[nodiscard]] std::uint64_t version_now() const noexcept { return version_; }
  [[nodiscard]] std::uint64_t version_found() const noexcept { return found_; }
  [[nodiscard]] bool conflict() const noexcept { return conflict_ || (expected_ && !versioned_); }

 protected:
  template <Event E>
  void write(const E& event, std::uint64_t other_version) noexcept {
    EventHeader* header = writer_.begin_event(kLayout<E>.max_bytes);
    if (header == nullptr) return;
    header->type = kMessage<E>.type;
    header->block_bytes = static_cast<std::uint16_t>(kLayout<E>.block);
    header->version = versioned_ ? ++version_ : 0;
    header->other_version = other_version;
    writer_.end_event(header, encode(event, reinterpret_cast<std::byte*>(header + 1)));
  }

  template <Command C>
  void write_timer(Stamp due, const C& command) noexcept {
    EventHeader* header = writer_.begin_event(sizeof(TimerArmed) + kLayout<C>.max_bytes);
    if (header == nullptr) return;
    *header =
        EventHeader{.type = static_cast<std::uint16_t>(EngineEvent::kTimerArmed), .block_bytes = sizeof(TimerArmed)};
    auto* armed = reinterpret_cast<TimerArmed*>(header + 1);
    *armed = TimerArmed{.due_ns = due.ns,
                        .type = kMessage<C>.type,
                        .block_bytes = static_cast<std::uint16_t>(kLayout<C>.block),
                        .zero = 0};
    writer_.end_event(header, sizeof(TimerArmed) + encode(command, reinterpret_cast<std::byte*>(armed + 1)));
  }

 private:
  DecisionWriter& writer_;
  const Context& context_;
  Maybe<std::uint64_t> expected_;
  Sent sent_;
  std::uint64_t found_ = 0;    // of the target, before this decision
  std::uint64_t version_ = 0;  // and with the events so far
  bool versioned_ = false;
  bool conflict_ = false;
};

// The decision of domain part D. Events are encoded at once, in place, into the event journal; a refusal takes them
// back.
template <class D>
class Decision : public DecisionBase {
 public:
  using DecisionBase::accept;
  using DecisionBase::DecisionBase;

  // `other_version`: of the event's second stream, this event included, where it has one.
  template <Event E>
  void emit(const E& event, std::uint64_t other_version = 0) noexcept {
    static_assert(detail::IsIn<E, typename D::Events>::value, "this event is not in the part's Events");
    write(event, other_version);
  }
  // Runs `command` at journaled time `due`, or at the next command where that is past; taken back by a refusal, like an
  // event. It cannot be disarmed: a command that has come too late does nothing.
  template <Command C>
  void arm(Stamp due, const C& command) noexcept {
    static_assert(detail::IsIn<C, typename D::Commands>::value, "this command is not in the part's Commands");
    write_timer(due, command);
  }
  // The last (or only) event, and the verdict.
  template <Event E>
  [[nodiscard]] Verdict accept(const E& event, std::uint64_t other_version = 0) noexcept {
    emit(event, other_version);
    return Verdict::accepted();
  }
};

// Commands that policies send in answer to events. They run at once, in order (FIFO), under the sequence of the command
// that started it all, and are part of its decision record.
class FollowUps {
 public:
  // Queue of at most kMaxFollowUps commands; the bytes are the caller's.
  explicit FollowUps(std::span<std::byte> room) noexcept : room_(room) {}

  template <Command C>
  void send(const C& command, std::string_view reason = {}) noexcept {
    const std::size_t max = sizeof(Entry) + kLayout<C>.max_bytes + reason.size() + 16;
    if (sent_ == kMaxFollowUps || max > room_.size() - used_) {
      overflow_ = true;
      return;
    }
    auto* entry = reinterpret_cast<Entry*>(room_.data() + used_);
    // In place: what was just stored in pieces is slow to copy as a whole.
    entry->type = kMessage<C>.type;
    entry->block_bytes = static_cast<std::uint16_t>(kLayout<C>.block);
    entry->payload_bytes = static_cast<std::uint32_t>(encode(command, reinterpret_cast<std::byte*>(entry + 1)));
    entry->reason_bytes = static_cast<std::uint16_t>(reason.size());
    entry->policy = policy_;
    entry->cause_step = cause_step_;
    entry->cause_event = cause_event_;
    reason.copy(reinterpret_cast<char*>(entry + 1) + aligned8(entry->payload_bytes), reason.size());
    used_ += aligned8(sizeof(Entry) + aligned8(entry->payload_bytes) + reason.size());
    ++sent_;
  }

  // For the engine.
  struct Entry {
    std::uint16_t type;
    std::uint16_t block_bytes;
    std::uint32_t payload_bytes;
    std::uint16_t reason_bytes;
    std::uint16_t policy;
    std::uint16_t cause_step;
    std::uint16_t cause_event;
    [[nodiscard]] std::span<const std::byte> payload() const {
      return {reinterpret_cast<const std::byte*>(this + 1), payload_bytes};
    }
    [[nodiscard]] std::string_view reason() const {
      return {reinterpret_cast<const char*>(this + 1) + aligned8(payload_bytes), reason_bytes};
    }
  };
  static_assert(sizeof(Entry) == 16);

  void clear() noexcept {
    used_ = read_ = 0;
    sent_ = 0;
    overflow_ = false;
  }
  void cause(std::uint16_t policy, std::uint16_t step, std::uint16_t event) noexcept {
    policy_ = policy;
    cause_step_ = step;
    cause_event_ = event;
  }
  // The next one to run, or null. Valid until `clear`.
  [[nodiscard]] const Entry* next() noexcept {
    if (read_ == used_) return nullptr;
    const auto* entry = reinterpret_cast<const Entry*>(room_.data() + read_);
    read_ += aligned8(sizeof(Entry) + aligned8(entry->payload_bytes) + entry->reason_bytes);
    return entry;
  }
  [[nodiscard]] bool overflow() const noexcept { return overflow_; }

 private:
  std::span<std::byte> room_;
  std::size_t used_ = 0;
  std::size_t read_ = 0;
  std::size_t sent_ = 0;
  bool overflow_ = false;
  std::uint16_t policy_ = 0;
  std::uint16_t cause_step_ = 0;
  std::uint16_t cause_event_ = 0;
};

}  // namespace daybook
