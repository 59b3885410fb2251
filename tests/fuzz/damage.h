#pragma once

#include <cstdint>
#include <span>

namespace daybook::journal {

// Damages a journal of three segments as `program` says, then reads, recovers, repairs and continues it. Ends the
// process where a record appears that was never written, or where what was recovered is not there the next time.
//
// The program is a list of steps of 8 bytes: kind, frame, delta (2), length or value (2), second frame, unused. A step
// works `delta` bytes behind the beginning of a frame. Anything is a program.
void run_on_damage(std::span<const std::uint8_t> program);

}  // namespace daybook::journal
