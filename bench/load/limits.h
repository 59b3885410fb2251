#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace daybook::load {

// What the machine is asked to do: the sizes that a run really had.
struct LimitSizes {
  std::size_t record_bytes = 160;    // of one command in the ring
  std::size_t batch_bytes = 16'384;  // of one batch in the command journal
  std::size_t sync_bytes = 65'536;   // written between two syncs
};

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

// Of each figure the median of samples with the same sizes: an odd number of them.
[[nodiscard]] LimitSample median_of(const std::vector<LimitSample>& samples);

}  // namespace daybook::load
