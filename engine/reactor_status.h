#pragma once

#include <cstdint>
#include <string>

namespace daybook {

// Where a reactor stands. Sequences are those of the engine that it hears.
struct ReactorStatus {
  enum class State : std::uint8_t { kRunning, kParked };

  std::string name{};
  State state = State::kRunning;
  std::string
      failure{};  // why it is parked; or what is in its way: nobody takes its commands, its checkpoint cannot be stored
  std::uint64_t heard = 0;       // up to which it has answered
  std::uint64_t settled = 0;     // and up to which all its answers are released
  std::uint64_t stored = 0;      // of those, in its checkpoint
  std::uint64_t released = 0;    // what there is to hear
  std::uint64_t answered = 0;    // events and refusals that it reacted to, since it was opened
  std::uint64_t sent = 0;        // commands, since it was opened
  std::uint64_t repeated = 0;    // of those, decided before
  std::uint64_t refused = 0;     // of those, refused
  bool another_history = false;  // its checkpoint was of another journal: it began anew

  [[nodiscard]] bool parked() const { return state == State::kParked; }
  [[nodiscard]] std::uint64_t lag() const { return released - settled; }
};

}  // namespace daybook
