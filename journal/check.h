#pragma once

#include <cstdio>
#include <cstdlib>

// An invariant of our own code: checked in every build, because going on would write a wrong journal. What comes from
// outside (disk, network, caller) is validated and reported instead, never asserted.
#define DAYBOOK_CHECK(condition)                                                             \
  do {                                                                                       \
    if (!(condition)) [[unlikely]] {                                                         \
      std::fprintf(stderr, "%s:%d: invariant broken: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                          \
    }                                                                                        \
  } while (false)

// For hot loops: gone in a release build.
#ifdef NDEBUG
#define DAYBOOK_DCHECK(condition) static_cast<void>(sizeof(!(condition)))
#else
#define DAYBOOK_DCHECK(condition) DAYBOOK_CHECK(condition)
#endif
