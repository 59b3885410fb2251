#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/clock.h"
#include "engine/id.h"
#include "engine/record.h"
#include "engine/values.h"
#include "journal/journal.h"

namespace daybook {

using journal::Durability;

// Which stages share a thread.
enum class Topology : std::uint8_t {
  kInline,  // the caller's thread drives everything in `do_work`, syncs included; deterministic, never waits for
            // another thread
  kPaired,  // sequencer + journal | logic + publish; and a parked service thread for segments and syncs. Right for two
            // cores
  kDedicated,  // sequencer | journal | logic | publish; and the service thread. For as many cores and some more
};

// kDedicated where the process may use six processors or more, else kPaired.
[[nodiscard]] Topology default_topology() noexcept;
// "inline", "paired", "dedicated".
[[nodiscard]] std::string_view name_of(Topology topology) noexcept;

// Who writes into the ring buffer.
enum class Intake : std::uint8_t {
  kShared,  // any number of producers, each on a thread of its own, through the ingress queue; the engine owns the
            // sequencer's thread
  kDirect,  // one producer, which is the sequencer: fastest. Its thread must call `do_work` (or poll) also when it has
            // nothing to send
};

struct Options {
  std::string directory{};
  Durability durability = Durability::kPower;
  Topology topology = default_topology();
  Intake intake = Intake::kShared;

  std::size_t ring_bytes = std::size_t{1} << 20;                // a power of two, at least 256 KiB
  std::uint32_t credits = 65'536;                               // commands one producer may have in flight
  std::uint64_t segment_bytes = journal::kDefaultSegmentBytes;  // of new journals
  std::uint64_t sync_spacing_ns = 200'000;  // kPower, not kInline: under load, syncs begin at least so far apart
  // Memory that the deduplication window may grow to, taken as it fills; full: producers get `busy`. What a start finds
  // in the window is kept, however much that is.
  std::size_t dedup_bytes = std::size_t{256} << 20;
  std::size_t expected_keys = 0;  // reserve tables for about this many rows each

  // Of a new journal; an existing one keeps what was journaled.
  // At most 50 years each.
  std::uint64_t dedup_window_ns = 60'000'000'000;
  std::uint64_t allowed_skew_ns = 10'000'000'000;

  Clock clock{};
  journal::Storage* storage = nullptr;  // null: the system's
};

enum class WhenFull : std::uint8_t { kWait, kBusy };

// What a command may carry besides its content. All optional.
struct SubmitOptions {
  Id id{};                       // empty: the producer makes a UUIDv7
  std::uint64_t sent_at_ns = 0;  // required for ids that carry no time and may be sent again later
  Id correlation{};
  Id actor{};
  std::string_view reason{};                // at most 250 bytes
  Maybe<std::uint64_t> expected_version{};  // refused with the actual one if the target has another
  Maybe<Date> occurred_on{};
  Envelope::Cause cause{};  // of a reactor's commands (reactor.h); in the place of an id
  WhenFull when_full = WhenFull::kWait;
};

struct SubmitError {
  enum class Kind : std::uint8_t {
    kBusy,     // the ring, the producer's credits or the deduplication window are full: poll, then try again
    kNoSpace,  // the disk has no room for the journals' next segments: free some, then try again; nothing is lost
    kStopped,  // the engine has stopped; `Engine::error` says why
    kInvalid,  // `field` breaks its bound
  };
  Kind kind = Kind::kBusy;
  std::string field{};

  [[nodiscard]] std::string message() const {
    switch (kind) {
      case Kind::kBusy:
        return "busy: poll for receipts, then try again";
      case Kind::kNoSpace:
        return "the disk is full: nothing is accepted until the journals have room again; nothing is lost";
      case Kind::kStopped:
        return "the engine has stopped";
      default:
        return "field " + field + " is out of its bounds";
    }
  }
};

}  // namespace daybook
