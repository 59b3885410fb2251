#include "bench/load/limit_shares.h"

#include <algorithm>

namespace daybook::load {

namespace {

double share(double part, double whole) { return whole > 0 ? part / whole : 0; }

}  // namespace

LimitSizes sizes_of(const Result& row) {
  if (row.journaled == 0 || row.batches == 0) return {};
  LimitSizes sizes{
      .record_bytes = std::max<std::size_t>(static_cast<std::size_t>(row.command_bytes / row.journaled), 64),
      .batch_bytes = static_cast<std::size_t>(row.command_bytes / row.batches)};
  if (row.settings.durability == Durability::kPower && row.bytes_per_sync != 0) {
    sizes.sync_bytes = static_cast<std::size_t>(row.bytes_per_sync);
  }
  return sizes;
}

LimitShares shares_of(const Result& row) {
  LimitShares shares;
  if (!row.limits || row.journaled == 0 || row.elapsed_ns == 0) return shares;
  const LimitSample& limits = *row.limits;
  const double seconds = static_cast<double>(row.elapsed_ns) / 1e9;
  const double both = static_cast<double>(row.command_bytes + row.event_bytes) / seconds;
  const auto p50_ns = static_cast<double>(row.latency.quantile_ns(0.5));
  const bool power = row.settings.durability == Durability::kPower;
  shares.copy = share(both, limits.copy_bytes_per_second);
  shares.prepared = share(both, limits.prepared_bytes_per_second);
  if (power) shares.synced = share(static_cast<double>(row.command_bytes) / seconds, limits.synced_bytes_per_second);
  if (!row.settings.open_loop()) return shares;
  if (power) {
    shares.sync = share(static_cast<double>(limits.sync_p50_ns), p50_ns);
  } else if (row.settings.topology != Topology::kInline) {
    // To the logic stage and back; in `dedicated` by way of the journal and the publish stage; of a shared intake by
    // way of the sequencer.
    const double hand_offs =
        (row.settings.topology == Topology::kDedicated ? 4 : 2) + (row.settings.intake == Intake::kShared ? 1 : 0);
    shares.hand_offs = share(hand_offs * limits.hand_off_ns, p50_ns);
  }
  return shares;
}

}  // namespace daybook::load
