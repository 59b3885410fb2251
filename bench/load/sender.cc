#include "bench/load/sender.h"

#include <pthread.h>
#include <sys/prctl.h>

#include <algorithm>
#include <ctime>
#include <thread>
#include <type_traits>

#include "bench/load/send_times.h"

namespace daybook::load {

using domain::workload::Item;

namespace {

constexpr std::uint64_t kPatienceNs = 60'000'000'000;  // without any receipt: something is broken

// Threads that never sleep under load: the senders, the stages, and the intake where it is not the sender's.
unsigned busy_threads(const Settings& settings) {
  if (settings.topology == Topology::kInline) return 1;
  const unsigned stages = settings.topology == Topology::kDedicated ? 3 : 1;
  return settings.producers + stages + (settings.intake == Intake::kShared ? 1 : 0);
}

void sleep_ns(std::uint64_t ns) {
  const timespec time{.tv_sec = static_cast<time_t>(ns / 1'000'000'000),
                      .tv_nsec = static_cast<long>(ns % 1'000'000'000)};
  ::clock_nanosleep(CLOCK_MONOTONIC, 0, &time, nullptr);
}

}  // namespace

Sender::Sender(domain::DomainEngine& engine, const Settings& settings, Gate& gate, unsigned number)
    : engine_(engine),
      settings_(settings),
      gate_(gate),
      number_(number),
      window_(window_of(settings)),
      may_spin_(busy_threads(settings) <= std::thread::hardware_concurrency()),
      stream_(settings, number),
      producer_(engine.producer()),
      check_(Options{}.credits),
      intended_ns_(Options{}.credits) {}

void Sender::run() {
  constexpr std::uint64_t kLookNs = 50'000;
  ::pthread_setname_np(::pthread_self(), "load-sender");
  ::prctl(PR_SET_TIMERSLACK, 1);  // a sleep ends when it should, not up to 50 us later
  for (std::uint32_t number = 1;; ++number) {
    while (!gate_.open(number)) {
      take();  // with direct publishing and inline, the engine lives on it
      sleep_ns(kLookNs);
    }
    if (gate_.ended()) return;
    const Stretch& stretch = gate_.stretch();
    if (stretch.begin_ns == 0) {
      set_up();
    } else if (settings_.open_loop()) {
      send_open(stretch);
    } else {
      send_closed(stretch);
    }
    drain();
    gate_.arrive();
  }
}

void Sender::set_up() {
  for (std::uint64_t i = 0; i < stream_.setup_commands() && !halted(); ++i) {
    wait_for_room();
    stream_.next([&](const Id& id, const Item& item, const auto& command) {
      submit(id, item, command, Clock::system_monotonic_ns());
    });
  }
}

void Sender::send_open(const Stretch& stretch) {
  measured_from_ns_ = stretch.measured_from_ns;
  const SendTimes times(stretch.begin_ns, settings_.rate, settings_.producers, number_);
  const std::uint64_t commands = times.before(stretch.until_ns);
  unsent_ = 0;  // of the last stretch, which is the measured one
  behind_ns_ = 0;
  for (std::uint64_t i = 0; i < commands && !halted(); ++i) {
    // The command is made before it is due: making it is in no latency, unless the sender itself is behind.
    stream_.next([&](const Id& id, const Item& item, const auto& command) {
      const std::uint64_t due_ns = times.at(i);
      const std::uint64_t now_ns = await(due_ns);
      behind_ns_ = now_ns - due_ns;
      if (now_ns >= stretch.give_up_ns) {
        unsent_ = commands - std::max(i, times.before(stretch.measured_from_ns));
        i = commands;
        return;
      }
      submit(id, item, command, due_ns);
    });
  }
}

void Sender::send_closed(const Stretch& stretch) {
  measured_from_ns_ = stretch.measured_from_ns;
  std::uint64_t now_ns = Clock::system_monotonic_ns();
  while (now_ns < stretch.until_ns && !halted()) {
    wait_for_room();
    stream_.next([&](const Id& id, const Item& item, const auto& command) {
      now_ns = Clock::system_monotonic_ns();
      submit(id, item, command, now_ns);
    });
  }
}

std::uint64_t Sender::await(std::uint64_t due_ns) {
  for (;;) {
    const std::uint64_t now_ns = Clock::system_monotonic_ns();
    if (now_ns >= due_ns) {
      if (++since_look_ >= kCommandsPerLook) take();
      return now_ns;
    }
    if (take() == 0) rest(due_ns - now_ns);
  }
}

template <class C>
void Sender::submit(const Id& id, const Item& item, const C& command, std::uint64_t intended_ns) {
  auto ticket = producer_.submit(command, {.id = id, .when_full = WhenFull::kBusy});
  measuring_ = intended_ns >= measured_from_ns_;
  if (!ticket && measuring_) ++delayed_;
  while (!ticket) {
    if (ticket.error().kind != SubmitError::Kind::kBusy) {
      const auto error = engine_.error();
      failure_ = error ? error->message() : ticket.error().message();
      return;
    }
    if (measuring_) ++busy_;
    if (take() == 0) rest(UINT64_MAX);
    ticket = producer_.submit(command, {.id = id, .when_full = WhenFull::kBusy});
  }
  if constexpr (std::is_same_v<C, domain::SubmitShipment>) {
    if (item.outcome == Outcome::kAccepted) ++shipments_;
  }
  check_.sent(id, item);
  intended_ns_[sent_++ % intended_ns_.size()] = intended_ns;
}

std::size_t Sender::take() {
  since_look_ = 0;
  std::size_t taken = 0;
  std::size_t count = kReceiptsPerTime;
  while (count == kReceiptsPerTime) {
    count = producer_.poll([&](const Reply& reply) { check_.received(reply); }, kReceiptsPerTime);
    if (count == 0) break;
    // After them: no receipt is counted as earlier than it was.
    const std::uint64_t now_ns = Clock::system_monotonic_ns();
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t intended_ns = intended_ns_[received_++ % intended_ns_.size()];
      if (intended_ns >= measured_from_ns_) latency_.add(now_ns - intended_ns);
    }
    last_receipt_ns_ = now_ns;
    taken += count;
  }
  if (taken != 0) received_seen_.store(received_, std::memory_order_relaxed);
  return taken;
}

void Sender::wait_for_room() {
  if (++since_look_ >= kCommandsPerLook) take();
  while (in_flight() >= window_ && !halted()) {
    if (take() != 0) continue;
    if (measuring_) ++waits_;
    producer_.wait();
    if (engine_.error()) failure_ = engine_.error()->message();
  }
}

void Sender::drain() {
  std::uint64_t patient_until_ns = Clock::system_monotonic_ns() + kPatienceNs;
  while (in_flight() != 0 && failure_.empty()) {
    if (take() != 0) {
      patient_until_ns = Clock::system_monotonic_ns() + kPatienceNs;
      continue;
    }
    producer_.wait();
    if (const auto error = engine_.error()) {
      failure_ = error->message();
    } else if (Clock::system_monotonic_ns() > patient_until_ns) {
      failure_ = "receipts are missing: none came for a minute";
    }
  }
}

// Nothing is there to do for `most_ns`. More threads than cores must not spin: they would take the engine's time.
void Sender::rest(std::uint64_t most_ns) const {
  constexpr std::uint64_t kSpinNs = 1'000;
  constexpr std::uint64_t kSleepNs = 50'000;
  if (!may_spin_) return sleep_ns(std::min(most_ns, kSleepNs));
  if (most_ns > kSpinNs) std::this_thread::yield();
}

}  // namespace daybook::load
