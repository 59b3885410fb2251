#include "bench/load/hiccup_meter.h"

#include <pthread.h>
#include <sys/prctl.h>

#include <ctime>

#include "engine/clock.h"

namespace daybook::load {

HiccupMeter::HiccupMeter() : thread_([this] { run(); }) {}

HiccupMeter::~HiccupMeter() { (void)stop(); }

const Histogram& HiccupMeter::stop() {
  stop_.store(true, std::memory_order_relaxed);
  if (thread_.joinable()) thread_.join();
  return lateness_;
}

void HiccupMeter::run() {
  ::pthread_setname_np(::pthread_self(), "load-hiccups");
  ::prctl(PR_SET_TIMERSLACK, 1);  // else the kernel may be 50 us late on purpose
  std::uint64_t due_ns = Clock::system_monotonic_ns() + kEveryNs;
  do {
    const timespec due{.tv_sec = static_cast<time_t>(due_ns / 1'000'000'000),
                       .tv_nsec = static_cast<long>(due_ns % 1'000'000'000)};
    ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, nullptr);
    const std::uint64_t now_ns = Clock::system_monotonic_ns();
    if (counting_.load(std::memory_order_relaxed)) lateness_.add(now_ns > due_ns ? now_ns - due_ns : 0);
    due_ns += kEveryNs;
  } while (!stop_.load(std::memory_order_relaxed));
}

}  // namespace daybook::load
