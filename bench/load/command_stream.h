#pragma once

#include <array>
#include <cstdint>

#include "bench/load/settings.h"
#include "domain/workload.h"

namespace daybook::load {

// One producer's commands, without end: its share of the standard workload, one day after the other, each with a seed
// of its own. Shipments and payments of two producers or days never meet, their accounts do; so the order among
// producers does not matter. The first producer's stream begins with the setup that all need.
//
// Ids carry the time at which a command is made, not the day's: a day may be longer than the deduplication window.
class CommandStream {
 public:
  CommandStream(const Settings& settings, unsigned producer);

  // Calls f(const Id&, const Item&, const Command&) with the next command. Text in the command is good until the next
  // call.
  template <class F>
  void next(F&& f) {
    const auto take = [&](const domain::workload::Item& item, const auto& command) { f(id_of(item), item, command); };
    while (!day_.next(take)) begin_day();
  }

  // Commands of the setup at the head of the stream.
  [[nodiscard]] std::uint64_t setup_commands() const { return setup_commands_; }

 private:
  // A power of two, and more than a repeat can be behind.
  static constexpr std::uint64_t kRemembered = 512;

  [[nodiscard]] static domain::workload::Parameters parameters_of(const Settings& settings, unsigned producer);
  [[nodiscard]] const Id& id_of(const domain::workload::Item& item);
  void begin_day();

  std::uint64_t seed_;
  std::uint64_t days_ = 0;
  std::uint64_t setup_commands_ = 0;
  domain::workload::ShippingDay day_;
  std::array<Id, kRemembered> ids_{};  // by index in the day
};

}  // namespace daybook::load
