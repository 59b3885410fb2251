#pragma once

// What the reference says of one command that is run: its own, a policy's or a timer's.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/id.h"
#include "tests/property/reference/messages.h"

namespace daybook::domain::reference {

// "accounts.limit_exceeded"; empty: none. Names of refusals are what the outside knows, so the reference has no other.
using Refusal = std::string;

struct Verdict {
  Refusal refusal{};          // empty: accepted
  std::uint64_t related = 0;  // sequence of the original that the refusal speaks of
};

// An event with the versions of the one or two streams it belongs to. `code`: what a code in it stands for.
struct Told {
  AnyEvent event;
  std::uint64_t version = 0;
  std::uint64_t other_version = 0;
  Refusal code{};
};

// A command that is to run at a journaled time.
struct Armed {
  std::uint64_t due_ns = 0;
  AnyCommand command;
};

enum class Sender { kOutside, kPolicy, kTimer };

struct Step {
  AnyCommand command;
  Refusal code{};  // what a code in the command stands for
  Sender sender = Sender::kOutside;
  std::string origin{};  // of a policy's or a timer's: who sent it, and why
  std::uint64_t sequence = 0;
  std::uint64_t now_ns = 0;
  Id actor{};
  Id correlation{};

  Verdict verdict{};
  std::uint64_t found = 0;    // version of the command's target before it …
  std::uint64_t version = 0;  // … and after it
  std::vector<Told> events{};
  std::vector<Armed> timers{};

  [[nodiscard]] bool accepted() const { return verdict.refusal.empty(); }
  void finds(std::uint64_t of_target) { found = version = of_target; }
  void tell(AnyEvent event, std::uint64_t its_version, std::uint64_t other_version = 0) {
    events.push_back({std::move(event), its_version, other_version, code});
  }
};

// What a policy wants done in answer to an event, or to a refusal.
struct FollowUp {
  AnyCommand command;
  std::string reason{};
  Refusal code{};
  std::string policy{};
};

}  // namespace daybook::domain::reference
