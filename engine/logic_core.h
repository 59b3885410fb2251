#pragma once

// The state and the one function that changes it. The logic stage drives it live; recovery and the tools that replay
// drive the same code from the journals. Knows records, no ring, no journal, no thread.

#include <cstdint>
#include <exception>
#include <string>
#include <tl/expected.hpp>

#include "engine/check.h"
#include "engine/dedup.h"
#include "engine/domain_ahead.h"
#include "engine/executor.h"
#include "engine/guarded.h"
#include "engine/look_ahead.h"
#include "engine/reactor_cursors.h"
#include "engine/settings.h"

namespace daybook {

// By the digest of the next decision record, so that the chain names the whole history of decisions.
std::uint64_t advance_chain(std::uint64_t chain, std::uint64_t digest) noexcept;

template <class D>
class LogicCore {
 public:
  [[nodiscard]] const Composed<D>& domain() const noexcept { return executor_.domain(); }
  [[nodiscard]] Composed<D>& domain() noexcept { return executor_.domain(); }
  [[nodiscard]] const Settings& settings() const noexcept { return settings_; }
  [[nodiscard]] const DedupWindow& dedup() const noexcept { return dedup_; }
  [[nodiscard]] const ReactorCursors& reactors() const noexcept { return reactors_; }
  // Last sequence decided, its stamp, and the chain hash there.
  [[nodiscard]] std::uint64_t decided() const noexcept { return decided_; }
  [[nodiscard]] std::uint64_t stamp_ns() const noexcept { return stamp_ns_; }
  [[nodiscard]] std::uint64_t chain() const noexcept { return chain_; }
  [[nodiscard]] std::uint64_t state_hash() const { return executor_.state_hash(); }
  // When the next timer is due; UINT64_MAX: none is armed.
  [[nodiscard]] std::uint64_t next_due_ns() const noexcept { return executor_.timers().next_due_ns(); }

  // For a command that will be decided, or a decision that will be folded, kIndexAhead places later. A hint: a part
  // that throws here gets no further attention.
  void look_ahead(const CommandView& command) noexcept { look_ahead(command, command.header().id); }
  void look_ahead(const DecisionView& decision) noexcept { look_ahead(decision, decision.header().command); }

  enum class Skip : std::uint8_t { kNo, kYes };

  // Decides the next command into `room` (at least kMaxDecisionBytes): checks its age, then whether it is a repeat,
  // then runs it. Returns the record's padded size and fills the receipt. Throws what a handler throws; the core is
  // then unusable.
  std::size_t decide(const CommandView& command, Skip skip, std::byte* room, Receipt& receipt) {
    const CommandHeader& header = command.header();
    rows_ahead_.advance(header.sequence);
    writer_.open(room);
    DecisionHeader& decision = writer_.header();
    decision.type = header.type;
    decision.sequence = header.sequence;
    decision.stamp_ns = header.stamp_ns;
    decision.command = header.id;
    decision.content_checksum = header.content_checksum;
    Envelope envelope;
    if (!envelope.decode(command.envelope(), header.envelope)) throw Fault("its envelope cannot be read");
    writer_.envelope(header.envelope, command.envelope());
    receipt = Receipt{.command = header.id, .sequence = Sequence{header.sequence}, .origin = header.origin};
    executor_.begin(header, skip == Skip::kYes ? Executor<D>::Run::kNo : Executor<D>::Run::kYes, writer_);
    if (is_control(header.type)) {
      control(command);
    } else if (envelope.is_reaction()) [[unlikely]] {
      react(command, envelope, skip);
    } else if (const DedupWindow::Entry* first = judge(header, envelope, decision)) {
      answer_repeat(header, *first, decision, receipt);
    } else if (decision.outcome == Outcome{}) {
      run(command, envelope, skip);
      remember(decision, envelope);
    }
    if (decision.outcome != Outcome::kRepeat || envelope.is_reaction()) fill(decision, receipt);
    const std::size_t bytes = writer_.close();
    advance(header.sequence, header.stamp_ns, decision_digest({room, bytes}));
    return bytes;
  }

