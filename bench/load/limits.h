#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/load/result.h"

namespace daybook::load {

// What the machine is asked to do: the sizes that a run really has.
struct LimitSizes {
  std::size_t record_bytes = 160;    // of one command in the ring
  std::size_t batch_bytes = 16'384;  // of one batch in the command journal
  std::size_t sync_bytes = 65'536;   // written between two syncs
};
[[nodiscard]] LimitSizes sizes_of(const Result& row);

// What it can do at the moment, with nothing else to do.
struct LimitSample {
  LimitSizes sizes{};
  double hand_off_ns = 0;                // one way between two threads that spin
  double copy_bytes_per_second = 0;      // a batch of records, one by one, from a ring to memory
  double prepared_bytes_per_second = 0;  // batches, to pages of a file that are there and dirty
  double synced_bytes_per_second = 0;    // the same, with a sync each time
  std::uint64_t sync_p50_ns = 0;         // of such a sync
  std::uint64_t sync_p99_ns = 0;
};

// Takes about a second. The files are made below `directory`, and removed. Rates of 0: it could not be measured.
[[nodiscard]] LimitSample measure_limits(const std::string& directory, const LimitSizes& sizes);

// Of each figure the median: samples are taken before, between and after the rows, so that they have the same weather.
[[nodiscard]] LimitSample median_of(const std::vector<LimitSample>& samples);

// A result beside what the machine could do at best: 1 is all of it. 0: has no meaning for this row.
struct LimitShares {
  double copy = 0;       // bytes to both journals, of what memcpy could
  double prepared = 0;   // of what prepared pages could take
  double synced = 0;     // power: bytes to the command journal, of what one batch, one sync could
  double hand_offs = 0;  // open loop, process: two hand-offs, of the median latency
  double sync = 0;       // open loop, power: one sync, of the median latency
};
[[nodiscard]] LimitShares shares_of(const Result& row, const LimitSample& limits);

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
                                  {"hand_offs", "of the median latency is two hand-offs", shares.hand_offs},
                                  {"sync", "of the median latency is one sync", shares.sync}}) {
    if (share.value > 0) f(share);
  }
}

}  // namespace daybook::load
