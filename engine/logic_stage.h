#pragma once

// The single writer of the state. Takes what is journaled, decides it, writes decision records into the event journal
// and receipts into the output ring. Nothing it does leaves the process here: the publish stage decides when.

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <exception>
#include <memory>
#include <utility>

#include "engine/decided_point.h"
#include "engine/event_appender.h"
#include "engine/idle_strategy.h"
#include "engine/journal_stage.h"
#include "engine/large_pages.h"
#include "engine/logic_core.h"
#include "engine/prefetch.h"
#include "engine/publish_stage.h"
#include "engine/sequencer.h"

namespace daybook {

template <class D>
class LogicStage {
 public:
  LogicStage(std::unique_ptr<LogicCore<D>> core, const ByteRing& ring, const Cursor& journaled,
             journal::Journal& events, OutputRing& outputs, DecidedPoint& decided, Status& status, Clock clock)
      : core_(std::move(core)),
        ring_(ring),
        journaled_(journaled),
        appender_(events),
        outputs_(outputs),
        decided_(decided),
        status_(status),
        clock_(clock) {
    decided_.set({core_->decided(), core_->chain()});
    decided_sequence_.advance(core_->decided());
    publish_level();
  }

  [[nodiscard]] LogicCore<D>& core() noexcept { return *core_; }
  [[nodiscard]] const LogicCore<D>& core() const noexcept { return *core_; }
  [[nodiscard]] const Cursor& consumed() const noexcept { return consumed_; }
  // The last sequence decided. Its decision record is in the journal, its receipt and its mark are in their rings: the
  // release here pairs with the acquire of whoever releases it.
  [[nodiscard]] const Cursor& decided() const noexcept { return decided_sequence_; }
  // Its own thread: everything journaled so far is decided.
  [[nodiscard]] bool drained() const noexcept { return consumed_.own() == journaled_.load(); }
  [[nodiscard]] ReleaseMarks& marks() noexcept { return appender_.marks(); }
  [[nodiscard]] const LogicLevel& level() const noexcept { return level_; }
  // Whether a timer was armed that is due before all others since this was asked last: who waits for the first one
  // must look again.
  [[nodiscard]] bool take_nearer_timer() noexcept { return std::exchange(nearer_timer_, false); }

  // Decides at most one batch. Stops the engine where a handler fails: the sequence of its command never advances.
  Work do_work(Parker* service) noexcept {
    const std::uint64_t from = consumed_.own();
    const std::uint64_t to = journaled_.load();
    if (from == to || status_.failed()) return idle(service);
    const Batch batch = gather(from, to);
    if (batch.count == 0) return {0, kLookForPlacesNs};
    const std::size_t done = decide(batch, service);
    if (done == 0) return {0, kLookForRoomNs};
    decided_.set({core_->decided(), core_->chain()});
    decided_sequence_.advance(core_->decided());
    publish_level();
    consumed_.advance(batch.ends[done - 1]);
    return {done, 0};
  }

 private:
  static constexpr std::size_t kMaxBatch = 256;
  static constexpr std::size_t kFetchAheadBytes = 1024;
  // A full output ring is waited for by looking again: its reader does not wake its writer.
  static constexpr std::uint64_t kLookForPlacesNs = 100'000;
  // The service wakes who waits for a segment; but not who begins to stop just then, and must say that there is none.
  static constexpr std::uint64_t kLookForRoomNs = 10'000'000;

  struct Batch {
    std::size_t count = 0;
    const std::byte* const* records = nullptr;
    const std::uint64_t* ends = nullptr;
  };

  Batch gather(std::uint64_t from, std::uint64_t to) noexcept {
    const std::size_t most = std::min<std::size_t>(kMaxBatch, outputs_.room(kMaxBatch));
    Batch batch{0, records_.data(), ends_.data()};
    std::uint64_t fetched = from;
    for (std::uint64_t at = from; at < to && batch.count < most; ++batch.count) {
      // The records lie in another core's cache, and each says only where the next one is: their lines are asked for
      // ahead.
      for (; fetched < to && fetched < at + kFetchAheadBytes; fetched += kCacheLine) prefetch_line(ring_.at(fetched));
      records_[batch.count] = ring_.at(at);
      at += CommandView(ring_.at(at)).stride();
      ends_[batch.count] = at;
    }
    return batch;
  }

