#pragma once

#include <cstdint>

namespace daybook::load {

// When one of several producers means to send its commands: all together at an even rate, in turns. A producer that
// comes too late still counts from here; that is what makes a loop open.
class SendTimes {
 public:
  // `rate` in commands/s of all producers; `producer` counts from 0.
  SendTimes(std::uint64_t begin_ns, double rate, unsigned producers, unsigned producer)
      : begin_ns_(begin_ns), spacing_ns_(1e9 / rate), producers_(producers), producer_(producer) {}

  // Of this producer's command `number`, from 0.
  [[nodiscard]] std::uint64_t at(std::uint64_t number) const {
    return begin_ns_ + static_cast<std::uint64_t>(static_cast<double>(number * producers_ + producer_) * spacing_ns_);
  }
  // How many of this producer's commands are meant for before `end_ns`.
  [[nodiscard]] std::uint64_t before(std::uint64_t end_ns) const {
    if (end_ns <= begin_ns_) return 0;
    auto number = static_cast<std::uint64_t>(static_cast<double>(end_ns - begin_ns_) / spacing_ns_ /
                                             static_cast<double>(producers_));
    // The division may err by one in either direction.
    while (number != 0 && at(number - 1) >= end_ns) --number;
    while (at(number) < end_ns) ++number;
    return number;
  }

 private:
  std::uint64_t begin_ns_;
  double spacing_ns_;
  std::uint64_t producers_;
  std::uint64_t producer_;
};

}  // namespace daybook::load
