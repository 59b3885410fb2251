#include "bench/load/command_stream.h"

#include <cstring>
#include <ctime>

namespace daybook::load {

using domain::workload::Item;
using domain::workload::mix;
using domain::workload::Parameters;
using domain::workload::ShippingDay;

namespace {

// To the tick of the kernel, some milliseconds: much cheaper than the exact time, and never ahead of it.
std::uint64_t about_now_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000 + static_cast<std::uint64_t>(now.tv_nsec) / 1'000'000;
}

// `id`, a UUIDv7, with another time.
Id at_time(const Id& id, std::uint64_t unix_ms) {
  std::array<std::uint8_t, Id::kBytes> bytes = id.bytes();
  std::uint64_t first = 0;
  std::memcpy(&first, bytes.data(), sizeof first);
  first = __builtin_bswap64((__builtin_bswap64(first) & 0xffff) | unix_ms << 16);
  std::memcpy(bytes.data(), &first, sizeof first);
  return Id(bytes);
}

}  // namespace

Parameters CommandStream::parameters_of(const Settings& settings, unsigned producer) {
  // Mixed, so that neighbouring seeds, producers and days have nothing in common.
  return {.seed = mix(mix(settings.seed) - producer),
          .shipments = settings.shipments / settings.producers,
          .accounts = settings.accounts,
          .keys = settings.keys,
          .epoch_ms = about_now_ms()};
}

CommandStream::CommandStream(const Settings& settings, unsigned producer)
    : seed_(parameters_of(settings, producer).seed), day_(parameters_of(settings, producer)) {
  if (producer == 0) {
    setup_commands_ = ShippingDay::setup_commands(parameters_of(settings, producer));
  } else {
    day_.skip_setup();
  }
}

const Id& CommandStream::id_of(const Item& item) {
  Id& remembered = ids_[item.original % kRemembered];
  if (item.outcome != Outcome::kRepeat) remembered = at_time(item.id, about_now_ms());
  return remembered;
}

void CommandStream::begin_day() { day_.start_over(mix(seed_ + ++days_), about_now_ms()); }

}  // namespace daybook::load
