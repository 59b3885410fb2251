// What the fuzzer has found worth keeping, as ordinary tests; and programs by chance.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <vector>

#include "tests/fuzz/damage.h"

namespace daybook::journal {
namespace {

TEST(Fuzz, Corpus) {
  std::size_t programs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(DAYBOOK_CORPUS)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
    SCOPED_TRACE(entry.path());
    run_on_damage({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    ++programs;
  }
  std::cout << programs << " programs of the corpus\n";
  EXPECT_GT(programs, 20U);
}

TEST(Fuzz, ByChance) {
  const int rounds = std::getenv("DAYBOOK_EFFORT") != nullptr ? 5'000 : 150;
  std::mt19937_64 random(20'261'121);
  for (int i = 0; i < rounds; ++i) {
    std::vector<std::uint8_t> program(8 * (1 + random() % 6));
    for (std::size_t at = 0; at < program.size(); ++at) {
      // Small deltas: heads of frames are where it matters.
      program[at] = static_cast<std::uint8_t>(at % 8 == 3 ? 0 : at % 8 == 2 ? random() % 160 : random());
    }
    run_on_damage(program);
  }
  std::cout << rounds << " programs by chance\n";
}

}  // namespace
}  // namespace daybook::journal
