#pragma once

namespace daybook {

// Cache lines that are wanted soon. Only time depends on it.
//
// g++ takes a function that does nothing but prefetch for one without effect and drops calls of it,
// and then calls of its callers; the empty asm statement is an effect.
inline void prefetch_line(const void* address) noexcept {
  __builtin_prefetch(address);
  asm volatile("");
}
// The same, for a line that is written next: a store that waits for its line holds up all that follow.
inline void prefetch_line_to_write(const void* address) noexcept {
  __builtin_prefetch(address, 1);
  asm volatile("");
}

}  // namespace daybook
