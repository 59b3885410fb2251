#include "engine/check.h"

#include <cstdio>
#include <cstdlib>

namespace daybook {

void check_failed(const char* expression, const char* file, int line) noexcept {
  std::fprintf(stderr, "%s:%d: broken invariant: %s\n", file, line, expression);
  std::fflush(stderr);
  std::abort();
}

}  // namespace daybook
