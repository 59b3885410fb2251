#include "engine/intake_stage.h"

#include <algorithm>

#include "engine/check.h"

namespace daybook {

IntakeStage::IntakeStage(const Options& options, const ByteRing& ring, journal::Journal& commands,
                         const DecidedPoint& decided, Status& status)
    : direct_(options.intake == Intake::kDirect),
      credits_(options.credits),
      sequencer_(ring, options.clock, status),
      journal_stage_(ring, sequencer_.published(), commands, decided, status, options.clock) {}

Mailbox* IntakeStage::add_mailbox() {
  if (direct_ && direct_taken_.exchange(true)) return nullptr;
  Mailbox* mailbox = mailboxes_.add(credits_, direct_ ? 8 : kMailboxBytes);
  if (mailbox != nullptr && !direct_ && !mailbox->token) mailbox->token.emplace(ingress_.queue());
  return mailbox;
}

void IntakeStage::give_back(Mailbox& mailbox) {
  if (!direct_) mailboxes_.give_back(mailbox);
}

std::byte* IntakeStage::claim(Mailbox& mailbox, std::size_t max_bytes) noexcept {
  if (!direct_) return mailbox.claim(max_bytes);
  return sequencer_.stamp() && sequencer_.admits() ? sequencer_.claim(max_bytes) : nullptr;
}

void IntakeStage::hand_over(Mailbox& mailbox, std::byte* record) noexcept {
  if (direct_) {
    sequencer_.publish(record);
    if (journal_parker_ != nullptr) {
      // A hint: `do_work` makes sure, at the price of a locked operation for many commands instead of one for each.
      if (journal_parker_->seems_parked()) show_to_journal();
      return;
    }
    if (sequencer_.published().own() - journal_stage_.journaled().own() >= kJournalAfterBytes) journal_stage_.do_work();
    return;
  }
  const std::uint64_t position = mailbox.position();
  mailbox.enqueued(CommandView(record).stride());
  CHECK(ingress_.queue().enqueue(*mailbox.token, Ingress::Item{&mailbox, position}));  // else: no memory
  if (sequencer_parker_ != nullptr) sequencer_parker_->unpark();
}

Work IntakeStage::do_work() noexcept {
  if (journal_parker_ != nullptr) return sequence();
  const std::size_t drained = direct_ ? 0 : ingress_.drain(sequencer_);
  Work work = journal_stage_.do_work();
  work.count += drained;
  if (work.count == 0) {
    const std::uint64_t wait_ns = sequencer_.tick();
    if (wait_ns == 0) return journal_stage_.do_work();
    work.sleep_ns = std::min(work.sleep_ns, wait_ns);
  }
  return look_at_ingress(work);
}

// With the journal stage on another thread.
Work IntakeStage::sequence() noexcept {
  Work work{direct_ ? 0 : ingress_.drain(sequencer_), UINT64_MAX};
  if (work.count == 0) {
    work.sleep_ns = sequencer_.tick();
    work.count = work.sleep_ns == 0 ? 1 : 0;
  }
  if (sequencer_.published().own() != shown_) show_to_journal();
  return look_at_ingress(work);
}

void IntakeStage::show_to_journal() noexcept {
  shown_ = sequencer_.published().own();
  journal_parker_->unpark();
}

Work IntakeStage::look_at_ingress(Work work) noexcept {
  // A full ring is waited for by looking again: the logic stage does not wake its producer.
  if (!ingress_.empty()) work.sleep_ns = std::min<std::uint64_t>(work.sleep_ns, 100'000);
  return work;
}

bool IntakeStage::drained() noexcept {
  if (journal_parker_ != nullptr) return ingress_.empty();
  return ingress_.empty() && journal_stage_.journaled().own() == sequencer_.published().own();
}

}  // namespace daybook
