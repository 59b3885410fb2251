#pragma once

#include <atomic>
#include <cstddef>

#include "engine/ingress.h"
#include "engine/journal_stage.h"
#include "engine/options.h"
#include "engine/sequencer.h"

namespace daybook {

// The way of a command from its producer into the command journal: mailboxes and queue, sequencer, journal stage. With
// direct publishing the one producer's thread is the sequencer's; else a thread of the engine's is.
class IntakeStage {
 public:
  IntakeStage(const Options& options, const ByteRing& ring, journal::Journal& commands, const DecidedPoint& decided,
              Status& status);

  [[nodiscard]] bool direct() const noexcept { return direct_; }
  [[nodiscard]] Sequencer& sequencer() noexcept { return sequencer_; }
  [[nodiscard]] JournalStage& journal_stage() noexcept { return journal_stage_; }
  [[nodiscard]] const JournalStage& journal_stage() const noexcept { return journal_stage_; }
  [[nodiscard]] Mailboxes& mailboxes() noexcept { return mailboxes_; }
  [[nodiscard]] Parker& parker() noexcept { return parker_; }

  // Producers. Null: too many, or a second one with direct publishing.
  [[nodiscard]] Mailbox* add_mailbox();
  // Its producer is gone.
  void give_back(Mailbox& mailbox);
  // A producer: room for a record; null: there is none just now. A record must be handed over.
  [[nodiscard]] std::byte* claim(Mailbox& mailbox, std::size_t max_bytes) noexcept;
  void hand_over(Mailbox& mailbox, std::byte* record) noexcept;

  // The sequencer's thread: moves what producers have handed over into the ring, and from there into the journal.
  Work do_work() noexcept;
  // The sequencer's thread: everything handed over so far is journaled.
  [[nodiscard]] bool drained() noexcept;

 private:
  static constexpr std::size_t kMailboxBytes = std::size_t{1} << 20;
  // With direct publishing, the producer journals what it sent at least this often.
  static constexpr std::uint64_t kJournalAfterBytes = std::uint64_t{16} << 10;

  const bool direct_;
  const std::uint32_t credits_;
  Ingress ingress_;
  Mailboxes mailboxes_;  // after the queue that their tokens belong to
  Sequencer sequencer_;
  JournalStage journal_stage_;
  Parker parker_;
  std::atomic<bool> direct_taken_{false};
};

}  // namespace daybook
