#pragma once

// Plants every two faults of a command that can meet in it.

#include <algorithm>
#include <array>
#include <functional>
#include <set>

#include "tests/domain/world.h"

namespace daybook::domain::testing {

// A world and a command into which faults are planted. `false`: the fault cannot be planted beside the earlier ones.
// W: a World, or whoever else is sent commands, by `actor` where it asks for one.
template <class C, class R, class W = World>
struct Case {
  W world;
  C command;
  Id actor{"agent"};
  std::set<R> planted;
  bool has(R fault) const { return planted.contains(fault); }
  Result send() {
    if constexpr (requires { world.send(command, actor); }) {
      return world.send(command, actor);
    } else {
      return world.send(command);
    }
  }
  bool accepted() { return send().accepted(); }
};

template <class C, class R, class W = World>
struct Scenario {
  std::function<void(Case<C, R, W>&)> prepare;  // a command that would be accepted
  std::function<bool(Case<C, R, W>&, R)> plant;
};

template <class C, class R, class W, std::size_t N>
void check_precedence(const std::array<R, N>& precedence, const Scenario<C, R, W>& scenario,
                      std::size_t pairs_expected) {
  using Planted = Case<C, R, W>;
  const auto fresh = [&](std::initializer_list<R> faults, Planted& made) {
    scenario.prepare(made);
    for (const R fault : faults) {
      if (!scenario.plant(made, fault)) return false;
      made.planted.insert(fault);
    }
    return true;
  };
  const auto expect_first = [&](Planted& made, std::size_t first) {
    const Result result = made.send();
    std::string planted;
    for (const R fault : made.planted) planted += enumerator_name(fault) + " ";
    EXPECT_TRUE(result.refused_for(precedence[first])) << "with " << planted << "it gives " << result.text();
  };
  Planted healthy;
  fresh({}, healthy);
  EXPECT_TRUE(healthy.accepted());
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < N; ++i) {
    Planted alone;
    ASSERT_TRUE(fresh({precedence[i]}, alone)) << enumerator_name(precedence[i]);
    expect_first(alone, i);
    for (std::size_t j = i + 1; j < N; ++j) {
      Planted both;
      if (!fresh({precedence[j], precedence[i]}, both)) continue;
      expect_first(both, i);
      ++pairs;
    }
  }
  EXPECT_EQ(pairs, pairs_expected);
}

}  // namespace daybook::domain::testing
