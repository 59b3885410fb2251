#pragma once

#include <deque>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "engine/record.h"
#include "tests/property/reference/billing.h"
#include "tests/property/reference/ledger.h"
#include "tests/property/reference/shipments.h"
#include "tests/property/reference/window.h"

namespace daybook::domain::reference {

// A command as its sender sent it.
struct Submission {
  Id id;
  Envelope envelope;
  AnyCommand command;
};

// What a journaled command came to.
struct Record {
  Answer answer;           // of a repeat: the original's
  bool is_repeat = false;  // it was sent before
  std::vector<Step> timers;  // that fired before it, each with the follow-ups it led to
  std::vector<Step> steps;   // its own, and its follow-ups
};

// The whole domain with the engine's own rules: slow, without a disk, a thread or a table, and written from the
// documents alone. It is told what was journaled, in order, and says what must have become of it.
class Reference {
 public:
  struct Settings {
    std::uint64_t window_ns = 60'000'000'000;
    std::uint64_t skew_ns = 10'000'000'000;
  };
  Reference(const Names& names, const Settings& settings) : settings_(settings), parts_{{}, {}, Billing(names)} {}

  Record hear(const Submission& submission, std::uint64_t sequence, std::uint64_t now_ns);
  // Nothing else came, and a timer was due.
  Record tick(std::uint64_t sequence, std::uint64_t now_ns);

  // Whether a command that is sent now is sent too late for anybody to say what comes of it: its id was used before,
  // tells no time, and may be forgotten.
  [[nodiscard]] bool cannot_tell(const Submission& submission, std::uint64_t now_ns) const;
  // When the next timer is due; UINT64_MAX: there is none.
  [[nodiscard]] std::uint64_t next_due_ns() const;

  [[nodiscard]] const Shipments& shipments() const { return parts_.shipments; }
  [[nodiscard]] const Ledger& ledger() const { return parts_.ledger; }
  [[nodiscard]] const Billing& billing() const { return parts_.billing; }

 private:
  struct Parts {
    Shipments shipments;
    Ledger ledger;
    Billing billing;
  };
  using Place = std::tuple<std::uint64_t, std::uint64_t, std::uint64_t>;  // due, sequence, index: the order of firing
  struct Timer {
    AnyCommand command;
    Id correlation;
  };
  static constexpr int kMostTimers = 16;  // before one command

  void begin(std::uint64_t sequence, std::uint64_t now_ns, Record& record);
  // What may not run, or ran before, is answered here.
  bool is_answered(const Submission& submission, Record& record) const;
  void run_own(const Submission& submission, Record& record);
  void run(Step& step);
  // What the last of the steps leads to, and what that leads to.
  void follow(std::vector<Step>& steps);
  void take_effect(const Step& step, std::deque<FollowUp>& wanted);
  void tell_refusal(const FollowUp& follow_up, const Refusal& refusal, std::deque<FollowUp>& wanted) const;
  [[nodiscard]] std::uint64_t sent_at(const Submission& submission) const;
  [[nodiscard]] Step step_of(const AnyCommand& command, Sender sender) const;

  Settings settings_;
  Parts parts_;
  Window window_;
  std::map<Place, Timer> timers_;
  std::uint64_t sequence_ = 0;
  std::uint64_t now_ns_ = 0;
  std::uint64_t armed_ = 0;  // timers, by this sequence
};

}  // namespace daybook::domain::reference
