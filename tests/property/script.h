#pragma once

// What somebody does with an engine, one thing after the other. Everything in it is a value of its own, so that a
// script makes sense whatever is taken out of it.

#include <array>
#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/options.h"
#include "tests/property/reference/messages.h"

namespace daybook::domain::property {

using reference::AnyCommand;

// A command, for the first time or once more. Its texts are good for ever.
struct Send {
  enum class IdKind : std::uint8_t {
    kTimed,     // a UUIDv7
    kNamed,     // a name, with the time beside it
    kTimeless,  // a name alone
  };
  enum class Then : std::uint8_t { kWait, kGoOn };  // for the receipt; at once

  std::uint32_t number = 0;  // of its id: the same number, the same id
  IdKind id_kind = IdKind::kTimed;
  std::int64_t sent_ms_ago = 0;  // what the id says of when it was sent first; below 0: that it will be
  AnyCommand command;
  Id actor{};
  Id correlation{};
  std::string_view reason{};
  Maybe<std::uint64_t> expected_version{};
  Maybe<Date> occurred_on{};
  Then then = Then::kWait;
};

// Time passes, and the engine does nothing.
struct Pause {
  std::uint64_t ms = 0;
};

// The engine works until there is nothing left to do.
struct Idle {};

// The process dies, or the power is lost, when the disk has been changed so often from now; what is on it then follows
// from the seed. The next start begins there.
struct Crash {
  enum class Kind : std::uint8_t { kKill, kPowerLoss };
  Kind kind = Kind::kKill;
  std::uint64_t after_changes = 0;
  std::uint64_t seed = 0;
};

// The engine stops in order, and starts again.
struct Restart {};

inline constexpr std::array<Team, 4> kTeams = {Team::kSales, Team::kInventory, Team::kManufacturing, Team::kAccounting};

// A team's reactor is opened, and is beside the engine from then on, also after a start.
struct Hire {
  Team team = Team::kSales;
};
// It is stopped. What it misses it hears when it is hired again.
struct Dismiss {
  Team team = Team::kSales;
};
// It hears what is released, and answers.
struct React {
  Team team = Team::kSales;
};

using Action = std::variant<Send, Pause, Idle, Crash, Restart, Hire, Dismiss, React>;

struct Script {
  Durability durability = Durability::kPower;
  std::uint64_t window_ms = 60'000;  // of deduplication
  std::vector<Action> actions{};
};

}  // namespace daybook::domain::property
