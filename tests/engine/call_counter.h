#pragma once

#include <cstdint>
#include <string>

// Counts what an engine's threads ask of the C library: call_counter.cc stands in for malloc and its kin, for mutexes
// and for the waits of condition variables. For test executables of their own; not together with a sanitizer.
namespace daybook::call_counter {

struct Calls {
  std::uint64_t allocations = 0;
  std::uint64_t frees = 0;
  // Of mutexes on which no thread has ever slept. What a parked thread costs its waker is not the hot path.
  std::uint64_t locks = 0;
};

// Forgets all mutexes: their addresses are about to get other owners. No other thread may run.
void start_over();
// Counts from now on what all threads do but those named `cold_thread`. The name outlives the counting.
void begin(const char* cold_thread);
Calls end();
// Where the first allocation came from since `begin`, a line for each caller; empty: there was none.
std::string first_allocation();
// The same for each mutex in `Calls::locks`.
std::string first_locks();
// A thread of this name has slept on a mutex since `start_over`: in an engine, it has parked.
bool has_slept(const char* thread);

}  // namespace daybook::call_counter
