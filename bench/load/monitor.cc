#include "bench/load/monitor.h"

#include <ctime>

#include "bench/load/disk.h"
#include "bench/load/memory.h"

namespace daybook::load {

namespace {

constexpr std::uint64_t kLookNs = 10'000'000;
constexpr std::uint64_t kNoteNs = 100'000'000;
constexpr std::uint64_t kLookAroundNs = 1'000'000'000;  // at the machine: reading what the kernel says takes a while
constexpr std::uint64_t kLeaveMemoryBytes = std::uint64_t{1} << 30;
constexpr std::uint64_t kLeaveDiskBytes = std::uint64_t{1} << 30;

void sleep_until(std::uint64_t ns) {
  const timespec time{.tv_sec = static_cast<time_t>(ns / 1'000'000'000),
                      .tv_nsec = static_cast<long>(ns % 1'000'000'000)};
  ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr);
}

}  // namespace

void Monitor::look(std::string_view what, std::uint64_t until_ns, const std::function<bool()>& done) {
  const std::uint64_t begin_ns = Clock::system_monotonic_ns();
  std::uint64_t next_look_ns = begin_ns;
  next_note_ns_ = begin_ns;
  while (!done()) {
    next_look_ns += kLookNs;
    sleep_until(next_look_ns);
    release_old_segments();
    const std::uint64_t now_ns = Clock::system_monotonic_ns();
    if (now_ns < next_note_ns_) continue;
    next_note_ns_ += kNoteNs;
    const std::uint64_t receipts = receipts_();
    if (now_ns >= measured_from_ns_) {
      if (progress_.empty()) first_receipts_ = receipts;
      progress_.push_back({now_ns - measured_from_ns_, receipts - first_receipts_});
    }
    const double share =
        until_ns <= begin_ns ? 0 : static_cast<double>(now_ns - begin_ns) / static_cast<double>(until_ns - begin_ns);
    watch_.progress(what, share > 1 ? 1 : share, receipts);
    if (!reason_.empty()) continue;
    if (watch_.stopped()) {
      end_early("interrupted");
    } else if (now_ns >= next_look_around_ns_) {
      next_look_around_ns_ = now_ns + kLookAroundNs;
      look_around();
    }
  }
}

// Only a test of the journals' speed needs none of its history: with `verify` everything stays.
void Monitor::release_old_segments() {
  if (settings_.verify) return;
  EngineState<domain::ShippingDomain>& state = *engine_.state();
  for (journal::Journal* journal : {&state.commands(), &state.events()}) journal->release_before(journal->synced());
}

void Monitor::look_around() {
  if (available_memory_bytes() < kLeaveMemoryBytes) return end_early("the machine has hardly any memory left");
  if (free_disk_bytes(settings_.directory) < kLeaveDiskBytes) return end_early("the disk is nearly full");
}

void Monitor::end_early(std::string reason) {
  reason_ = std::move(reason);
  on_early_end();
}

}  // namespace daybook::load
