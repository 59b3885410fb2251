#include "tests/engine/system_call_trap.h"

#include <sys/prctl.h>
#include <ucontext.h>

#include <csignal>

#include "engine/check.h"

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#define PR_SYS_DISPATCH_OFF 0
#define PR_SYS_DISPATCH_ON 1
#endif

namespace daybook {

namespace {

// What the kernel reads at every call of this thread.
constexpr char kAllow = 0;
constexpr char kBlock = 1;

volatile char selector = kAllow;
volatile int seen = -1;

#if defined(__x86_64__)
// The call has not been made: it is made again, and this time goes through.
void spring(int /*signal*/, siginfo_t* info, void* context) {
  constexpr greg_t kInstructionBytes = 2;  // of `syscall`
  selector = kAllow;
  seen = info->si_syscall;
  auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  registers[REG_RIP] -= kInstructionBytes;
  registers[REG_RAX] = info->si_syscall;
}
#endif

bool dispatch(int mode) {
  void* where = mode == PR_SYS_DISPATCH_ON ? const_cast<char*>(&selector) : nullptr;
  return ::prctl(PR_SET_SYSCALL_USER_DISPATCH, mode, 0, 0, where) == 0;
}

}  // namespace

bool SystemCallTrap::is_supported() {
#if defined(__x86_64__)
  return dispatch(PR_SYS_DISPATCH_ON) && dispatch(PR_SYS_DISPATCH_OFF);
#else
  return false;
#endif
}

SystemCallTrap::SystemCallTrap() {
#if defined(__x86_64__)
  struct sigaction action {};
  action.sa_sigaction = &spring;
  action.sa_flags = SA_SIGINFO;
  CHECK(::sigaction(SIGSYS, &action, nullptr) == 0);
#endif
  selector = kAllow;
  CHECK(dispatch(PR_SYS_DISPATCH_ON));
}

SystemCallTrap::~SystemCallTrap() {
  selector = kAllow;
  dispatch(PR_SYS_DISPATCH_OFF);
}

void SystemCallTrap::set() noexcept {
  seen = -1;
  selector = kBlock;
}

std::optional<int> SystemCallTrap::take() noexcept {
  selector = kAllow;
  return seen < 0 ? std::nullopt : std::optional<int>(seen);
}

}  // namespace daybook
