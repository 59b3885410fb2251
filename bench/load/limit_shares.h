#pragma once

#include <string_view>

#include "bench/load/limits.h"
#include "bench/load/result.h"

namespace daybook::load {

// With which sizes the limits of a row are measured: its own.
[[nodiscard]] LimitSizes sizes_of(const Result& row);

// A result beside what the machine could do at best: 1 is all of it. 0: has no meaning for this row.
struct LimitShares {
  double copy = 0;       // bytes to both journals, of what memcpy could
  double prepared = 0;   // of what prepared pages could take
  double synced = 0;     // power: bytes to the command journal, of what one batch, one sync could
  double hand_offs = 0;  // open loop, process: the hand-offs on the way, of the median latency
  double sync = 0;       // open loop, power: one sync, of the median latency
};
// All 0 where the row has no limits.
[[nodiscard]] LimitShares shares_of(const Result& row);

// For reports: f(const LimitShare&) for each that has a meaning.
struct LimitShare {
  std::string_view name;  // of the field
  std::string_view text;  // "62% of ..."
  double value = 0;
};
template <class F>
void for_each_share(const LimitShares& shares, F&& f) {
  for (const LimitShare& share : {LimitShare{"copy", "of memcpy, by the bytes of both journals", shares.copy},
                                  {"prepared", "of prepared pages, by the bytes of both journals", shares.prepared},
                                  {"synced", "of synced writes, by the bytes of the command journal", shares.synced},
                                  {"hand_offs", "of the median latency is hand-offs", shares.hand_offs},
                                  {"sync", "of the median latency is one sync", shares.sync}}) {
    if (share.value > 0) f(share);
  }
}

}  // namespace daybook::load
