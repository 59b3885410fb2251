#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "engine/logic_core.h"
#include "engine/options.h"
#include "engine/test_kit/tables.h"

namespace daybook::test_kit {

// The time at which a test begins: 2027-01-15T08:00:00Z.
inline constexpr Stamp kBegin{1'800'000'000'000'000'000};

// A domain without an engine: no journal, no window for repeats, no thread. Events are folded and commands are decided
// through records, as an engine does it, so that every message is encoded and decoded on its way.
//
// What cannot be done is an error in words, after which the domain is not to be used.
template <class D>
class Decider {
 public:
  using Record = tl::expected<DecisionView, std::string>;

  // As if a command had been decided into this event, at kBegin; the policies have answered it before.
  template <Event E>
  [[nodiscard]] tl::expected<void, std::string> fold(const E& event) {
    ++sequence_;
    DecisionHeader& header = open_record(sequence_, kBegin, own_id());
    header.outcome = Outcome::kAccepted;
    writer_.begin_step()->outcome = Outcome::kAccepted;
    EventHeader* place = writer_.begin_event(encoded_bytes(event));
    if (place == nullptr) return tl::unexpected<std::string>("it is larger than a decision record");
    *place = EventHeader{.type = kMessage<E>.type, .block_bytes = static_cast<std::uint16_t>(kLayout<E>.block)};
    writer_.end_event(place, encode(event, reinterpret_cast<std::byte*>(place + 1)));
    writer_.end_step();
    writer_.close();
    return guarded([&]() -> tl::expected<void, std::string> {
      if (executor_->fold(DecisionView(room_.data()), Envelope{})) return {};
      return tl::unexpected("its field " + invalid_field(event) + " is out of its bounds");
    });
  }

  // The record is good until the next call.
  template <Command C>
  [[nodiscard]] Record decide(const C& command, const SubmitOptions& options, Stamp now) {
    if (!valid(command)) return tl::unexpected("its field " + invalid_field(command) + " is out of its bounds");
    if (options.reason.size() > kMaxReasonBytes) return tl::unexpected<std::string>("its reason is too long");
    const Envelope envelope{.sent_at_ns = options.sent_at_ns,
                            .correlation = options.correlation,
                            .actor = options.actor,
                            .expected_version = options.expected_version,
                            .occurred_on = options.occurred_on,
                            .cause = options.cause,
                            .reason = options.reason};
    std::vector<std::byte> bytes(sizeof(CommandHeader) + Envelope::kMaxBytes + 8 + encoded_bytes(command));
    auto* header = ::new (bytes.data()) CommandHeader{.type = kMessage<C>.type,
                                                      .block_bytes = static_cast<std::uint16_t>(kLayout<C>.block),
                                                      .sequence = ++sequence_,
                                                      .stamp_ns = now.ns,
                                                      .id = options.id.empty() ? own_id() : options.id};
    header->envelope_bytes =
        static_cast<std::uint16_t>(envelope.encode(bytes.data() + sizeof(CommandHeader), header->envelope));
    const std::size_t begin = sizeof(CommandHeader) + aligned8(header->envelope_bytes);
    header->bytes = static_cast<std::uint32_t>(begin + encode(command, bytes.data() + begin));
    return run(CommandView(bytes.data()), envelope);
  }

  // As an engine that is idle while timers are due: some of them fire, and nothing else happens at this sequence.
  [[nodiscard]] tl::expected<void, std::string> tick(Stamp now) {
    const CommandHeader header{.type = static_cast<std::uint16_t>(ControlType::kTick),
                               .sequence = ++sequence_,
                               .stamp_ns = now.ns,
                               .id = own_id()};
    open_record(header.sequence, now, header.id).outcome = Outcome::kControl;
    writer_.envelope(0, {});
    auto done = guarded([&]() -> tl::expected<void, std::string> {
      executor_->begin(header, Executor<D>::Run::kYes, writer_);
      return {};
    });
    writer_.close();
    return done;
  }

  // Another one that stands at the same sequence and has this one's tables, and nothing else of it: no timers either.
  [[nodiscard]] Decider with_tables_alone() {
    Decider other;
    copy_tables(executor_->domain(), other.executor_->domain());
    other.sequence_ = sequence_;
    return other;
  }

  [[nodiscard]] Executor<D>& executor() noexcept { return *executor_; }

 private:
  [[nodiscard]] Id own_id() const { return Id::derived("command", Id("test_kit"), sequence_); }

  DecisionHeader& open_record(std::uint64_t sequence, Stamp stamp, const Id& command) {
    writer_.open(room_.data());
    DecisionHeader& header = writer_.header();
    header.sequence = sequence;
    header.stamp_ns = stamp.ns;
    header.command = command;
    return header;
  }

  Record run(const CommandView& command, const Envelope& envelope) {
    const CommandHeader& header = command.header();
    open_record(header.sequence, Stamp{header.stamp_ns}, header.id).type = header.type;
    writer_.envelope(header.envelope, command.envelope());
    auto done = guarded([&]() -> tl::expected<void, std::string> {
      executor_->begin(header, Executor<D>::Run::kYes, writer_);
      executor_->execute(command, envelope, writer_);
      return {};
    });
    if (!done) return tl::unexpected("a handler failed: " + done.error());
    writer_.close();
    return DecisionView(room_.data());
  }

  std::unique_ptr<Executor<D>> executor_ = std::make_unique<Executor<D>>();
  std::vector<std::byte> room_ = std::vector<std::byte>(kMaxDecisionBytes);
  DecisionWriter writer_;
  std::uint64_t sequence_ = 0;
};

}  // namespace daybook::test_kit
