#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/id.h"

namespace daybook {

// A command that is to run at a journaled time, and where it comes from.
struct Timer {
  std::uint64_t due_ns = 0;       // since 1970; fires before the first command whose stamp is not before it
  std::uint64_t armed_at_ns = 0;  // stamp of the command that armed it
  std::uint64_t sequence = 0;     // of that command …
  std::uint16_t index = 0;        // … and which of the timers that it armed
  std::uint16_t type = 0;         // of the command to run
  std::uint16_t block_bytes = 0;  // of its payload's fixed block
  Id correlation{};
  std::span<const std::byte> payload{};

  // What takes the place of a command id when it fires: the same in every run.
  [[nodiscard]] Id id() const;
};

// The timers that are armed: part of the state, like a table. They fire in the order of (due, sequence, index), which
// is a total one and the same in every replay. One thread.
//
// A binary heap of small keys over slots; a slot and its bytes are used again, so that arming allocates only where
// there were never so many timers at a time.
class Timers {
 public:
  // Copies the payload.
  void arm(const Timer& timer);
  // The first timer, if it is due at `now_ns`; null: none is. Good until the next call of `arm` or `take`.
  [[nodiscard]] const Timer* due(std::uint64_t now_ns) const noexcept;
  // Takes the first timer out. There is one.
  void take() noexcept;

  // When the first one is due; UINT64_MAX: there is none.
  [[nodiscard]] std::uint64_t next_due_ns() const noexcept { return heap_.empty() ? UINT64_MAX : heap_.front().due_ns; }
  [[nodiscard]] std::size_t size() const noexcept { return heap_.size(); }
  // A sum over the timers: what they run, and how long after they were armed. Neither sequences nor stamps, which
  // differ between a run with commands sent again and one without.
  [[nodiscard]] std::uint64_t hash() const noexcept;

 private:
  struct Key {
    std::uint64_t due_ns;
    std::uint64_t sequence;
    std::uint32_t index;
    std::uint32_t slot;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Slot {
    Timer timer;
    std::vector<std::byte> payload;
  };

  std::vector<Key> heap_;  // smallest first
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
};

}  // namespace daybook
