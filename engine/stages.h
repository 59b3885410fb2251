#pragma once

// The stages of one engine, joined by their rings and cursors, and what a round of each is. Which threads call these
// rounds is said elsewhere (threads.h): the stages are the same in every topology.

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/intake_stage.h"
#include "engine/large_pages.h"
#include "engine/logic_stage.h"
#include "engine/options.h"
#include "engine/publish_stage.h"
#include "engine/queries.h"
#include "engine/recovery.h"
#include "engine/status.h"

namespace daybook {

template <class D>
class Stages {
 public:
  Stages(const Options& options, ByteRing ring, typename EngineRecovery<D>::Recovered recovered)
      : ring_(std::move(ring)),
        commands_(std::move(recovered.commands)),
        events_(std::move(recovered.events)),
        intake_(options, ring_, *commands_, decided_, status_),
        outputs_(std::size_t{options.credits} * 2),
        logic_(std::move(recovered.core), ring_, intake_.journal_stage().journaled(), *events_, outputs_, decided_,
               status_, options.clock),
        publish_(outputs_, intake_.mailboxes(), *commands_, *events_, intake_.journal_stage().marks(), logic_.marks()) {
    Sequencer& sequencer = intake_.sequencer();
    sequencer.resume(recovered.summary.last_sequence, recovered.last_stamp_ns);
    sequencer.gate_on(logic_.consumed());
    sequencer.watch(logic_.level(), DedupWindow::entries_in(options.dedup_bytes));
  }
  Stages(const Stages&) = delete;
  Stages& operator=(const Stages&) = delete;

  [[nodiscard]] Status& status() noexcept { return status_; }
  [[nodiscard]] const Status& status() const noexcept { return status_; }
  [[nodiscard]] journal::Journal& commands() const noexcept { return *commands_; }
  [[nodiscard]] journal::Journal& events() const noexcept { return *events_; }
  [[nodiscard]] IntakeStage& intake() noexcept { return intake_; }
  [[nodiscard]] const IntakeStage& intake() const noexcept { return intake_; }
  [[nodiscard]] JournalStage& journal() noexcept { return intake_.journal_stage(); }
  [[nodiscard]] LogicStage<D>& logic() noexcept { return logic_; }
  [[nodiscard]] PublishStage& publish() noexcept { return publish_; }
  [[nodiscard]] const PublishStage& publish() const noexcept { return publish_; }
  [[nodiscard]] Queries& queries() noexcept { return queries_; }
  [[nodiscard]] bool no_space() const noexcept { return commands_->no_space() || events_->no_space(); }

  // Everything decided so far is released, or never will be.
  [[nodiscard]] bool released_all() const noexcept {
    return publish_.released() == logic_.decided().load() || commands_->failure() != nullptr;
  }
  // One thread runs them all: nothing is on its way between them.
  [[nodiscard]] bool drained() noexcept { return intake_.drained() && logic_.drained() && released_all(); }

  // --- a round of each; see LogicStage::do_work for `service` ---

  Work decide(Parker* service) noexcept {
    Work work = logic_.do_work(service);
    // A handler that failed has left its state half changed: nobody is to see that.
    if (!status_.failed()) work.count += queries_.answer(logic_.core().decided());
    return work;
  }
  Work release() noexcept {
    const std::size_t count = publish_.do_work(logic_.decided().load());
    // Nobody tells that the last decision before a failure was the last.
    return {count, status_.failed() ? kLookForEndNs : UINT64_MAX};
  }
  // Syncs, segments, pages: what no command should wait for. `on_commands` is called where the command journal has got
  // on, before the other one has its turn: something may be released; `on_any` where either has.
  template <class OnCommands, class OnAny>
  Work serve(OnCommands&& on_commands, OnAny&& on_any) {
    const bool commands = commands_->service();
    if (commands) on_commands();
    const bool events = events_->service();
    if (!commands && !events) {
      return {large_pages::fill() ? std::size_t{1} : 0,
              std::min(no_space() ? kLookForSpaceNs : UINT64_MAX, commands_->service_rest_ns())};
    }
    check_journals();
    on_any();
    return {1, 0};
  }
  // All of it, on one thread.
  Work do_everything() {
    const Work taken = intake_.do_work();
    std::size_t count = taken.count;
    count += commands_->service() ? 1 : 0;
    const Work decided = decide(nullptr);
    count += decided.count + release().count;
    count += events_->service() ? 1 : 0;
    check_journals();
    return {count, std::min(taken.sleep_ns, decided.sleep_ns)};
  }

 private:
  static constexpr std::uint64_t kLookForSpaceNs = 50'000'000;
  static constexpr std::uint64_t kLookForEndNs = 1'000'000;

  void check_journals() {
    for (journal::Journal* journal : {commands_.get(), events_.get()}) {
      if (const journal::Error* failure = journal->failure())
        status_.fail({Error::Kind::kJournal, 0, failure->message()});
    }
  }

  Status status_;
  ByteRing ring_;
  const std::unique_ptr<journal::Journal> commands_;
  const std::unique_ptr<journal::Journal> events_;
  DecidedPoint decided_;
  IntakeStage intake_;
  OutputRing outputs_;
  LogicStage<D> logic_;
  PublishStage publish_;
  Queries queries_;
};

}  // namespace daybook
