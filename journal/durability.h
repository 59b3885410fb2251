#pragma once

#include <cstdint>

namespace daybook::journal {

// Named for what an appended batch survives once it is durable.
enum class Durability : std::uint8_t {
  kProcess,  // the death of the process: the kernel has it. Synced at seal, when idle and at close.
  kPower,    // the loss of power: group commit, one data sync for what accumulated while the last one ran
};

}  // namespace daybook::journal