  [[nodiscard]] tl::expected<void, std::string> fold(const DecisionView& view) {
    return fold(view, decision_digest(view.bytes()));
  }
  // Takes a recorded decision as it is; `digest` is that of its bytes. The error says what this program cannot read.
  [[nodiscard]] tl::expected<void, std::string> fold(const DecisionView& view, std::uint64_t digest) {
    const DecisionHeader& decision = view.header();
    if (decision.sequence != decided_ + 1) {
      return tl::unexpected(
          "command " + std::to_string(decided_ + 1) +
          " should be next: earlier segments of the event journal are missing. Put them back, or remove the event "
          "journal as a whole: the next start decides the commands again");
    }
    rows_ahead_.advance(decision.sequence);
    Envelope envelope;
    if (!envelope.decode(view.envelope(), decision.envelope))
      return tl::unexpected<std::string>("its envelope cannot be read");
    if (!executor_.fold(view, envelope)) {
      return tl::unexpected<std::string>(
          "it holds an event that this program does not know: was it written by a newer one?");
    }
    if (decision.outcome == Outcome::kControl) {
      if (!fold_control(view)) return tl::unexpected<std::string>("its control record cannot be read");
    } else if (envelope.is_reaction()) [[unlikely]] {
      if (decision.outcome != Outcome::kRepeat) reactors_.advance(envelope.cause, decision.sequence);
    } else {
      dedup_.forget(decision.stamp_ns, kForgetAtOnce);
      if (enters_window(decision)) remember(decision, envelope);
    }
    advance(decision.sequence, decision.stamp_ns, digest);
    return {};
  }

  // True where the recorded decision belongs to this very command.
  [[nodiscard]] static bool attaches(const CommandView& command, const DecisionView& decision) {
    const CommandHeader& c = command.header();
    const DecisionHeader& d = decision.header();
    return c.sequence == d.sequence && c.stamp_ns == d.stamp_ns && c.id == d.command &&
           c.content_checksum == d.content_checksum && c.type == d.type;
  }

 private:
  static constexpr unsigned kForgetAtOnce = 4;

  template <class View>
  void look_ahead(const View& view, const Id& command) noexcept {
    dedup_.prefetch(command);
    rows_ahead_.open(view.header().sequence);
    try {
      DomainAhead<D>(executor_.domain()).prefetch(view, Ahead(rows_ahead_));
    } catch (...) {
      return;
    }
  }

  // When the command was sent, ns: its envelope says, or its UUIDv7, or else the stamp.
  static std::uint64_t sent_at(const Id& id, std::uint64_t stamp_ns, const Envelope& envelope) {
    if (envelope.sent_at_ns != 0) return envelope.sent_at_ns;
    const std::uint64_t ms = id.unix_ms();
    constexpr std::uint64_t kNsPerMs = 1'000'000;
    if (ms > UINT64_MAX / kNsPerMs) return UINT64_MAX;  // in the year 2554 or later
    return ms != 0 ? ms * kNsPerMs : stamp_ns;
  }

  // Sets the outcome of what may not run (expired, sent in the future, id reused), or returns the entry of which the
  // command is a repeat. Neither: it runs.
  const DedupWindow::Entry* judge(const CommandHeader& header, const Envelope& envelope, DecisionHeader& decision) {
    const std::uint64_t now = header.stamp_ns;
    dedup_.forget(now, kForgetAtOnce);
    const std::uint64_t sent = sent_at(header.id, now, envelope);
    if (sent < now && now - sent > settings_.dedup_window_ns) {
      decision.outcome = Outcome::kExpired;
      return nullptr;
    }
    if (sent > now && sent - now > settings_.allowed_skew_ns) {
      decision.outcome = Outcome::kRefused;
      decision.code = Code{0, static_cast<std::uint16_t>(EngineRefusal::kSentInFuture)};
      return nullptr;
    }
    const DedupWindow::Entry* entry = dedup_.find(header.id);
    if (entry == nullptr || entry->content_checksum == header.content_checksum) return entry;
    decision.outcome = Outcome::kIdReused;
    decision.related = entry->sequence;
    return nullptr;
  }

  void run(const CommandView& command, const Envelope& envelope, Skip skip) {
    if (skip == Skip::kYes) {
      writer_.header().outcome = Outcome::kFaulted;
    } else {
      executor_.execute(command, envelope, writer_);
    }
  }

  // A command of a reactor runs once, for ever: by its cause alone, whatever its id and its age.
  [[gnu::cold]] void react(const CommandView& command, const Envelope& envelope, Skip skip) {
    if (const ReactorCursors::Cursor* cursor = reactors_.covering(envelope.cause)) {
      const bool is_last = cursor->sequence == envelope.cause.sequence && cursor->index == envelope.cause.index;
      writer_.header().outcome = Outcome::kRepeat;
      writer_.header().related = is_last ? cursor->decided : 0;
      return;
    }
    run(command, envelope, skip);
    reactors_.advance(envelope.cause, command.header().sequence);
  }

