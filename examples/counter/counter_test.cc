// How an embedder tests a domain.

#include <gtest/gtest.h>

#include <limits>

#include "engine/test_kit/test_kit.h"
#include "examples/counter/course.h"

using daybook::test_kit::check_determinism;
using daybook::test_kit::given;
using daybook::test_kit::refused;
using daybook::test_kit::Scenario;

TEST(Counters, AddUp) {
  given<Counters>(Added{"visits", 1}, Added{"visits", 2})
      .when(Reset{"visits", "a new day"})
      .then(Cleared{"visits", 3, "a new day"});
}

TEST(Counters, AreUnknownUntilTheyAreAddedTo) {
  given<Counters>(Added{"visits", 1}).when(Reset{"visitors", "typo"}).then(refused(Refusal::kUnknownCounter));
}

TEST(Counters, SurviveALossOfPower) {
  Scenario<Counters> counters;
  counters.send(Add{"visits", 1});
  counters.crash();
  counters.send(Add{"visits", 2});
  counters.then(Added{"visits", 1}, Added{"visits", 2});
}

TEST(Counters, AreDeterministic) { check_determinism<Counters>(kCourse); }

TEST(Counters, DoNotOverflow) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  given<Counters>(Added{"visits", kMost}).when(Add{"visits", 1}).then(refused(Refusal::kOverflow));
}

TEST(Counters, AreClearedByResetsAlone) {
  Scenario<Counters> counters;
  counters.send(Add{"visits", 5});
  counters.send(Add{"visits", -5});
  counters.then_never<Cleared>();
  EXPECT_EQ(*counters.state().values.find("visits"), 0);
}
