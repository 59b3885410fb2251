#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/load/command_stream.h"
#include "bench/load/gate.h"
#include "bench/load/histogram.h"
#include "bench/load/receipt_check.h"
#include "bench/load/settings.h"
#include "domain/core.h"

namespace daybook::load {

// One producer at work: sends its commands when they are due (open loop) or as receipts come in (closed loop), takes
// the receipts, checks them, and counts how long each took from its intended time until it was in this thread's hand.
// `run` has a thread of its own; everything else is read when that has ended, but for `received`, which anyone may look
// at.
class Sender {
 public:
  Sender(domain::DomainEngine& engine, const Settings& settings, Gate& gate, unsigned number);

  // Sends stretch after stretch until the gate ends.
  void run();

  [[nodiscard]] std::uint64_t received() const noexcept { return received_seen_.load(std::memory_order_relaxed); }

  [[nodiscard]] const Histogram& latency() const noexcept { return latency_; }  // of what was measured
  [[nodiscard]] const ReceiptCheck& check() const noexcept { return check_; }
  [[nodiscard]] const CommandStream& stream() const noexcept { return stream_; }
  // Shipments that were submitted, and will not be refused.
  [[nodiscard]] std::uint64_t shipments() const noexcept { return shipments_; }
  // Of what was measured: commands that met back-pressure, and how often they were offered in vain.
  [[nodiscard]] std::uint64_t delayed() const noexcept { return delayed_; }
  [[nodiscard]] std::uint64_t busy() const noexcept { return busy_; }
  // Closed loop: how often the window was full and no receipt was there.
  [[nodiscard]] std::uint64_t waits() const noexcept { return waits_; }
  // Open loop, of what was measured: commands that were due and not sent before the run gave up; and by how much the
  // last one was sent too late.
  [[nodiscard]] std::uint64_t unsent() const noexcept { return unsent_; }
  [[nodiscard]] std::uint64_t behind_ns() const noexcept { return behind_ns_; }
  [[nodiscard]] std::uint64_t last_receipt_ns() const noexcept { return last_receipt_ns_; }
  // Why it could not go on; empty: it could.
  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }

 private:
  static constexpr unsigned kCommandsPerLook = 128;    // for receipts, where there is no time to wait for them
  static constexpr std::size_t kReceiptsPerTime = 16;  // share one reading of the clock

  void set_up();
  void send_open(const Stretch& stretch);
  void send_closed(const Stretch& stretch);
  void drain();
  // Returns at `due_ns`, or later; takes receipts meanwhile. The time it is.
  std::uint64_t await(std::uint64_t due_ns);
  template <class C>
  void submit(const Id& id, const domain::workload::Item& item, const C& command, std::uint64_t intended_ns);
  // Takes the receipts that are there; how many.
  std::size_t take();
  void wait_for_room();
  void rest(std::uint64_t most_ns) const;
  [[nodiscard]] bool halted() const { return !failure_.empty() || gate_.stopping(); }
  [[nodiscard]] std::uint64_t in_flight() const { return sent_ - received_; }

  domain::DomainEngine& engine_;
  const Settings& settings_;
  Gate& gate_;
  const unsigned number_;
  const std::uint32_t window_;
  const bool may_spin_;  // there is a core for every thread that is busy all the time
  CommandStream stream_;
  Producer<domain::ShippingDomain> producer_;
  ReceiptCheck check_;
  std::vector<std::uint64_t> intended_ns_;  // of the commands in flight
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  unsigned since_look_ = 0;
  bool measuring_ = false;  // the last command sent is measured
  std::uint64_t measured_from_ns_ = UINT64_MAX;
  std::uint64_t last_receipt_ns_ = 0;
  std::uint64_t shipments_ = 0;
  std::uint64_t delayed_ = 0;
  std::uint64_t busy_ = 0;
  std::uint64_t waits_ = 0;
  std::uint64_t unsent_ = 0;
  std::uint64_t behind_ns_ = 0;
  std::string failure_;
  Histogram latency_;
  alignas(kCacheLine) std::atomic<std::uint64_t> received_seen_{0};
};

}  // namespace daybook::load
