#pragma once

#include <deque>
#include <memory>
#include <string_view>
#include <utility>

#include "engine/engine_state.h"
#include "engine/id_generator.h"

namespace daybook {

// Says that a command was taken over by the engine. Its receipt follows, unless the process dies first: then send it
// again, with the same id.
struct Ticket {
  Id command;
};

// A receipt, with the name of the refusal in words ("" unless refused).
struct Reply : Receipt {
  std::string_view refusal;
};

// Sends commands and collects their receipts. One per thread; the order of its commands is kept. It may outlive the
// engine, which then answers "stopped".
template <class D>
class Producer {
 public:
  explicit Producer(std::shared_ptr<EngineState<D>> engine, Mailbox* mailbox)
      : engine_(std::move(engine)), mailbox_(mailbox, GiveBack{engine_}) {}

  // Validates the command, gives it an id, hands it over. kWait waits for room in the ring; without credits it is
  // always busy, because only polling gives them back.
  template <Command C>
  [[nodiscard]] tl::expected<Ticket, SubmitError> submit(const C& command, const SubmitOptions& options = {}) {
    using Problem = SubmitError::Kind;
    static_assert(detail::IsIn<C, typename Facts<Composed<D>>::Commands>::value,
                  "no part of the domain has this command");
    if (!valid(command)) return tl::unexpected(SubmitError{Problem::kInvalid, invalid_field(command)});
    return write(kMessage<C>.type, kLayout<C>.block, kLayout<C>.max_bytes, options,
                 [&](std::byte* at) { return encode(command, at); });
  }

  // For the engine's reactors: a command that is encoded already, of a type of this domain.
  [[nodiscard]] tl::expected<Ticket, SubmitError> submit_encoded(std::uint16_t type, std::size_t block_bytes,
                                                                 std::span<const std::byte> payload,
                                                                 const SubmitOptions& options) {
    return write(type, block_bytes, payload.size(), options, [&](std::byte* at) {
      std::memcpy(at, payload.data(), payload.size());
      return payload.size();
    });
  }

  // Delivers released receipts to f(const Reply&), at most `most`; returns how many. Receipts come in the order of the
  // commands.
  template <class F>
  std::size_t poll(F&& f, std::size_t most = SIZE_MAX) {
    if (mailbox_ == nullptr) return 0;
    engine_->do_work();
    std::size_t count = 0;
    for (; count < most && !early_.empty(); ++count) {
      f(early_.front());
      early_.pop_front();
    }
    for (; count < most; ++count) {
      const Receipt* receipt = mailbox_->receipts.front();
      if (receipt == nullptr) break;
      const Reply reply = to_reply(*receipt);
      mailbox_->receipts.pop();
      mailbox_->return_credit();
      f(reply);
    }
    return count;
  }

  // Sends one command and waits for its receipt. Receipts of earlier commands that arrive meanwhile are kept for
  // `poll`. kStopped: the engine stopped before the receipt could be released; whether the command took effect, the
  // next start tells.
  template <Command C>
  [[nodiscard]] tl::expected<Reply, SubmitError> call(const C& command, const SubmitOptions& options = {}) {
    auto ticket = submit(command, options);
    if (!ticket) return tl::unexpected(ticket.error());
    tl::expected<Reply, SubmitError> answer = tl::unexpected(SubmitError{SubmitError::Kind::kStopped, {}});
    while (mailbox_->in_flight() != 0) {
      const bool stopped = engine_->finished();  // read before the last look
      while (const Receipt* receipt = mailbox_->receipts.front()) {
        const Reply reply = to_reply(*receipt);
        mailbox_->receipts.pop();
        mailbox_->return_credit();
        if (mailbox_->in_flight() == 0) return reply;
        early_.push_back(reply);
      }
      if (stopped) break;
      engine_->wait_for_receipt(*mailbox_);
    }
    return answer;
  }

  // Sleeps until a receipt may be there, or a short time has passed.
  void wait() {
    if (mailbox_ != nullptr && early_.empty()) engine_->wait_for_receipt(*mailbox_);
  }

  // False: the engine takes no more producers, and every submit says "stopped".
  [[nodiscard]] bool attached() const noexcept { return mailbox_ != nullptr; }
  // Commands sent whose receipts have not been polled yet.
  [[nodiscard]] std::size_t in_flight() const {
    return mailbox_ == nullptr ? 0 : mailbox_->in_flight() + early_.size();
  }

