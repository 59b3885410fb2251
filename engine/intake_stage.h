#pragma once

#include <atomic>
#include <cstddef>

#include "engine/ingress.h"
#include "engine/journal_stage.h"
#include "engine/options.h"
#include "engine/sequencer.h"

namespace daybook {

// The way of a command from its producer into the command journal: mailboxes and queue, sequencer, journal stage. With
// direct publishing the one producer's thread is the sequencer's; else a thread of the engine's is. The journal stage
// runs on the sequencer's thread, unless it has been given one of its own.
class IntakeStage {
 public:
  IntakeStage(const Options& options, const ByteRing& ring, journal::Journal& commands, const DecidedPoint& decided,
              Status& status);

  [[nodiscard]] bool direct() const noexcept { return direct_; }
  [[nodiscard]] Sequencer& sequencer() noexcept { return sequencer_; }
  [[nodiscard]] JournalStage& journal_stage() noexcept { return journal_stage_; }
  [[nodiscard]] const JournalStage& journal_stage() const noexcept { return journal_stage_; }
  [[nodiscard]] Mailboxes& mailboxes() noexcept { return mailboxes_; }

  // Before any thread of the engine runs: where the sequencer's sleeps, if it is the engine's.
  void wakes_sequencer(Parker& sequencer) noexcept { sequencer_parker_ = &sequencer; }
  // As well: the journal stage has a thread of its own, which sleeps here. From now on only that thread runs it.
  void wakes_journal(Parker& journal) noexcept { journal_parker_ = &journal; }

  // Producers. Null: too many, or a second one with direct publishing.
  [[nodiscard]] Mailbox* add_mailbox();
  // Its producer is gone.
  void give_back(Mailbox& mailbox);
  // A producer: room for a record; null: there is none just now. A record must be handed over.
  [[nodiscard]] std::byte* claim(Mailbox& mailbox, std::size_t max_bytes) noexcept;
  void hand_over(Mailbox& mailbox, std::byte* record) noexcept;

  // The sequencer's thread: moves what producers have handed over into the ring, and from there into the journal.
  Work do_work() noexcept;
  // The sequencer's thread: everything handed over so far is published, and journaled where this thread does that.
  [[nodiscard]] bool drained() noexcept;

 private:
  Work sequence() noexcept;
  Work look_at_ingress(Work work) noexcept;
  void show_to_journal() noexcept;

  static constexpr std::size_t kMailboxBytes = std::size_t{1} << 20;
  // With direct publishing, a producer that journals does so at least this often.
  static constexpr std::uint64_t kJournalAfterBytes = std::uint64_t{16} << 10;

  const bool direct_;
  const std::uint32_t credits_;
  Ingress ingress_;
  Mailboxes mailboxes_;  // after the queue that their tokens belong to
  Sequencer sequencer_;
  JournalStage journal_stage_;
  Parker* sequencer_parker_ = nullptr;  // null: the sequencer's thread is the caller's
  Parker* journal_parker_ = nullptr;    // null: the sequencer's thread journals
  std::uint64_t shown_ = 0;             // up to where the journal stage has been told to look
  std::atomic<bool> direct_taken_{false};
};

}  // namespace daybook
