#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "tests/property/reference/billing.h"
#include "tests/property/reference/disposals.h"
#include "tests/property/reference/inventory.h"
#include "tests/property/reference/ledger.h"
#include "tests/property/reference/manufacturing.h"
#include "tests/property/reference/record.h"
#include "tests/property/reference/sales.h"
#include "tests/property/reference/shipments.h"
#include "tests/property/reference/support.h"
#include "tests/property/reference/teams.h"
#include "tests/property/reference/window.h"

namespace daybook::domain::reference {

// The whole domain with the engine's own rules: slow, without a disk, a thread or a table, and written from the
// documents alone. It is told what was journaled, in order, and says what must have become of it.
class Reference {
 public:
  struct Settings {
    std::uint64_t window_ns = 60'000'000'000;
    std::uint64_t skew_ns = 10'000'000'000;
  };
  Reference(const Names& names, const Settings& settings) : settings_(settings), parts_(names), teams_(names) {}

  Record hear(const Submission& submission, std::uint64_t sequence, std::uint64_t now_ns);
  // A reactor's command, which must be the next that it sends, or one that it has sent. Nothing, and what is wrong,
  // where it is not.
  std::optional<Record> hear(const Envelope::Cause& cause, std::uint64_t sequence, std::uint64_t now_ns,
                             std::string& wrong);
  // Nothing else came, and a timer was due.
  Record tick(std::uint64_t sequence, std::uint64_t now_ns);

  // Whether its id says when it was sent first.
  [[nodiscard]] static bool tells_time(const Submission& submission);
  // Whether a command that is journaled now is so too late for anybody to say what comes of it: its id was used before,
  // tells no time, and may be forgotten.
  [[nodiscard]] bool cannot_tell(const Submission& submission, std::uint64_t now_ns) const;
  // When the next timer is due; UINT64_MAX: there is none.
  [[nodiscard]] std::uint64_t next_due_ns() const;

  // Everything that follows from the decisions.
  struct Parts {
    explicit Parts(const Names& names) : billing(names) {}
    Shipments shipments;
    Ledger ledger;
    Billing billing;
    Support support;
    Sales sales;
    Inventory inventory;
    Manufacturing manufacturing;
    Disposals disposals;
  };
  [[nodiscard]] const Parts& parts() const { return parts_; }
  [[nodiscard]] const Teams& teams() const { return teams_; }
  // Of the commands that a reactor must send, how many it has sent.
  [[nodiscard]] std::size_t sent_by(const Id& reactor) const;

 private:
  using Place = std::tuple<std::uint64_t, std::uint64_t, std::uint64_t>;  // due, sequence, index: the order of firing
  struct Timer {
    AnyCommand command;
    Id correlation;
  };
  static constexpr int kMostTimers = 16;  // before one command

  void begin(std::uint64_t sequence, std::uint64_t now_ns, Record& record);
  // What may not run, or ran before, is answered here.
  [[nodiscard]] bool is_answered(const Submission& submission, Record& record) const;
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
  Teams teams_;
  Window window_;
  std::map<Id, std::vector<std::uint64_t>> sent_;  // by reactor, the sequences of its commands
  std::map<Place, Timer> timers_;
  std::uint64_t sequence_ = 0;
  std::uint64_t now_ns_ = 0;
  std::uint64_t armed_ = 0;  // timers, by this sequence
};

}  // namespace daybook::domain::reference
