#pragma once

// Who stands behind the events of a decision record, and why.

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/decision_record.h"
#include "engine/record.h"
#include "engine/values.h"

namespace daybook::app {

// A timer that sent a command.
struct FiredTimer {
  std::uint64_t armed_by = 0;  // sequence
  Stamp armed_at;
  Stamp due;
};

// Where the command of a step comes from: a sender, a timer, or a policy in answer to what one of these two began. A
// timer fires before whatever command comes next, and has nothing to do with it.
struct Origin {
  Id command;                // causation: the sender's command, or what takes its place for a timer
  std::string command_type;  // of the step: a follow-up's own
  Id correlation;
  Id actor;
  std::string reason;
  std::optional<FiredTimer> timer;
  Envelope::Cause answers;  // of a reactor's command: what it answers
  // Of a follow-up: the policy that asked for it, the event it answers, or the command whose refusal it answers, and
  // why.
  std::string policy;
  std::string cause;
  std::string refusal;

  void write(boost::json::object& json) const;
  // Lines for people.
  [[nodiscard]] std::vector<std::string> notes() const;
};

// Of the steps of a record, in their order.
[[nodiscard]] std::vector<Origin> origins(const DecisionView& decision);

}  // namespace daybook::app