 private:
  // Hands a command over, of at most `max_payload` bytes, which encode_payload(at) writes; it returns how many.
  template <class EncodePayload>
  tl::expected<Ticket, SubmitError> write(std::uint16_t type, std::size_t block_bytes, std::size_t max_payload,
                                          const SubmitOptions& options, EncodePayload&& encode_payload) {
    using Problem = SubmitError::Kind;
    if (mailbox_ == nullptr) return tl::unexpected(SubmitError{Problem::kStopped, {}});
    if (auto broken = invalid_option(options); !broken.empty()) {
      return tl::unexpected(SubmitError{Problem::kInvalid, std::string(broken)});
    }
    const std::size_t max_bytes = sizeof(CommandHeader) + Envelope::kMaxBytes + max_payload + 16;
    if (!mailbox_->take_credit()) return tl::unexpected(SubmitError{Problem::kBusy, {}});
    std::byte* record = nullptr;
    if (auto claimed = engine_->claim(*mailbox_, max_bytes, options.when_full, record); claimed != Submission::kReady) {
      mailbox_->return_credit();
      return tl::unexpected(SubmitError{problem_of(claimed), {}});
    }
    const Id id = id_for(options);
    auto& header = *reinterpret_cast<CommandHeader*>(record);
    header = CommandHeader{
        .type = type, .block_bytes = static_cast<std::uint16_t>(block_bytes), .id = id, .origin = mailbox_->origin()};
    std::byte* at = write_envelope(options, header);
    at += encode_payload(at);
    header.bytes = static_cast<std::uint32_t>(at - record);
    header.content_checksum = CommandView(record).compute_checksum();
    engine_->hand_over(*mailbox_, record);
    return Ticket{id};
  }

  [[nodiscard]] Id id_for(const SubmitOptions& options) {
    if (!options.cause.reactor.empty()) return id_of(options.cause);
    return options.id.empty() ? ids_.next(engine_->now_ns()) : options.id;
  }

  static SubmitError::Kind problem_of(Submission submission) {
    switch (submission) {
      case Submission::kStopped:
        return SubmitError::Kind::kStopped;
      case Submission::kNoSpace:
        return SubmitError::Kind::kNoSpace;
      default:
        return SubmitError::Kind::kBusy;
    }
  }
  static std::string_view invalid_option(const SubmitOptions& options) {
    if (!options.id.empty() && !options.id.valid()) return "id";
    if (options.id.uuid_version() == 8) return "id (UUIDv8 is for derived ids)";
    if (!options.correlation.empty() && !options.correlation.valid()) return "correlation";
    if (!options.actor.empty() && !options.actor.valid()) return "actor";
    if (options.reason.size() > kMaxReasonBytes) return "reason";
    if (!options.cause.reactor.empty() && !options.cause.reactor.valid()) return "cause";
    if (!options.cause.reactor.empty() && !options.id.empty()) return "id (a reactor's command has its cause)";
    return {};
  }
  // Returns where the payload begins.
  static std::byte* write_envelope(const SubmitOptions& options, CommandHeader& header) noexcept {
    auto* at = reinterpret_cast<std::byte*>(&header + 1);
    const Envelope envelope{.sent_at_ns = options.sent_at_ns,
                            .correlation = options.correlation,
                            .actor = options.actor,
                            .expected_version = options.expected_version,
                            .occurred_on = options.occurred_on,
                            .cause = options.cause,
                            .reason = options.reason};
    std::uint16_t fields = 0;
    const std::size_t bytes = envelope.encode(at, fields);
    header.envelope = fields;
    header.envelope_bytes = static_cast<std::uint16_t>(bytes);
    std::memset(at + bytes, 0, aligned8(bytes) - bytes);
    return at + aligned8(bytes);
  }
  static Reply to_reply(const Receipt& receipt) {
    return Reply{receipt, receipt.outcome == Outcome::kRefused ? Facts<Composed<D>>::refusal_text(receipt.code)
                                                               : std::string_view{}};
  }

  // The next producer may have its mailbox.
  struct GiveBack {
    std::shared_ptr<EngineState<D>> engine;
    void operator()(Mailbox* mailbox) const { engine->give_back(*mailbox); }
  };

  std::shared_ptr<EngineState<D>> engine_;
  std::unique_ptr<Mailbox, GiveBack> mailbox_;
  IdGenerator ids_;
  std::deque<Reply> early_;  // receipts that `call` met on its way to its own
};

}  // namespace daybook
