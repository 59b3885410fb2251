// The commands that the counters' crash drill and determinism check send: the same ones for the same seed.
#pragma once

#include <random>

#include "examples/counter/counter.h"

inline constexpr auto kCourse = [](std::uint64_t seed, auto&& send) {
  std::mt19937_64 random(seed);
  for (int i = 0; i < 200; ++i) {
    const Id counter = random() % 2 == 0 ? "visits" : "orders";
    const bool go_on = random() % 8 == 0 ? send(Reset{counter, "a new day"}) : send(Add{counter, 1});
    if (!go_on) return;
  }
};
