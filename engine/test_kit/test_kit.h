#pragma once

// Front door: tests of a domain of one's own, with GoogleTest. Link `daybook::test_kit`.
//
// One command, without an engine:
//
//   given<Counters>(Added{"visits", 1}).when(Reset{"visits", "a new day"}).then(Cleared{"visits", 1, "a new day"});
//   given<Counters>().when(Reset{"visitors", "typo"}).then(refused(Refusal::kUnknownCounter));
//
// A story, with a whole engine on a simulated disk and clock:
//
//   Scenario<Leases> leases;
//   leases.send(Take{"room 7", kHour});
//   leases.crash();
//   leases.advance(1h);
//   leases.then(Taken{"room 7"}, Expired{"room 7"});
//
// Whether the domain does the same whenever it is told the same:
//
//   check_determinism<Counters>([](std::uint64_t seed, auto&& send) {
//     for (int i = 0; i < 100; ++i) {
//       if (!send(Add{kCounters[(seed + i) % 3], 1})) return;
//     }
//   });
//
// `then` states everything that happened, in its order: events, and refused(...) where a command or a follow-up was
// refused. A failure is reported at the line of the call that found it. DESIGN.md says more.

#include "engine/test_kit/determinism.h"
#include "engine/test_kit/given.h"
#include "engine/test_kit/scenario.h"
