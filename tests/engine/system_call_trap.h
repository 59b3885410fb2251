#pragma once

#include <cstdint>
#include <optional>

namespace daybook {

// Sees a system call of its own thread while it is set, by Linux's syscall user dispatch: the kernel sends a signal
// instead of making the call. The first one springs the trap, is then made, and those after it go unseen. One at a
// time.
class SystemCallTrap {
 public:
  // Where the kernel or the processor knows no such thing, or something else (a sanitizer, a debugger) has its hands
  // on it.
  [[nodiscard]] static bool is_supported();

  SystemCallTrap();
  SystemCallTrap(const SystemCallTrap&) = delete;
  SystemCallTrap& operator=(const SystemCallTrap&) = delete;
  ~SystemCallTrap();

  void set() noexcept;
  // Ends the watch. The number of the call that was seen, if there was one.
  std::optional<int> take() noexcept;
};

}  // namespace daybook
