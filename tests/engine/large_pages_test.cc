#include "engine/large_pages.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <span>

namespace daybook {
namespace {

bool is_zero(const std::byte* block) {
  return std::ranges::all_of(std::span(block, large_pages::kBlockBytes), [](std::byte b) { return b == std::byte{0}; });
}

// From the reserve or not: a block is zeroed, aligned to its size, and nobody else's.
TEST(LargePages, BlocksAreZeroedAlignedAndOnesOwn) {
  std::set<std::byte*> blocks;
  for (int round = 0; round < 4; ++round) {
    for (int i = 0; i < 12; ++i) {
      std::byte* block = large_pages::take();
      EXPECT_TRUE(blocks.insert(block).second);
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block) % large_pages::kBlockBytes, 0U);
      EXPECT_TRUE(is_zero(block));
      std::fill_n(block, large_pages::kBlockBytes, std::byte{0xff});
    }
    EXPECT_TRUE(large_pages::wanted());
    while (large_pages::fill()) {
    }
    EXPECT_FALSE(large_pages::wanted());
    EXPECT_FALSE(large_pages::fill());
  }
  for (std::byte* block : blocks) EXPECT_EQ(::munmap(block, large_pages::kBlockBytes), 0);
}

}  // namespace
}  // namespace daybook
