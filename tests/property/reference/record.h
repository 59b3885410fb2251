#pragma once

#include <cstdint>
#include <vector>

#include "engine/outcome.h"
#include "engine/record.h"
#include "tests/property/reference/step.h"

namespace daybook::domain::reference {

// A command as its sender sent it.
struct Submission {
  Id id;
  Envelope envelope;
  AnyCommand command;
  Refusal code{};  // what a code in the command stands for
};

// What a receipt says.
struct Answer {
  std::uint64_t sequence = 0;
  Outcome outcome = Outcome::kAccepted;
  Refusal refusal{};
  std::uint64_t version = 0;
  std::uint64_t related = 0;
  std::uint64_t refused_follow_ups = 0;
};

// What a journaled command came to.
struct Record {
  std::uint64_t sequence = 0;
  Answer answer;               // of a repeat: the original's, as far as anybody knows it
  bool is_repeat = false;      // it was sent before
  std::vector<Step> timers{};  // that fired before it, each with the follow-ups it led to
  std::vector<Step> steps{};   // its own, and its follow-ups
};

}  // namespace daybook::domain::reference
