#pragma once

// The threads that drive the stages of one engine. A topology says which stages share one.
//
//   paired       sequencer + journal ──► logic + publish
//   dedicated    sequencer ──► journal ──► logic ──► publish
//
// beside either the service, which sleeps but for segments and syncs. With direct publishing the sequencer's thread is
// the producer's own. Each stage wakes the next after it has published what that one looks for; a thread that waits for
// something of a later one (room in a ring) looks again by itself.

#include <cstdint>

#include "engine/agent.h"
#include "engine/stages.h"

namespace daybook {

template <class D>
class Threads {
 public:
  explicit Threads(Stages<D>& stages) : stages_(stages) {
    stages_.status().on_fail([this] { wake(); });
  }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

  // Not for `inline`.
  void start(Topology topology) {
    const bool dedicated = topology == Topology::kDedicated;
    if (dedicated) releasing_ = &publish_;
    stages_.intake().wakes_sequencer(sequencer_.parker());
    if (dedicated) stages_.intake().wakes_journal(journal_.parker());
    stages_.journal().wakes(logic_.parker(), releasing_->parker(), service_.parker());
    start_service();
    if (dedicated) {
      start_publish();
      start_logic();
      start_journal();
    } else {
      start_logic_and_publish();
    }
    if (!stages_.intake().direct())
      start_sequencer(dedicated ? IdleStrategy::Patience::kMuch : IdleStrategy::Patience::kSome);
  }

  // Whoever sleeps looks again: at the engine's status, or for a query.
  void wake() {
    for (Agent* agent : {&sequencer_, &journal_, &logic_, &publish_}) agent->parker().unpark();
  }
  void wake_logic() { logic_.parker().unpark(); }

  // In the order of the pipeline, each when nothing more comes from the one before: what was accepted is released, or,
  // in an engine that has failed, what was decided. Does nothing where there is no thread.
  void stop_sequencer() { sequencer_.stop(); }
  void stop_others() {
    for (Agent* agent : {&journal_, &logic_, &publish_, &service_}) agent->stop();
  }
  [[nodiscard]] bool has_sequencer() const noexcept { return sequencer_.started(); }
  // Nothing more is released.
  [[nodiscard]] bool ended() const noexcept { return releasing_->ended(); }

 private:
  [[nodiscard]] bool failed() const noexcept { return stages_.status().failed(); }

  void start_sequencer(IdleStrategy::Patience patience) {
    sequencer_.start(
        "daybook-intake", [this] { return stages_.intake().do_work(); },
        [this] { return failed() || (sequencer_.stopping() && stages_.intake().drained()); }, patience);
  }
  void start_journal() {
    journal_.start(
        "daybook-journal", [this] { return stages_.journal().do_work(); },
        [this] { return failed() || (journal_.stopping() && stages_.journal().drained()); },
        IdleStrategy::Patience::kMuch);
  }
  void start_logic() {
    logic_.start(
        "daybook-logic",
        [this] {
          const Work work = decide();
          if (work.count != 0) publish_.parker().unpark();
          return work;
        },
        [this] { return failed() || (logic_.stopping() && stages_.logic().drained()); }, IdleStrategy::Patience::kMuch);
  }
  void start_publish() {
    publish_.start(
        "daybook-publish", [this] { return stages_.release(); },
        // Whether the logic stage has ended is asked first: then nothing more is decided.
        [this] { return (publish_.stopping() || (failed() && logic_.ended())) && stages_.released_all(); },
        IdleStrategy::Patience::kMuch);
  }
  void start_logic_and_publish() {
    logic_.start(
        "daybook-logic",
        [this] {
          Work work = decide();
          work.count += stages_.release().count;
          return work;
        },
        [this] { return (failed() || (logic_.stopping() && stages_.logic().drained())) && stages_.released_all(); });
  }
  void start_service() {
    service_.start(
        "daybook-service",
        [this] {
          // A segment may be there, a sync may have been the last.
          return stages_.serve([this] { releasing_->parker().unpark(); }, [this] { wake(); });
        },
        [this] { return service_.stopping(); }, IdleStrategy::Patience::kNone);
  }

  Work decide() {
    const Work work = stages_.decide(&service_.parker());
    if (stages_.logic().take_nearer_timer()) sequencer_.parker().unpark();
    return work;
  }

  Stages<D>& stages_;
  Agent sequencer_;
  Agent journal_;
  Agent logic_;
  Agent publish_;
  Agent service_;
  Agent* releasing_ = &logic_;  // which of them runs the publish stage
};

}  // namespace daybook