  static void answer_repeat(const CommandHeader& header, const DedupWindow::Entry& first, DecisionHeader& decision,
                            Receipt& receipt) {
    decision.outcome = Outcome::kRepeat;
    decision.related = first.sequence;
    receipt = Receipt{.command = header.id,
                      .sequence = Sequence{first.sequence},
                      .outcome = first.outcome,
                      .refused_follow_ups = first.refused_follow_ups,
                      .code = first.code,
                      .version = first.version,
                      .related = Sequence{first.related},
                      .origin = header.origin};
  }

  static bool enters_window(const DecisionHeader& decision) {
    switch (decision.outcome) {
      case Outcome::kAccepted:
      case Outcome::kFaulted:
        return true;
      case Outcome::kRefused:
        return decision.code != Code{0, static_cast<std::uint16_t>(EngineRefusal::kSentInFuture)};
      default:
        return false;
    }
  }

  void remember(const DecisionHeader& decision, const Envelope& envelope) {
    const std::uint64_t sent = sent_at(decision.command, decision.stamp_ns, envelope);
    const std::uint64_t from = sent > decision.stamp_ns ? sent : decision.stamp_ns;
    DedupWindow::Entry& kept = dedup_.insert(decision.command);
    kept.content_checksum = decision.content_checksum;
    kept.sequence = decision.sequence;
    kept.forget_after_ns = from + settings_.dedup_window_ns;
    kept.version = decision.version;
    kept.related = decision.related;
    kept.code = decision.code;
    kept.outcome = decision.outcome;
    kept.zero = 0;
    kept.refused_follow_ups = decision.refused_follow_ups;
  }

  void control(const CommandView& command) {
    const CommandHeader& header = command.header();
    writer_.header().outcome = Outcome::kControl;
    StepHeader& step = *writer_.begin_step();
    step.type = header.type;
    step.outcome = Outcome::kControl;
    EventHeader* event = writer_.begin_event(command.payload().size());
    if (event == nullptr) throw Fault("a control record is larger than a decision record can be");
    *event = EventHeader{.type = header.type};
    std::memcpy(reinterpret_cast<std::byte*>(event + 1), command.payload().data(), command.payload().size());
    writer_.end_event(event, command.payload().size());
    writer_.end_step();
    if (!apply_control(header.type, command.payload())) {
      throw Fault("it is a control record that this program does not know: was it written by a newer one?");
    }
  }

  bool fold_control(const DecisionView& view) {
    bool ok = true;
    unsigned number = 0;
    view.for_each_step([&](const StepView& step) {
      if (number++ < view.header().timer_steps) return;
      step.for_each_event(
          [&](const EventView& event) { ok = ok && apply_control(event.header->type, event.payload()); });
    });
    return ok;
  }

  bool apply_control(std::uint16_t type, std::span<const std::byte> payload) {
    if (type == static_cast<std::uint16_t>(ControlType::kSettings)) {
      const bool known = settings_.decode(payload);
      dedup_.expect(settings_.dedup_window_ns);
      return known;
    }
    // A tick has let timers fire; a skip acts before anything is decided: recovery looks for it.
    return type == static_cast<std::uint16_t>(ControlType::kTick) ||
           type == static_cast<std::uint16_t>(ControlType::kSkip);
  }

  static void fill(const DecisionHeader& decision, Receipt& receipt) {
    receipt.outcome = decision.outcome;
    receipt.refused_follow_ups = decision.refused_follow_ups;
    receipt.code = decision.code;
    receipt.version = decision.version;
    receipt.related = Sequence{decision.related};
  }

  void advance(std::uint64_t sequence, std::uint64_t stamp_ns, std::uint64_t digest) {
    CHECK(sequence == decided_ + 1);
    decided_ = sequence;
    stamp_ns_ = stamp_ns;
    chain_ = advance_chain(chain_, digest);
  }

  Executor<D> executor_;
  DedupWindow dedup_;
  ReactorCursors reactors_;
  Settings settings_;
  DecisionWriter writer_;
  RowsAhead rows_ahead_;
  std::uint64_t decided_ = 0;
  std::uint64_t stamp_ns_ = 0;
  std::uint64_t chain_ = 0;
};

}  // namespace daybook
