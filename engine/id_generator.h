#pragma once

#include <cstdint>
#include <random>

#include "engine/id.h"

namespace daybook {

// Makes UUIDv7 command ids. One per producer; seeded from the system, so that no two producers, processes or restarts
// meet.
class IdGenerator {
 public:
  IdGenerator() {
    std::random_device device;
    for (std::uint64_t& word : state_) word = (std::uint64_t{device()} << 32) | device();
  }
  [[nodiscard]] Id next(std::uint64_t now_ns) noexcept {
    const std::uint64_t high = random();
    return Id::uuid_v7(now_ns / 1'000'000, high, random());
  }

 private:
  // xoroshiro128+ (Blackman, Vigna): fast, and long enough for a process's ids.
  std::uint64_t random() noexcept {
    const std::uint64_t first = state_[0];
    std::uint64_t second = state_[1];
    const std::uint64_t result = first + second;
    second ^= first;
    state_[0] = ((first << 24) | (first >> 40)) ^ second ^ (second << 16);
    state_[1] = (second << 37) | (second >> 27);
    return result;
  }
  std::uint64_t state_[2]{};
};

}  // namespace daybook