  void look_ahead(const Batch& batch, std::size_t i) noexcept {
    if (i < batch.count) core_->look_ahead(CommandView(batch.records[i]));
  }

  // Returns how many commands were decided and recorded.
  std::size_t decide(const Batch& batch, Parker* service) noexcept {
    std::size_t done = 0;
    for (std::size_t i = 0; i < kIndexAhead; ++i) look_ahead(batch, i);
    for (; done < batch.count; ++done) {
      std::byte* room = appender_.claim();
      if (room == nullptr) {
        not_ready(service);
        break;
      }
      look_ahead(batch, done + kIndexAhead);
      const CommandView command(batch.records[done]);
      Output* output = outputs_.claim();
      CHECK(output != nullptr);  // `gather` has asked
      const std::size_t bytes = decide_one(command, room, *output);
      if (bytes == 0) {
        appender_.abandon();
        break;
      }
      appender_.add(command.header().sequence, bytes);
      outputs_.publish();
    }
    appender_.flush();
    if (service != nullptr && (appender_.journal().service_wanted() || large_pages::wanted())) service->unpark();
    return done;
  }

  void not_ready(Parker* service) noexcept {
    if (const journal::Error* failure = appender_.journal().failure()) {
      status_.fail({Error::Kind::kJournal, core_->decided() + 1, failure->message()});
    } else if (appender_.journal().no_space() && !status_.running()) {
      status_.fail(stopped_without_space(appender_.journal().directory(), core_->decided() + 1));
    } else if (service != nullptr) {
      service->unpark();
    }
  }

  // Padded size of the decision record; 0: the handler failed and the engine has stopped.
  std::size_t decide_one(const CommandView& command, std::byte* room, Output& output) noexcept {
    const CommandHeader& header = command.header();
    const char* what = "unknown exception";
    std::string words;
    try {
      const std::size_t bytes = core_->decide(command, LogicCore<D>::Skip::kNo, room, output.receipt);
      output.gate = header.sequence;
      return bytes;
    } catch (const std::exception& error) {
      words = error.what();
      what = words.c_str();
    } catch (...) {
    }
    status_.fail({Error::Kind::kFault, header.sequence, fault_message(header.sequence, header.type, what)});
    return 0;
  }

  static std::string fault_message(std::uint64_t sequence, std::uint16_t type, const char* what) {
    return fmt::format(
        "the handler of command {} (type {}) failed: {}. It is journaled and has had no effect. Correct the program "
        "and "
        "start again, or take the command out with `skip` (sequence {})",
        sequence, type, what, sequence);
  }

  void publish_level() noexcept {
    level_.size.store(core_->dedup().size(), std::memory_order_relaxed);
    level_.forget_after_ns.store(core_->dedup().oldest_forget_after_ns(), std::memory_order_relaxed);
    const std::uint64_t due = core_->next_due_ns();
    const std::uint64_t was_due = level_.next_due_ns.load(std::memory_order_relaxed);
    if (due == was_due) return;
    nearer_timer_ = nearer_timer_ || due < was_due;
    level_.next_due_ns.store(due, std::memory_order_release);
  }

  Work idle(Parker* service) noexcept {
    const bool flushed = appender_.marks().flush();  // work: whoever releases must look again
    const std::uint64_t sleep_ns = appender_.journal().tick(clock_.monotonic_ns());
    if (service != nullptr && appender_.journal().service_wanted()) service->unpark();
    return {flushed ? std::size_t{1} : 0, sleep_ns};
  }

  std::unique_ptr<LogicCore<D>> core_;
  const ByteRing& ring_;
  const Cursor& journaled_;
  EventAppender appender_;
  OutputRing& outputs_;
  DecidedPoint& decided_;
  Status& status_;
  Clock clock_;
  LogicLevel level_;
  bool nearer_timer_ = false;
  std::array<const std::byte*, kMaxBatch> records_{};
  std::array<std::uint64_t, kMaxBatch> ends_{};
  Cursor consumed_;
  Cursor decided_sequence_;  // a sequence here, not a ring position
};

}  // namespace daybook
