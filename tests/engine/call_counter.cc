#include "tests/engine/call_counter.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <pthread.h>
#include <sys/prctl.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <span>
#include <string_view>

#include "engine/check.h"

// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
extern "C" {
void* __libc_malloc(std::size_t bytes);
void* __libc_calloc(std::size_t count, std::size_t bytes);
void* __libc_realloc(void* memory, std::size_t bytes);
void* __libc_memalign(std::size_t alignment, std::size_t bytes);
void __libc_free(void* memory);
}
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)

namespace daybook::call_counter {

namespace {

constexpr int kMostFrames = 24;
constexpr std::size_t kMostMutexes = 1024;

// Of a thread.
struct Name {
  std::array<char, 16> text{};
};

// Who made a call that should not have been made.
class Callers {
 public:
  void take() noexcept { count_.store(::backtrace(frames_.data(), kMostFrames), std::memory_order_release); }
  void forget() noexcept { count_.store(0, std::memory_order_relaxed); }
  [[nodiscard]] std::string text() const {
    const int count = count_.load(std::memory_order_acquire);
    char** symbols = ::backtrace_symbols(frames_.data(), count);
    std::string text;
    for (char* symbol : std::span(symbols, static_cast<std::size_t>(count))) text.append(symbol).append("\n");
    std::free(symbols);
    return text;
  }

 private:
  std::array<void*, kMostFrames> frames_{};
  std::atomic<int> count_{0};
};

// A mutex that somebody has locked while calls were counted, or slept on at any time.
struct Mutex {
  std::atomic<pthread_mutex_t*> address{nullptr};
  std::atomic<std::uint64_t> locks{0};
  std::atomic<bool> slept_on{false};
  Name sleeper;  // written before `slept_on`
  Callers first;
};

constinit std::array<Mutex, kMostMutexes> mutexes{};
constinit std::atomic<const char*> cold{nullptr};  // null: nothing is counted
constinit std::atomic<std::uint64_t> allocations{0};
constinit std::atomic<std::uint64_t> frees{0};
constinit Callers first_allocator;

Name own_name() noexcept {
  Name name;
  ::prctl(PR_GET_NAME, name.text.data());
  return name;
}

// Neither allocates nor locks.
bool counts() noexcept {
  const char* cold_thread = cold.load(std::memory_order_acquire);
  if (cold_thread == nullptr) return false;
  return own_name().text.data() != std::string_view(cold_thread);
}

void count_allocation() noexcept {
  if (!counts()) return;
  if (allocations.fetch_add(1, std::memory_order_relaxed) == 0) first_allocator.take();
}

Mutex& place_of(pthread_mutex_t* mutex) noexcept {
  for (Mutex& place : mutexes) {
    pthread_mutex_t* none = nullptr;
    if (place.address.load(std::memory_order_acquire) == mutex) return place;
    if (place.address.compare_exchange_strong(none, mutex, std::memory_order_acq_rel) || none == mutex) return place;
  }
  CHECK(false);  // more mutexes than a test can have
}

void count_lock(pthread_mutex_t* mutex) noexcept {
  if (!counts()) return;
  Mutex& place = place_of(mutex);
  if (place.locks.fetch_add(1, std::memory_order_relaxed) == 0) place.first.take();
}

void sleeps_on(pthread_mutex_t* mutex) noexcept {
  Mutex& place = place_of(mutex);
  if (place.slept_on.load(std::memory_order_relaxed)) return;
  place.sleeper = own_name();
  place.slept_on.store(true, std::memory_order_release);
}

// What this file stands in front of. Some have older versions, which are not meant.
template <class Function>
Function* next(const char* name) noexcept {
  void* found = ::dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2");
  if (found == nullptr) found = ::dlsym(RTLD_NEXT, name);
  CHECK(found != nullptr);
  return reinterpret_cast<Function*>(found);
}

}  // namespace

void start_over() {
  for (Mutex& place : mutexes) {
    place.address.store(nullptr, std::memory_order_relaxed);
    place.slept_on.store(false, std::memory_order_relaxed);
  }
}

void begin(const char* cold_thread) {
  first_allocator.take();  // the first call of this kind loads a library
  first_allocator.forget();
  allocations.store(0, std::memory_order_relaxed);
  frees.store(0, std::memory_order_relaxed);
  for (Mutex& place : mutexes) place.locks.store(0, std::memory_order_relaxed);
  cold.store(cold_thread, std::memory_order_release);
}

Calls end() {
  cold.store(nullptr, std::memory_order_release);
  Calls calls{allocations.load(), frees.load(), 0};
  for (const Mutex& place : mutexes) {
    if (!place.slept_on.load(std::memory_order_acquire)) calls.locks += place.locks.load(std::memory_order_relaxed);
  }
  return calls;
}

std::string first_allocation() { return first_allocator.text(); }

std::string first_locks() {
  std::string text;
  for (const Mutex& place : mutexes) {
    const std::uint64_t locks = place.locks.load(std::memory_order_relaxed);
    if (locks == 0 || place.slept_on.load(std::memory_order_acquire)) continue;
    text.append(std::to_string(locks)).append(" times, at first by\n").append(place.first.text());
  }
  return text;
}

bool has_slept(const char* thread) {
  return std::any_of(mutexes.begin(), mutexes.end(), [&](const Mutex& place) {
    return place.slept_on.load(std::memory_order_acquire) && place.sleeper.text.data() == std::string_view(thread);
  });
}

}  // namespace daybook::call_counter

using namespace daybook::call_counter;

extern "C" {

void* malloc(std::size_t bytes) noexcept {
  count_allocation();
  return __libc_malloc(bytes);
}
void* calloc(std::size_t count, std::size_t bytes) noexcept {
  count_allocation();
  return __libc_calloc(count, bytes);
}
void* realloc(void* memory, std::size_t bytes) noexcept {
  count_allocation();
  return __libc_realloc(memory, bytes);
}
void* memalign(std::size_t alignment, std::size_t bytes) noexcept {
  count_allocation();
  return __libc_memalign(alignment, bytes);
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept { return memalign(alignment, bytes); }
int posix_memalign(void** memory, std::size_t alignment, std::size_t bytes) noexcept {
  *memory = memalign(alignment, bytes);
  return *memory == nullptr ? ENOMEM : 0;
}
void free(void* memory) noexcept {
  if (memory != nullptr && counts()) frees.fetch_add(1, std::memory_order_relaxed);
  __libc_free(memory);
}

int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  static constinit std::atomic<int (*)(pthread_mutex_t*)> real{nullptr};
  auto* lock = real.load(std::memory_order_relaxed);
  if (lock == nullptr) {
    lock = next<int(pthread_mutex_t*)>("pthread_mutex_lock");
    real.store(lock, std::memory_order_relaxed);
  }
  count_lock(mutex);
  return lock(mutex);
}
int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
  static auto* const kReal = next<int(pthread_cond_t*, pthread_mutex_t*)>("pthread_cond_wait");
  sleeps_on(mutex);
  return kReal(condition, mutex);
}
int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock, const timespec* until) {
  using Wait = int(pthread_cond_t*, pthread_mutex_t*, clockid_t, const timespec*);
  static auto* const kReal = next<Wait>("pthread_cond_clockwait");
  sleeps_on(mutex);
  return kReal(condition, mutex, clock, until);
}

}  // extern "C"
