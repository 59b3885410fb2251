#pragma once

// Broken invariants of our own stop the program, in release builds too. Never for bad input.

namespace daybook {

[[noreturn]] void check_failed(const char* expression, const char* file, int line) noexcept;

}  // namespace daybook

#define CHECK(expression) \
  ((expression) ? static_cast<void>(0) : ::daybook::check_failed(#expression, __FILE__, __LINE__))

// For hot loops: debug builds only.
#ifdef NDEBUG
#define DCHECK(expression) static_cast<void>(0)
#else
#define DCHECK(expression) CHECK(expression)
#endif
