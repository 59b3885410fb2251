#pragma once

// A small domain with timers for the tests: leases that expire, and a policy that notes each expiry.

#include <stdexcept>

#include "engine/engine.h"

namespace daybook::lease {

using Lease = Key<"lease">;

struct Take {
  Lease lease;
  std::uint64_t for_ns;
  std::uint32_t timers;  // how many are armed, one nanosecond apart
  std::uint32_t bad;     // not 0: refused after the timers were armed
};
struct Expire {
  Lease lease;
  std::uint32_t number;
  std::uint32_t fails;  // not 0: the handler throws
};
struct Note {
  Lease lease;
};
struct Taken {
  Lease lease;
};
struct Expired {
  Lease lease;
  std::uint32_t number;
  std::uint32_t zero;
};
struct Noted {
  Lease lease;
};
DAYBOOK_COMMAND(Take, 1, lease, for_ns, timers, bad)
DAYBOOK_COMMAND(Expire, 2, lease, number, fails)
DAYBOOK_COMMAND(Note, 3, lease)
DAYBOOK_EVENT(Taken, 11, lease)
DAYBOOK_EVENT(Expired, 12, lease, number, zero)
DAYBOOK_EVENT(Noted, 13, lease)

enum class Refusal : std::uint16_t { kTaken = 1, kOnlyByTimer = 2, kBad = 3 };
DAYBOOK_REFUSALS(Refusal, kTaken, kOnlyByTimer, kBad)

struct Row {
  std::uint32_t taken = 0;
  std::uint32_t expiries = 0;
  std::uint64_t order = 0;  // of the expiries: a decimal digit each
};
DAYBOOK_STRUCT(Row, taken, expiries, order)

struct Leases {
  using Commands = Messages<Take, Expire>;
  using Events = Messages<Taken, Expired>;
  using Refusals = Refusal;
  using Decision = daybook::Decision<Leases>;
  static constexpr Rules kRules{.name = "leases", .version = 1};

  Verdict decide(const Take& c, Decision& out) const {
    const Row* row = rows.find(c.lease);
    if (row != nullptr && row->taken != 0) return Refusal::kTaken;
    for (std::uint32_t i = 0; i < c.timers; ++i) {
      // The last armed is due first.
      const std::uint64_t due = out.context().now.ns + c.for_ns + c.timers - 1 - i;
      out.arm(Stamp{due}, Expire{c.lease, i, c.bad == 2 ? 1U : 0U});
    }
    if (c.bad == 1) return Refusal::kBad;
    return out.accept(Taken{c.lease});
  }
  Verdict decide(const Expire& c, Decision& out) const {
    if (!out.context().by_timer) return Refusal::kOnlyByTimer;
    if (c.fails != 0) throw std::runtime_error("this timer fails");
    return out.accept(Expired{c.lease, c.number, 0});
  }
  void apply(const Taken& e) { rows[e.lease].taken = 1; }
  void apply(const Expired& e) {
    Row& row = rows[e.lease];
    row.taken = 0;
    ++row.expiries;
    row.order = row.order * 10 + e.number % 10;
  }
  auto tables() const { return std::tie(rows); }

  Table<Lease, Row> rows;
};

struct Notes {
  using Commands = Messages<Note>;
  using Events = Messages<Noted>;
  using Reacts = Messages<Expired>;
  using Decision = daybook::Decision<Notes>;
  static constexpr Rules kRules{.name = "notes", .version = 1};

  Verdict decide(const Note& c, Decision& out) const {
    return out.accept(Noted{out.context().by_timer && out.context().follow_up ? c.lease : Lease("wrong")});
  }
  void react(const Expired& e, FollowUps& out) const { out.send(Note{e.lease}, "it expired"); }
  void apply(const Noted& e) { ++counts[e.lease]; }
  auto tables() const { return std::tie(counts); }

  Table<Lease, std::uint64_t> counts;
};

using Domain = Compose<Leases, Notes>;

}  // namespace daybook::lease
