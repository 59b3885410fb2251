#include "bench/load/generator.h"

#include <vector>

#include "bench/load/command_stream.h"
#include "engine/codec.h"
#include "engine/record.h"

namespace daybook::load {

GeneratorCost generator_cost(const Settings& settings) {
  constexpr std::uint64_t kCommands = 500'000;
  constexpr std::uint64_t kWeighed = 20'000;
  const Settings one{.producers = 1, .shipments = 200'000, .accounts = settings.accounts, .keys = settings.keys};
  CommandStream stream(one, 0);
  std::uint64_t sum = 0;
  // The setup is not what is measured.
  for (std::uint64_t i = 0; i < stream.setup_commands() + kWeighed; ++i) stream.next([](const auto&...) {});
  const std::uint64_t begin_ns = Clock::system_monotonic_ns();
  for (std::uint64_t i = 0; i < kCommands; ++i) {
    stream.next([&](const Id& id, const auto& item, const auto&) { sum += id.bytes()[15] + item.index; });
  }
  const std::uint64_t elapsed_ns = Clock::system_monotonic_ns() - begin_ns;
  std::vector<std::byte> room(kMaxCommandBytes);
  asm volatile("" : : "r"(sum));  // it is used, whatever the compiler thinks
  std::uint64_t bytes = 0;
  for (std::uint64_t i = 0; i < kWeighed; ++i) {
    stream.next([&](const Id&, const auto&, const auto& command) {
      bytes += aligned8(sizeof(CommandHeader) + encode(command, room.data()));
    });
  }
  return {.ns = static_cast<double>(elapsed_ns) / kCommands, .bytes = static_cast<double>(bytes) / kWeighed};
}

}  // namespace daybook::load
