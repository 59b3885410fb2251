#pragma once

#include <cstddef>

namespace daybook::large_pages {

// Blocks of zeroed memory in large pages (where the system has them), a few of them mapped and touched before anybody
// needs them: a large page touched for the first time costs 0.3 to 1 ms, more than a single writer may stand still.
// The reserve holds as many as were ever taken, at most eight. Shared by all engines of a process; any thread.

inline constexpr std::size_t kBlockBytes = std::size_t{2} << 20;

// A block, from the reserve or else from the system. Throws std::bad_alloc.
[[nodiscard]] std::byte* take();
// `bytes`, a multiple of kBlockBytes, from the system and untouched. Throws std::bad_alloc.
[[nodiscard]] std::byte* map(std::size_t bytes);

// True where the reserve is not full.
[[nodiscard]] bool wanted() noexcept;
// Adds one block to it, on a thread that has time. False: it is full.
bool fill() noexcept;

}  // namespace daybook::large_pages
