#pragma once

// A small domain for the tests: bells that chime by timer, each chime arming the next.

#include "engine/engine.h"

namespace daybook::chimes {

using Bell = Key<"bell">;

struct Ring {
  Bell bell;
  std::uint64_t every_ns;
  std::uint64_t times;
};
struct Chime {
  Bell bell;
  std::uint64_t every_ns;
  std::uint64_t times;
};
struct Rung {
  Bell bell;
};
struct Chimed {
  Bell bell;
  Stamp at;
};
DAYBOOK_COMMAND(Ring, 1, bell, every_ns, times)
DAYBOOK_COMMAND(Chime, 2, bell, every_ns, times)
DAYBOOK_EVENT(Rung, 11, bell)
DAYBOOK_EVENT(Chimed, 12, bell, at)

enum class Refusal : std::uint16_t { kOnlyByTimer = 1 };
DAYBOOK_REFUSALS(Refusal, kOnlyByTimer)

struct Bells {
  using Commands = Messages<Ring, Chime>;
  using Events = Messages<Rung, Chimed>;
  using Refusals = Refusal;
  using Decision = daybook::Decision<Bells>;
  static constexpr Rules kRules{.name = "bells", .version = 1};

  Verdict decide(const Ring& c, Decision& out) const {
    arm({c.bell, c.every_ns, c.times}, out);
    return out.accept(Rung{c.bell});
  }
  Verdict decide(const Chime& c, Decision& out) const {
    if (!out.context().by_timer) return Refusal::kOnlyByTimer;
    arm({c.bell, c.every_ns, c.times - 1}, out);
    return out.accept(Chimed{c.bell, out.context().now});
  }
  void apply(const Rung& e) { chimes[e.bell] = 0; }
  void apply(const Chimed& e) { ++chimes[e.bell]; }
  auto tables() const { return std::tie(chimes); }

  Table<Bell, std::uint64_t> chimes;

 private:
  static void arm(const Chime& next, Decision& out) {
    if (next.times != 0) out.arm(Stamp{out.context().now.ns + next.every_ns}, next);
  }
};

}  // namespace daybook::chimes
