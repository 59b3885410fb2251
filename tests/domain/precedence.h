#pragma once

// Plants every two faults of a command that can meet in it.

#include <algorithm>
#include <array>
#include <functional>
#include <set>

#include "tests/domain/world.h"

namespace daybook::domain::testing {

// A world and a command into which faults are planted. `false`: the fault cannot be planted beside the earlier ones.
template <class C, class R>
struct Case {
  World world;
  C command;
  std::set<R> planted;
  bool has(R fault) const { return planted.contains(fault); }
};

template <class C, class R>
struct Scenario {
  std::function<void(Case<C, R>&)> prepare;  // a command that would be accepted
  std::function<bool(Case<C, R>&, R)> plant;
};

template <class C, class R, std::size_t N>
void check_precedence(const std::array<R, N>& precedence, const Scenario<C, R>& scenario, std::size_t least_pairs) {
  const auto fresh = [&](std::initializer_list<R> faults, Case<C, R>& made) {
    scenario.prepare(made);
    for (const R fault : faults) {
      if (!scenario.plant(made, fault)) return false;
      made.planted.insert(fault);
    }
    return true;
  };
  Case<C, R> healthy;
  fresh({}, healthy);
  EXPECT_TRUE(healthy.world.send(healthy.command).accepted());
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < N; ++i) {
    Case<C, R> alone;
    ASSERT_TRUE(fresh({precedence[i]}, alone)) << enumerator_name(precedence[i]);
    const Result single = alone.world.send(alone.command);
    EXPECT_TRUE(single.refused_for(precedence[i])) << enumerator_name(precedence[i]) << " gives " << single.text();
    for (std::size_t j = i + 1; j < N; ++j) {
      Case<C, R> both;
      if (!fresh({precedence[j], precedence[i]}, both)) continue;
      const Result result = both.world.send(both.command);
      EXPECT_TRUE(result.refused_for(precedence[i])) << enumerator_name(precedence[i]) << " before "
                                                     << enumerator_name(precedence[j]) << " gives " << result.text();
      ++pairs;
    }
  }
  EXPECT_GE(pairs, least_pairs);
}

}  // namespace daybook::domain::testing
